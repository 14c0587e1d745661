package io.github.realtimespring.internal.relay.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.UnrecoverablePositionException;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.relay.StreamEpochs;
import io.github.realtimespring.relay.RelayException;

/**
 * The streams of channels in this process' memory. They behave as those in Redis do, but
 * end with the process. Thread-safe; only publications of one channel wait for each
 * other.
 */
final class MemoryStreams {

	private static final long SWEEP_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

	private final Map<String, MemoryStream> streams = new ConcurrentHashMap<>();

	private final AtomicLong bytes = new AtomicLong();

	private final AtomicBoolean shrinking = new AtomicBoolean();

	private final LongSupplier nanoTime;

	private final long startedAt;

	private final long maxBytes;

	/** Names this process among those that clients know positions of. */
	private final String process = StreamEpochs.next();

	/** The number of evictions. */
	private final AtomicLong evictions = new AtomicLong();

	private volatile long sweptAt;

	/**
	 * Create the streams.
	 * @param nanoTime the clock
	 * @param maxBytes approximate maximum size of all streams, in bytes; beyond it the
	 * largest ones are trimmed
	 */
	MemoryStreams(LongSupplier nanoTime, long maxBytes) {
		this.nanoTime = nanoTime;
		this.maxBytes = maxBytes;
		this.startedAt = nanoTime.getAsLong();
		this.sweptAt = this.startedAt;
	}

	/**
	 * Add a publication to a channel's stream, after it was delivered.
	 * @param delivery takes the publication at its position, in the stream's order; if it
	 * refuses nothing has happened
	 * @return the publication's position; that of an earlier one, or of the stream, if
	 * the options suppress this one
	 * @throws RelayException if it was not delivered
	 */
	StreamPosition publish(String channel, Publication publication, HistoryOptions history, PublishOptions options,
			Predicate<Publication> delivery) {
		sweepInTime();
		shrinkIfNeeded();
		while (true) {
			MemoryStream stream = this.streams.computeIfAbsent(channel, this::begin);
			synchronized (stream) {
				if (stream.isCurrent(this.nanoTime.getAsLong())) {
					return stream.publish(publication, history, options, delivery, this.nanoTime.getAsLong());
				}
				stream.end();
			}
			this.streams.remove(channel, stream);
		}
	}

	private MemoryStream begin(String channel) {
		return new MemoryStream(StreamEpochs.first(seconds(), server()), channel, this.bytes);
	}

	/**
	 * Read from a channel's stream. A channel without one has a provisional position, and
	 * nothing is kept of it.
	 * @throws UnrecoverablePositionException if the query is about another stream
	 */
	History read(String channel, HistoryOptions history, HistoryQuery query) {
		sweepInTime();
		// Before the lookup of the stream, which may begin meanwhile
		StreamPosition provisional = new StreamPosition(0,
				StreamEpochs.provisional(seconds(), history.metaTtl(), server()));
		MemoryStream stream = this.streams.get(channel);
		if (stream != null) {
			synchronized (stream) {
				if (stream.isCurrent(this.nanoTime.getAsLong())) {
					return stream.read(history, query, this.nanoTime.getAsLong());
				}
			}
		}
		StreamPosition since = query.since();
		if (since != null && !since.epoch().isEmpty()
				&& !StreamEpochs.isSame(since.epoch(), provisional.epoch(), history.metaTtl())) {
			throw new UnrecoverablePositionException("The stream has another epoch");
		}
		return new History(List.of(), provisional);
	}

	/**
	 * The clock of epochs, from one on: zero would say that there is none.
	 */
	private long seconds() {
		return 1 + Duration.ofNanos(this.nanoTime.getAsLong() - this.startedAt).toSeconds();
	}

	private String server() {
		long count = this.evictions.get();
		return (count > 0) ? this.process + '.' + Long.toHexString(count) : this.process;
	}

	/**
	 * The number of streams.
	 */
	int size() {
		return this.streams.size();
	}

	/**
	 * The bytes that all streams take, roughly.
	 */
	long bytes() {
		return this.bytes.get();
	}

	/**
	 * Make room, a tenth more than needed so that this is rare.
	 */
	private void shrinkIfNeeded() {
		if (this.bytes.get() <= this.maxBytes || !this.shrinking.compareAndSet(false, true)) {
			return;
		}
		try {
			// Counted before: who reads meanwhile must not take such a channel for a new
			// one
			StreamEviction eviction = new StreamEviction(this.nanoTime.getAsLong(), this.evictions::incrementAndGet,
					this::forget);
			this.streams.forEach(eviction::add);
			eviction.run(this.maxBytes / 10 * 9);
		}
		finally {
			this.shrinking.set(false);
		}
	}

	/**
	 * Forget a stream that has ended.
	 */
	private void forget(String channel) {
		this.streams.computeIfPresent(channel, (name, stream) -> {
			synchronized (stream) {
				return stream.isCurrent(this.nanoTime.getAsLong()) ? stream : null;
			}
		});
	}

	/**
	 * Remove expired streams from time to time, on the calling thread, so that no other
	 * thread is needed.
	 */
	private void sweepInTime() {
		long now = this.nanoTime.getAsLong();
		if (now - this.sweptAt < SWEEP_INTERVAL_NANOS) {
			return;
		}
		this.sweptAt = now;
		List<String> ended = new ArrayList<>();
		this.streams.forEach((channel, stream) -> {
			synchronized (stream) {
				if (!stream.isCurrent(now)) {
					ended.add(channel);
				}
				else {
					stream.expire(now);
				}
			}
		});
		for (String channel : ended) {
			this.streams.computeIfPresent(channel, (name, stream) -> {
				synchronized (stream) {
					if (stream.isCurrent(now)) {
						return stream;
					}
					stream.end();
					return null;
				}
			});
		}
	}

}
