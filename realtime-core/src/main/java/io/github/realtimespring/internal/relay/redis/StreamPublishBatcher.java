package io.github.realtimespring.internal.relay.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.concurrent.Failures;
import io.github.realtimespring.internal.relay.redis.link.PublishLink;
import io.github.realtimespring.relay.RelayException;

/**
 * The publications of one channel on their way to its stream. Publications that arrive
 * while an earlier command is pending wait, and leave together after its reply: one by
 * one, a burst would cost Redis' only thread several times as much. While no command is
 * pending none waits. The order is always that of arrival. Thread-safe.
 */
final class StreamPublishBatcher {

	/**
	 * Maximum number of publications in a batch, because all other commands wait for a
	 * script.
	 */
	static final int MAX_COUNT = 64;

	/**
	 * Maximum size of a batch in bytes; a larger publication is sent alone.
	 */
	static final int MAX_BYTES = 256 * 1024;

	private final Function<List<Entry>, CompletableFuture<List<StreamPosition>>> sender;

	private final Queue<Entry> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean busy = new AtomicBoolean();

	/**
	 * Create a queue.
	 * @param sender sends entries that fit together, at least one, and answers with the
	 * position of each
	 */
	StreamPublishBatcher(Function<List<Entry>, CompletableFuture<List<StreamPosition>>> sender) {
		this.sender = sender;
	}

	/**
	 * Whether nothing waits or is under way.
	 */
	boolean isIdle() {
		return !this.busy.get() && this.waiting.isEmpty();
	}

	/**
	 * Add a publication, for the next {@link #flush}.
	 */
	void add(Entry entry) {
		this.waiting.add(entry);
	}

	/**
	 * Send the waiting publications, after the answer to a batch under way.
	 * @param onIdle called when no publication waits or is under way; new ones may have
	 * come meanwhile
	 */
	void flush(Runnable onIdle) {
		while (!this.waiting.isEmpty() && this.busy.compareAndSet(false, true)) {
			List<Entry> batch = next();
			CompletableFuture<List<StreamPosition>> answer = send(batch);
			if (!answer.isDone()) {
				answer.whenComplete((positions, failure) -> {
					List<Entry> abandoned = release(failure);
					// Before the callbacks, which take time
					flush(onIdle);
					settle(batch, positions, failure);
					abandon(abandoned, failure);
				});
				return;
			}
			answer.whenComplete((positions, failure) -> {
				List<Entry> abandoned = release(failure);
				settle(batch, positions, failure);
				abandon(abandoned, failure);
			});
		}
		if (isIdle()) {
			onIdle.run();
		}
	}

	/**
	 * Never throws: an error of these publications must not block the channel.
	 */
	private CompletableFuture<List<StreamPosition>> send(List<Entry> batch) {
		try {
			return batch.isEmpty() ? CompletableFuture.completedFuture(List.of()) : this.sender.apply(batch);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(RelayException.notExecuted("The publication could not be sent", ex));
		}
	}

	private List<Entry> next() {
		List<Entry> batch = new ArrayList<>();
		long bytes = 0;
		Entry next = this.waiting.peek();
		while (next != null && (batch.isEmpty()
				|| (batch.size() < MAX_COUNT && bytes + next.size() <= MAX_BYTES && next.fits(batch.get(0))))) {
			batch.add(next);
			bytes += next.size();
			this.waiting.remove();
			next = this.waiting.peek();
		}
		return batch;
	}

	/**
	 * Let others go.
	 * @return those that aren't even tried, because Redis didn't answer: they would have
	 * to wait as long again
	 */
	private List<Entry> release(@Nullable Throwable failure) {
		List<Entry> abandoned = new ArrayList<>();
		if (failure != null && !isRefusal(failure)) {
			for (Entry entry = this.waiting.poll(); entry != null; entry = this.waiting.poll()) {
				abandoned.add(entry);
			}
		}
		this.busy.set(false);
		return abandoned;
	}

	private static void abandon(List<Entry> entries, @Nullable Throwable failure) {
		for (Entry entry : entries) {
			entry.completeExceptionally(
					RelayException.notExecuted("Redis did not answer an earlier publication", failure));
		}
	}

	private static boolean isRefusal(Throwable failure) {
		return Failures.unwrap(failure) instanceof RelayException exception && exception.isNotExecuted();
	}

	private static void settle(List<Entry> batch, @Nullable List<StreamPosition> positions,
			@Nullable Throwable failure) {
		for (int i = 0; i < batch.size(); i++) {
			if (positions != null) {
				batch.get(i).complete(positions.get(i));
			}
			else if (failure != null) {
				batch.get(i).completeExceptionally(Failures.unwrap(failure));
			}
		}
	}

	/**
	 * A publication that waits for its position.
	 */
	static final class Entry extends CompletableFuture<StreamPosition> {

		private final PublishLink link;

		private final byte[] envelope;

		private final HistoryOptions history;

		private final PublishOptions options;

		Entry(PublishLink link, byte[] envelope, HistoryOptions history, PublishOptions options) {
			this.link = link;
			this.envelope = envelope;
			this.history = history;
			this.options = options;
		}

		PublishLink link() {
			return this.link;
		}

		byte[] envelope() {
			return this.envelope;
		}

		HistoryOptions history() {
			return this.history;
		}

		PublishOptions options() {
			return this.options;
		}

		private int size() {
			return this.envelope.length;
		}

		private boolean fits(Entry other) {
			return this.link == other.link && this.history.equals(other.history);
		}

	}

}
