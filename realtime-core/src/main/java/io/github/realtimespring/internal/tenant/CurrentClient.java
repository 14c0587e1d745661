package io.github.realtimespring.internal.tenant;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ClientSession;

/**
 * The client whose message or connection the current thread handles: operations of the
 * application without a tenant concern the client's tenant.
 */
public final class CurrentClient {

	private static final ThreadLocal<@Nullable ClientSession> current = new ThreadLocal<>();

	private CurrentClient() {
	}

	/**
	 * The client, {@code null} if the thread handles nothing of a client.
	 */
	static @Nullable ClientSession get() {
		return current.get();
	}

	/**
	 * Run a task for a client.
	 */
	public static void run(ClientSession client, Runnable task) {
		call(client, () -> {
			task.run();
			return null;
		});
	}

	/**
	 * Call something for a client.
	 * @throws E as the call
	 */
	public static <T extends @Nullable Object, E extends Exception> T call(@Nullable ClientSession client,
			Call<T, E> call) throws E {
		ClientSession before = current.get();
		current.set(client);
		try {
			return call.call();
		}
		finally {
			if (before != null) {
				current.set(before);
			}
			else {
				current.remove();
			}
		}
	}

	/**
	 * An executor that runs its tasks for a client.
	 */
	public static Executor executor(Executor executor, ClientSession client) {
		return (task) -> executor.execute(() -> run(client, task));
	}

	/**
	 * A stage whose handlers run for the client that this thread works for.
	 */
	public static <T extends @Nullable Object> CompletionStage<T> carry(CompletionStage<T> stage) {
		ClientSession client = current.get();
		if (client == null) {
			return stage;
		}
		CompletableFuture<T> carried = new CompletableFuture<>();
		stage.whenComplete((value, failure) -> run(client, () -> {
			if (failure != null) {
				carried.completeExceptionally(failure);
			}
			else {
				carried.complete(value);
			}
		}));
		return carried;
	}

	/**
	 * A call with a result.
	 */
	@FunctionalInterface
	public interface Call<T extends @Nullable Object, E extends Exception> {

		/**
		 * Make the call.
		 */
		T call() throws E;

	}

}
