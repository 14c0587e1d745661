package io.github.realtimespring.resume;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sessions of a node whose connections are gone, and of which something is kept, so
 * that it takes no more than it may. Thread-safe.
 */
final class EndedSessions {

	private final Map<String, OfUser> users = new HashMap<>();

	private final long maxBytes;

	private final long life;

	private long bytes;

	/**
	 * Create the sessions.
	 * @param maxBytes the bytes that all may take
	 * @param life how long one is kept, in nanoseconds
	 */
	EndedSessions(long maxBytes, long life) {
		this.maxBytes = maxBytes;
		this.life = life;
	}

	/**
	 * Add a session.
	 * @param user the session's user; all anonymous ones are one user
	 * @param bytes what is kept of it
	 * @return the sessions to be forgotten for it: the oldest of the users that have most
	 */
	synchronized List<String> add(String user, String session, long bytes, long nanoTime) {
		this.users.computeIfAbsent(user, OfUser::new).add(new Ended(session, bytes, nanoTime));
		this.bytes += bytes;
		if (this.bytes <= this.maxBytes) {
			return List.of();
		}
		expire(nanoTime);
		return (this.bytes > this.maxBytes) ? makeRoom() : List.of();
	}

	/**
	 * A tenth more than needed, so that this is rare: halves what the users with the most
	 * have until there is room.
	 */
	private List<String> makeRoom() {
		List<String> forgotten = new ArrayList<>();
		long target = this.maxBytes - this.maxBytes / 10;
		while (this.bytes > target) {
			List<OfUser> most = new ArrayList<>(this.users.values());
			most.sort(Comparator.comparingLong(OfUser::bytes).reversed().thenComparingLong(OfUser::oldest));
			long half = most.get(0).bytes / 2;
			for (OfUser sessions : most) {
				while (this.bytes > target && sessions.bytes > half) {
					forgotten.add(removeOldest(sessions));
				}
			}
		}
		return forgotten;
	}

	/**
	 * Leave out what has ended by itself.
	 */
	synchronized void expire(long nanoTime) {
		for (OfUser sessions : List.copyOf(this.users.values())) {
			while (!sessions.sessions.isEmpty() && nanoTime - sessions.oldest() >= this.life) {
				removeOldest(sessions);
			}
		}
	}

	private String removeOldest(OfUser sessions) {
		Ended oldest = sessions.sessions.removeFirst();
		sessions.bytes -= oldest.bytes();
		this.bytes -= oldest.bytes();
		if (sessions.sessions.isEmpty()) {
			this.users.remove(sessions.user);
		}
		return oldest.session();
	}

	/**
	 * The bytes that all take.
	 */
	synchronized long bytes() {
		return this.bytes;
	}

	private static final class OfUser {

		private final Deque<Ended> sessions = new ArrayDeque<>(2);

		private final String user;

		private long bytes;

		private OfUser(String user) {
			this.user = user;
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
