package io.github.realtimespring.internal.ticket;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

import org.springframework.util.Assert;

/**
 * Stores tickets in this process' memory. Thread-safe.
 */
public final class MemoryTicketStore implements TicketStore {

	private static final long DEFAULT_MAX_SIZE = 16 * 1024 * 1024;

	/** Approximate size of an entry beside the encoded identity. */
	private static final int OVERHEAD = 300;

	private final LongSupplier nanoTime;

	private final long maxSize;

	/** The oldest first. Guarded by this. */
	private final Map<String, Entry> tickets = new LinkedHashMap<>();

	/**
	 * Those that expire first are first: a later one may expire earlier. Guarded by this.
	 */
	private final NavigableSet<Entry> byEnd = new TreeSet<>(MemoryTicketStore::compareEnds);

	/** The number of each owner's tickets. Guarded by this. */
	private final Map<String, Integer> owners = new HashMap<>();

	/** Guarded by this. */
	private long size;

	/** The number of tickets that were ever stored. Guarded by this. */
	private long number;

	/**
	 * A store of 16 MB.
	 */
	public MemoryTicketStore() {
		this(System::nanoTime, DEFAULT_MAX_SIZE);
	}

	/**
	 * Create a store.
	 * @param nanoTime the clock
	 * @param maxSize approximate maximum size of all tickets, in bytes; beyond it the
	 * oldest ones are evicted
	 */
	MemoryTicketStore(LongSupplier nanoTime, long maxSize) {
		Assert.isTrue(maxSize > 0, "'maxSize' must be positive");
		this.nanoTime = nanoTime;
		this.maxSize = maxSize;
	}

	@Override
	public synchronized CompletableFuture<Boolean> put(String key, Owner owner, byte[] ticket, Duration life) {
		long now = this.nanoTime.getAsLong();
		take(key);
		removeExpired(now);
		if (this.owners.getOrDefault(owner.hash(), 0) >= owner.maxTickets()) {
			return CompletableFuture.completedFuture(false);
		}
		evict(this.maxSize - OVERHEAD - ticket.length);
		Entry entry = new Entry(key, owner.hash(), ticket, now + life.toNanos(), ++this.number);
		this.tickets.put(key, entry);
		this.byEnd.add(entry);
		this.owners.merge(owner.hash(), 1, Integer::sum);
		this.size += OVERHEAD + ticket.length;
		return CompletableFuture.completedFuture(true);
	}

	private void removeExpired(long now) {
		while (!this.byEnd.isEmpty() && this.byEnd.first().isExpired(now)) {
			remove(this.byEnd.first());
		}
	}

	/**
	 * Remove the oldest tickets beyond a size.
	 */
	private void evict(long size) {
		while (this.size > size && !this.tickets.isEmpty()) {
			remove(this.tickets.values().iterator().next());
		}
	}

	private void remove(Entry entry) {
		this.tickets.remove(entry.key());
		this.byEnd.remove(entry);
		this.size -= OVERHEAD + entry.ticket().length;
		this.owners.computeIfPresent(entry.owner(), (owner, count) -> (count > 1) ? count - 1 : null);
	}

	@Override
	public synchronized CompletableFuture<Optional<byte[]>> take(String key) {
		Entry entry = this.tickets.get(key);
		if (entry == null) {
			return CompletableFuture.completedFuture(Optional.empty());
		}
		remove(entry);
		return CompletableFuture.completedFuture(
				entry.isExpired(this.nanoTime.getAsLong()) ? Optional.empty() : Optional.of(entry.ticket()));
	}

	/**
	 * The number of tickets, expired ones included.
	 */
	synchronized int size() {
		return this.tickets.size();
	}

	private static int compareEnds(Entry a, Entry b) {
		// The clock may overflow
		long difference = a.endsAt() - b.endsAt();
		return (difference != 0) ? Long.signum(difference) : Long.compare(a.number(), b.number());
	}

	private record Entry(String key, String owner, byte[] ticket, long endsAt, long number) {

		private boolean isExpired(long now) {
			return now - this.endsAt >= 0;
		}

	}

}
