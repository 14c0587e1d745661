package io.github.realtimespring.internal.hub.recovery;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;

/**
 * The newest publications of channels that subscribers have just returned to, so that
 * those who return next need no read of their own. Thread-safe.
 *
 * <p>
 * What was read from the relay is out of date at once. It can be used nevertheless,
 * because this node adds to it whatever it delivers, {@linkplain #record before} the
 * subscribers of the channel get it:
 * <ul>
 * <li>The recording {@linkplain #begin begins} before the read. A publication that this
 * node delivered before that was published before the read, so the read has it.
 * Everything after it is recorded. Offsets grow by one, so both parts are known to fit
 * together; otherwise the recording ends.</li>
 * <li>A subscriber is added to its channel before it asks. Either a publication was
 * recorded before the subscriber asks, then the answer has it; or it is recorded later,
 * then its delivery comes after that, finds the subscriber, and is held for it. So none
 * is missing, and one that comes both ways is recognized by its position.</li>
 * <li>The node is subscribed to the channel in the relay before a subscriber asks. The
 * recording ends when it {@linkplain #discard gives that up}.</li>
 * <li>If the node misses a publication, recording and subscribers miss the same one. The
 * next publication reveals it: the recording ends before the subscribers find the gap.
 * Otherwise it ends when a publication found {@linkplain #discard no room}, when the
 * relay {@linkplain #clear was away}, or when the stream's position is {@linkplain #check
 * compared}, each time before subscribers recover. A subscriber that has returned in the
 * meantime finds the gap at the same time as all others.</li>
 * </ul>
 */
public final class RecentPublications {

	/**
	 * Maximum size of the publications of all channels. A channel that would exceed it is
	 * not kept.
	 */
	static final long MAX_BYTES = 16 * 1024 * 1024;

	static final Duration IDLE = Duration.ofSeconds(5);

	static final Duration LIFE = Duration.ofSeconds(30);

	/**
	 * Approximate size of a channel beside its publications.
	 */
	private static final int CHANNEL_OVERHEAD = 500;

	private final Map<String, StreamTail> tails = new ConcurrentHashMap<>();

	private final AtomicLong bytes = new AtomicLong();

	private final long maxBytes;

	/**
	 * Create an empty collection.
	 */
	public RecentPublications() {
		this(MAX_BYTES);
	}

	RecentPublications(long maxBytes) {
		this.maxBytes = maxBytes;
	}

	/**
	 * Record what arrives on a channel from now on, because its stream is about to be
	 * read.
	 * @return to be passed to {@link #keep} after the read, or to {@link #discard}
	 */
	StreamTail begin(String channel, int maxPublications, long maxBytes) {
		StreamTail tail = new StreamTail(maxPublications, maxBytes, this.bytes);
		StreamTail former = this.tails.put(channel, tail);
		if (former != null) {
			former.end();
		}
		return tail;
	}

	/**
	 * Keep what was read, with what has arrived since.
	 */
	void keep(String channel, StreamTail tail, RecentHistory read) {
		if (!tail.begin(read) || size() > this.maxBytes) {
			discard(channel, tail);
		}
	}

	void discard(String channel, StreamTail tail) {
		tail.end();
		this.tails.remove(channel, tail);
	}

	/**
	 * Take a publication that is about to be delivered to the subscribers of its channel.
	 * Called in the order of delivery.
	 */
	public void record(String channel, Publication publication) {
		StreamTail tail = this.tails.get(channel);
		if (tail != null && (!tail.record(publication) || size() > this.maxBytes)) {
			discard(channel, tail);
		}
	}

	/**
	 * Forget a channel: publications may be missing.
	 */
	public void discard(String channel) {
		StreamTail tail = this.tails.get(channel);
		if (tail != null) {
			discard(channel, tail);
		}
	}

	/**
	 * Forget a channel if publications up to its stream's position are missing.
	 */
	public void check(String channel, StreamPosition position) {
		StreamTail tail = this.tails.get(channel);
		if (tail != null && !tail.hasReached(position)) {
			discard(channel, tail);
		}
	}

	/**
	 * Forget all channels.
	 */
	public void clear() {
		this.tails.forEach(this::discard);
	}

	/**
	 * Find the newest publications of a channel.
	 * @return {@code null} if they are not known
	 */
	@Nullable RecentHistory find(String channel) {
		StreamTail tail = this.tails.get(channel);
		return (tail != null) ? tail.view() : null;
	}

	/**
	 * Forget channels that nobody has returned to for a while, or whose stream was read
	 * long ago.
	 */
	public void sweep(long nanoTime) {
		this.tails.forEach((channel, tail) -> {
			if (tail.isExpired(nanoTime, IDLE.toNanos(), LIFE.toNanos())) {
				discard(channel, tail);
			}
		});
	}

	/**
	 * The bytes that the publications take, roughly.
	 */
	long size() {
		return this.bytes.get() + (long) CHANNEL_OVERHEAD * this.tails.size();
	}

}
