package io.github.realtimespring.internal.hub.recovery;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.History;

/**
 * Reads that wait for their turn. Only some are under way, never two of the same. The
 * first that waits is the first to start. Thread-safe.
 */
final class ReadQueue {

	/**
	 * Reads that may be under way. With the bytes that a client's read may have they
	 * bound how long publications wait behind them.
	 */
	static final int MAX_UNDER_WAY = 16;

	private final Map<Object, Task> waiting = new LinkedHashMap<>();

	private final Set<Object> underWay = new HashSet<>();

	private boolean beginning;

	/**
	 * Join a read that has not started, or add one.
	 * @param key names the read
	 * @param type its type, the same for all reads with this key
	 * @param created a new read
	 * @param action what to do with the read before it starts; must not block
	 * @return the result of the action
	 */
	<T extends Task, R> R join(Object key, Class<T> type, Supplier<T> created, Function<T, R> action) {
		R result;
		synchronized (this) {
			result = action.apply(type.cast(this.waiting.computeIfAbsent(key, (absent) -> created.get())));
		}
		begin();
		return result;
	}

	/**
	 * Change a read that has not started, if there is one.
	 */
	synchronized <T extends Task> void change(Object key, Class<T> type, Consumer<T> action) {
		Task task = this.waiting.get(key);
		if (task != null) {
			action.accept(type.cast(task));
		}
	}

	/**
	 * Start the next reads. An answer may come at once and call this method again; the
	 * first call then continues.
	 */
	private void begin() {
		while (true) {
			Object key;
			Task task;
			synchronized (this) {
				key = this.beginning ? null : next();
				task = (key != null) ? this.waiting.remove(key) : null;
				if (key == null || task == null) {
					return;
				}
				this.underWay.add(key);
				this.beginning = true;
			}
			Object started = key;
			task.start().whenComplete((history, failure) -> {
				Runnable answers = task.end(history, failure);
				synchronized (this) {
					this.underWay.remove(started);
				}
				begin();
				answers.run();
			});
			synchronized (this) {
				this.beginning = false;
			}
		}
	}

	/**
	 * The oldest read that may start. It skips at most as many reads as are under way.
	 */
	private @Nullable Object next() {
		if (this.underWay.size() < MAX_UNDER_WAY) {
			for (Object key : this.waiting.keySet()) {
				if (!this.underWay.contains(key)) {
					return key;
				}
			}
		}
		return null;
	}

	/**
	 * A read.
	 */
	interface Task {

		/**
		 * Start the read.
		 */
		CompletableFuture<History> start();

		/**
		 * Take the outcome.
		 * @param history what was read, {@code null} after a failure
		 * @return gives the answers to those who wait for them, when the next reads have
		 * started
		 */
		Runnable end(@Nullable History history, @Nullable Throwable failure);

	}

}
