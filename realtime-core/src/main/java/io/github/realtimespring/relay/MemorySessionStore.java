package io.github.realtimespring.relay;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Keeps sessions in this process' memory: they survive their connections, not the
 * process. Thread-safe.
 */
final class MemorySessionStore implements SessionStore {

	private static final int SECRET_BYTES = 32;

	private final byte[] secret = new byte[SECRET_BYTES];

	private final LongSupplier nanoTime;

	/** Those that were written last are at the end. */
	private final Map<String, Entry> sessions = new LinkedHashMap<>(16, 0.75f, true);

	MemorySessionStore(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		new SecureRandom().nextBytes(this.secret);
	}

	@Override
	public synchronized CompletableFuture<Void> write(String session, Map<String, Optional<SavedSubscription>> changes,
			Duration life) {
		long now = this.nanoTime.getAsLong();
		removeEnded(now);
		Entry entry = this.sessions.computeIfAbsent(session, (id) -> new Entry());
		entry.endsAt = now + life.toNanos();
		changes.forEach((id, change) -> change.ifPresentOrElse((saved) -> entry.subscriptions.put(id, saved),
				() -> entry.subscriptions.remove(id)));
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public synchronized CompletableFuture<Optional<Map<String, SavedSubscription>>> read(String session) {
		removeEnded(this.nanoTime.getAsLong());
		Entry entry = this.sessions.get(session);
		return CompletableFuture
			.completedFuture((entry != null) ? Optional.of(Map.copyOf(entry.subscriptions)) : Optional.empty());
	}

	@Override
	public synchronized CompletableFuture<Void> remove(String session) {
		this.sessions.remove(session);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletableFuture<byte[]> secret() {
		return CompletableFuture.completedFuture(this.secret);
	}

	private void removeEnded(long now) {
		Iterator<Entry> eldest = this.sessions.values().iterator();
		while (eldest.hasNext() && now - eldest.next().endsAt >= 0) {
			eldest.remove();
		}
	}

	private static final class Entry {

		private final Map<String, SavedSubscription> subscriptions = new LinkedHashMap<>(4);

		private long endsAt;

	}

}
