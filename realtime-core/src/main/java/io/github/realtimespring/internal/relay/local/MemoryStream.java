package io.github.realtimespring.internal.relay.local;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

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
 * One channel's stream in memory. Not thread-safe.
 */
final class MemoryStream {

	private static final long IDEMPOTENCY_KEY_TTL_NANOS = Duration.ofMinutes(5).toNanos();

	/**
	 * Approximate size of a publication beside its content.
	 */
	private static final int OVERHEAD = 200;

	/** Remembered idempotency keys; the oldest go first. */
	private static final int MAX_RESULTS = 10_000;

	/**
	 * Approximate size of a stream beside its publications and its channel's name.
	 */
	private static final int STREAM_OVERHEAD = 500;

	private final String epoch;

	private final ArrayDeque<Publication> publications = new ArrayDeque<>();

	private final Map<String, Result> results = new LinkedHashMap<>();

	private final AtomicLong total;

	private long bytes;

	private long usedAt;

	private long offset;

	private long version;

	private String versionEpoch = "";

	/** The expiry of the publications, unless new ones arrive. */
	private long expiresAt;

	/** The expiry of the stream; it starts with the first use. */
	private long endsAt;

	private boolean begun;

	private boolean ended;

	/**
	 * Create a stream.
	 * @param epoch the stream's epoch
	 * @param channel the channel's name
	 * @param total the bytes that all streams take, roughly
	 */
	MemoryStream(String epoch, String channel, AtomicLong total) {
		this.epoch = epoch;
		this.total = total;
		resize(STREAM_OVERHEAD + 2L * channel.length());
	}

	/**
	 * Whether the stream has not ended.
	 */
	boolean isCurrent(long now) {
		return !this.ended && (!this.begun || now - this.endsAt < 0);
	}

	/**
	 * End the stream. A caller that finds it ended must look up the next one.
	 */
	void end() {
		this.ended = true;
		this.publications.clear();
		resize(-this.bytes);
	}

	StreamPosition publish(Publication publication, HistoryOptions history, PublishOptions options,
			Predicate<Publication> delivery, long now) {
		use(history, now);
		expire(now);
		Result earlier = (options.idempotencyKey() != null) ? this.results.get(options.idempotencyKey()) : null;
		if (earlier != null) {
			return earlier.position();
		}
		if (isOutdated(options)) {
			return position(history);
		}
		boolean kept = history.isEnabled() && !options.skipHistory();
		StreamPosition position = kept ? new StreamPosition(this.offset + 1, this.epoch) : StreamPosition.NONE;
		Publication positioned = kept ? publication.withPosition(position) : publication;
		if (!delivery.test(positioned)) {
			throw RelayException.notExecuted("This node is overloaded", null);
		}
		if (kept) {
			keep(positioned, history, now);
		}
		if (options.version() > 0) {
			this.version = options.version();
			this.versionEpoch = options.versionEpoch();
		}
		remember(options.idempotencyKey(), position, now);
		return position;
	}

	private boolean isOutdated(PublishOptions options) {
		return options.version() > 0 && options.version() <= this.version
				&& (options.versionEpoch().isEmpty() || options.versionEpoch().equals(this.versionEpoch));
	}

	private void keep(Publication publication, HistoryOptions history, long now) {
		this.offset++;
		this.publications.addLast(publication);
		resize(size(publication));
		while (this.publications.size() > history.maxPublications()) {
			resize(-size(this.publications.removeFirst()));
		}
		this.expiresAt = now + history.ttl().toNanos();
	}

	private void remember(@Nullable String key, StreamPosition position, long now) {
		if (key != null) {
			this.results.put(key, new Result(position, now + IDEMPOTENCY_KEY_TTL_NANOS));
			if (this.results.size() > MAX_RESULTS) {
				Iterator<Result> oldest = this.results.values().iterator();
				oldest.next();
				oldest.remove();
			}
		}
	}

	History read(HistoryOptions history, HistoryQuery query, long now) {
		use(history, now);
		expire(now);
		StreamPosition since = query.since();
		if (since != null && !since.epoch().isEmpty()
				&& !StreamEpochs.isSame(since.epoch(), this.epoch, history.metaTtl())) {
			throw new UnrecoverablePositionException("The stream has another epoch");
		}
		return new History(select(query, (since != null) ? since.offset() : null), position(history));
	}

	private List<Publication> select(HistoryQuery query, @Nullable Long since) {
		List<Publication> selected = new ArrayList<>();
		Iterator<Publication> candidates = query.reverse() ? newestFirst(since) : oldestFirst(since);
		long bytes = 0;
		while (candidates.hasNext() && selected.size() < query.limit()) {
			Publication next = candidates.next();
			bytes += next.size();
			if (bytes > query.maxBytes() && !selected.isEmpty()) {
				break;
			}
			selected.add(next);
		}
		return selected;
	}

	private Iterator<Publication> newestFirst(@Nullable Long before) {
		Iterator<Publication> newestFirst = this.publications.descendingIterator();
		// The offsets grow by one
		long skipped = (before != null) ? this.offset - before + 1 : 0;
		for (long i = 0; i < skipped && newestFirst.hasNext(); i++) {
			newestFirst.next();
		}
		return newestFirst;
	}

	private Iterator<Publication> oldestFirst(@Nullable Long after) {
		if (after == null) {
			return this.publications.iterator();
		}
		// Most readers after a position have missed little, so search from the end
		ArrayDeque<Publication> following = new ArrayDeque<>();
		Iterator<Publication> newestFirst = this.publications.descendingIterator();
		while (newestFirst.hasNext()) {
			Publication next = newestFirst.next();
			if (offset(next) <= after) {
				break;
			}
			following.addFirst(next);
		}
		return following.iterator();
	}

	private static long offset(Publication publication) {
		StreamPosition position = publication.position();
		return (position != null) ? position.offset() : 0;
	}

	private StreamPosition position(HistoryOptions history) {
		return history.isEnabled() ? new StreamPosition(this.offset, this.epoch) : StreamPosition.NONE;
	}

	/**
	 * Forget the publications, not the position: who missed some of them is told.
	 */
	void clear() {
		this.publications.forEach((publication) -> resize(-size(publication)));
		this.publications.clear();
	}

	/**
	 * Forget the oldest publication.
	 * @return the bytes that it took, zero if there is none
	 */
	long removeOldest() {
		Publication oldest = this.publications.pollFirst();
		long size = (oldest != null) ? size(oldest) : 0;
		resize(-size);
		return size;
	}

	/**
	 * Whether no publication is left.
	 */
	boolean isEmpty() {
		return this.publications.isEmpty();
	}

	/**
	 * The bytes that the stream takes, roughly.
	 */
	long bytes() {
		return this.bytes;
	}

	private void resize(long change) {
		this.bytes += change;
		this.total.addAndGet(change);
	}

	private static long size(Publication publication) {
		return publication.size() + OVERHEAD;
	}

	/**
	 * The time of the last access.
	 */
	long usedAt() {
		return this.usedAt;
	}

	private void use(HistoryOptions history, long now) {
		this.usedAt = now;
		long end = now + Math.max(IDEMPOTENCY_KEY_TTL_NANOS, history.metaTtl().toNanos());
		this.endsAt = this.begun ? now + Math.max(this.endsAt - now, end - now) : end;
		this.begun = true;
	}

	/**
	 * Remove expired publications.
	 */
	void expire(long now) {
		if (!this.publications.isEmpty() && now - this.expiresAt >= 0) {
			clear();
		}
		Iterator<Result> oldest = this.results.values().iterator();
		while (oldest.hasNext() && now - oldest.next().expiresAt() >= 0) {
			oldest.remove();
		}
	}

	private record Result(StreamPosition position, long expiresAt) {

	}

}
