package io.github.realtimespring.internal.hub.recovery;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.History;

/**
 * A read for all that want exactly the same. Thread-safe.
 */
final class SharedRead implements ReadQueue.Task {

	private final CompletableFuture<History> answer = new CompletableFuture<>();

	private final Supplier<CompletableFuture<History>> reading;

	SharedRead(Supplier<CompletableFuture<History>> reading) {
		this.reading = reading;
	}

	/**
	 * What was read.
	 */
	CompletableFuture<History> answer() {
		return this.answer;
	}

	@Override
	public CompletableFuture<History> start() {
		return this.reading.get();
	}

	@Override
	public Runnable end(@Nullable History history, @Nullable Throwable failure) {
		return () -> {
			if (failure != null) {
				this.answer.completeExceptionally(failure);
			}
			else {
				this.answer.complete(history);
			}
		};
	}

}
