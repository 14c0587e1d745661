package io.github.realtimespring.internal.resume;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The stored sessions of a node whose connections are gone, within a limit of memory.
 * Thread-safe.
 */
final class EndedSessions {

	private final Map<String, OfClient> clients = new HashMap<>();

	private final long maxBytes;

	private final long life;

	private long bytes;

	/**
	 * Create the sessions.
	 * @param maxBytes maximum size of all sessions
	 * @param life time to keep a session, in nanoseconds
	 */
	EndedSessions(long maxBytes, long life) {
		this.maxBytes = maxBytes;
		this.life = life;
	}

	/**
	 * Add a session.
	 * @param limitKey the key of the share of memory that it takes
	 * @param bytes its size
	 * @return the sessions to evict for it: the oldest of the clients with the most
	 */
	synchronized List<String> add(String limitKey, String session, long bytes, long nanoTime) {
		this.clients.computeIfAbsent(limitKey, OfClient::new).add(new Ended(session, bytes, nanoTime));
		this.bytes += bytes;
		if (this.bytes <= this.maxBytes) {
			return List.of();
		}
		expire(nanoTime);
		return (this.bytes > this.maxBytes) ? makeRoom() : List.of();
	}

	/**
	 * Frees a tenth more than needed, so that this is rare. Halves the share of the
	 * largest clients until there is room.
	 */
	private List<String> makeRoom() {
		List<String> evicted = new ArrayList<>();
		long target = this.maxBytes - this.maxBytes / 10;
		while (this.bytes > target) {
			List<OfClient> most = new ArrayList<>(this.clients.values());
			most.sort(Comparator.comparingLong(OfClient::bytes).reversed().thenComparingLong(OfClient::oldest));
			long half = most.get(0).bytes / 2;
			for (OfClient sessions : most) {
				while (this.bytes > target && sessions.bytes > half) {
					evicted.add(removeOldest(sessions));
				}
			}
		}
		return evicted;
	}

	/**
	 * Remove expired sessions.
	 */
	synchronized void expire(long nanoTime) {
		for (OfClient sessions : List.copyOf(this.clients.values())) {
			while (!sessions.sessions.isEmpty() && nanoTime - sessions.oldest() >= this.life) {
				removeOldest(sessions);
			}
		}
	}

	private String removeOldest(OfClient sessions) {
		Ended oldest = sessions.sessions.removeFirst();
		sessions.bytes -= oldest.bytes();
		this.bytes -= oldest.bytes();
		if (sessions.sessions.isEmpty()) {
			this.clients.remove(sessions.limitKey);
		}
		return oldest.session();
	}

	/**
	 * The size of all sessions in bytes.
	 */
	synchronized long bytes() {
		return this.bytes;
	}

	private static final class OfClient {

		private final Deque<Ended> sessions = new ArrayDeque<>(2);

		private final String limitKey;

		private long bytes;

		private OfClient(String limitKey) {
			this.limitKey = limitKey;
		}

		private long bytes() {
			return this.bytes;
		}

		private long oldest() {
			return this.sessions.getFirst().endedAt();
		}

		private void add(Ended ended) {
			this.sessions.addLast(ended);
			this.bytes += ended.bytes();
		}

	}

	private record Ended(String session, long bytes, long endedAt) {

	}

}
