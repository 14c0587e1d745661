package io.github.realtimespring.internal.relay.local;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Evicts from the largest consumers of memory: first from the namespaces above a fair
 * share, and in them from the largest channels, which lose their oldest publications.
 * Channels with only a position left are treated as one channel together; the least
 * recently used ones are evicted first.
 */
final class StreamEviction {

	private final Map<String, List<Candidate>> namespaces = new HashMap<>();

	private final long now;

	private final Runnable beforeEnd;

	private final Consumer<String> forget;

	/**
	 * Create an eviction.
	 * @param now the time
	 * @param beforeEnd called before a stream ends
	 * @param forget called with the name of a channel whose stream has ended
	 */
	StreamEviction(long now, Runnable beforeEnd, Consumer<String> forget) {
		this.now = now;
		this.beforeEnd = beforeEnd;
		this.forget = forget;
	}

	/**
	 * Consider a stream.
	 */
	void add(String channel, MemoryStream stream) {
		synchronized (stream) {
			this.namespaces.computeIfAbsent(namespace(channel), (name) -> new ArrayList<>())
				.add(new Candidate(channel, stream, stream.bytes(), stream.isEmpty(), this.now - stream.usedAt()));
		}
	}

	private static String namespace(String channel) {
		int colon = channel.indexOf(':');
		return channel.startsWith("/") ? "/" : (colon < 0) ? "" : channel.substring(0, colon);
	}

	/**
	 * Make room.
	 * @param target the bytes that all may take afterwards
	 */
	void run(long target) {
		List<Long> sizes = this.namespaces.values().stream().map(StreamEviction::bytes).toList();
		long share = fairShare(sizes, target);
		for (List<Candidate> namespace : this.namespaces.values()) {
			long excess = bytes(namespace) - share;
			if (excess > 0) {
				free(namespace, excess);
			}
		}
	}

	/**
	 * The largest size that each may have so that all together do not exceed the target.
	 */
	static long fairShare(Collection<Long> sizes, long target) {
		long room = target;
		int others = sizes.size();
		for (long size : sizes.stream().sorted().toList()) {
			if (size > room / others) {
				return room / others;
			}
			room -= size;
			others--;
		}
		return Long.MAX_VALUE;
	}

	private static long bytes(List<Candidate> candidates) {
		return candidates.stream().mapToLong(Candidate::bytes).sum();
	}

	private void free(List<Candidate> candidates, long excess) {
		PriorityQueue<Candidate> empty = new PriorityQueue<>(Comparator.comparingLong(Candidate::age).reversed());
		PriorityQueue<Candidate> full = new PriorityQueue<>(
				Comparator.comparingLong(Candidate::bytes).thenComparingLong(Candidate::age).reversed());
		candidates.forEach((candidate) -> (candidate.empty() ? empty : full).add(candidate));
		long emptyBytes = bytes(new ArrayList<>(empty));
		long left = excess;
		while (left > 0 && !(empty.isEmpty() && full.isEmpty())) {
			Candidate largest = full.peek();
			if (largest == null || emptyBytes > largest.bytes()) {
				Candidate next = empty.remove();
				emptyBytes -= next.bytes();
				left -= end(next);
				continue;
			}
			full.remove();
			Candidate smaller = shorten(largest);
			left -= largest.bytes() - smaller.bytes();
			(smaller.empty() ? empty : full).add(smaller);
			emptyBytes += smaller.empty() ? smaller.bytes() : 0;
		}
	}

	private static Candidate shorten(Candidate candidate) {
		MemoryStream stream = candidate.stream();
		synchronized (stream) {
			long removed = stream.removeOldest();
			return new Candidate(candidate.channel(), stream, candidate.bytes() - removed, removed == 0,
					candidate.age());
		}
	}

	private long end(Candidate candidate) {
		synchronized (candidate.stream()) {
			if (!candidate.stream().isEmpty()) {
				// Somebody has published meanwhile
				return 0;
			}
			this.beforeEnd.run();
			candidate.stream().end();
		}
		this.forget.accept(candidate.channel());
		return candidate.bytes();
	}

	private record Candidate(String channel, MemoryStream stream, long bytes, boolean empty, long age) {

	}

}
