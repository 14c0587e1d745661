package io.github.realtimespring.internal.resume;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Keeps sessions in this process' memory: they survive their connections, not the
 * process. Thread-safe.
 */
public final class MemorySessionStore implements SessionStore {

	private static final int SECRET_BYTES = 32;

	/** Approximate size of a session or a subscription beside its names and options. */
	private static final int OVERHEAD = 200;

	private final byte[] secret = new byte[SECRET_BYTES];

	private final LongSupplier nanoTime;

	private final long maxSize;

	/** Those that were written last are at the end. */
	private final Map<String, Entry> sessions = new LinkedHashMap<>();

	private long size;

	/**
	 * Create a store.
	 * @param maxSize approximate maximum size of all sessions, in bytes; beyond it the
	 * least recently written ones are evicted
	 */
	public MemorySessionStore(LongSupplier nanoTime, long maxSize) {
		this.nanoTime = nanoTime;
		this.maxSize = maxSize;
		new SecureRandom().nextBytes(this.secret);
	}

	@Override
	public synchronized CompletableFuture<Void> write(String session, Map<String, Optional<SavedSubscription>> changes,
			Duration life) {
		long now = this.nanoTime.getAsLong();
		Entry known = take(session);
		Entry entry = (known != null) ? known : new Entry();
		entry.endsAt = now + life.toNanos();
		changes.forEach((id, change) -> change.ifPresentOrElse((saved) -> entry.subscriptions.put(id, saved),
				() -> entry.subscriptions.remove(id)));
		this.sessions.put(session, entry);
		this.size += entry.size();
		removeEldest(now);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public synchronized CompletableFuture<Optional<Map<String, SavedSubscription>>> read(String session) {
		removeEldest(this.nanoTime.getAsLong());
		Entry entry = this.sessions.get(session);
		return CompletableFuture
			.completedFuture((entry != null) ? Optional.of(Map.copyOf(entry.subscriptions)) : Optional.empty());
	}

	@Override
	public synchronized CompletableFuture<Void> remove(String session) {
		take(session);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletableFuture<List<byte[]>> secrets() {
		return CompletableFuture.completedFuture(List.of(this.secret));
	}

	private @Nullable Entry take(String session) {
		Entry entry = this.sessions.remove(session);
		this.size -= (entry != null) ? entry.size() : 0;
		return entry;
	}

	/**
	 * Remove expired sessions, and evict others beyond the limit.
	 */
	private void removeEldest(long now) {
		Iterator<Entry> all = this.sessions.values().iterator();
		while (all.hasNext()) {
			Entry eldest = all.next();
			if (now - eldest.endsAt < 0 && this.size <= this.maxSize) {
				return;
			}
			all.remove();
			this.size -= eldest.size();
		}
	}

	private static final class Entry {

		private final Map<String, SavedSubscription> subscriptions = new LinkedHashMap<>(4);

		private long endsAt;

		private long size() {
			long size = OVERHEAD;
			for (Map.Entry<String, SavedSubscription> entry : this.subscriptions.entrySet()) {
				size += OVERHEAD + entry.getKey().length() + entry.getValue().name().length();
				for (Map.Entry<String, String> option : entry.getValue().options().entrySet()) {
					size += option.getKey().length() + option.getValue().length();
				}
			}
			return size;
		}

	}

}
