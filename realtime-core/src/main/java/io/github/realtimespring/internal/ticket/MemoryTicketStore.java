package io.github.realtimespring.internal.ticket;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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

	/** The number of each owner's tickets. Guarded by this. */
	private final Map<String, Integer> owners = new HashMap<>();

	/** Guarded by this. */
	private long size;

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
		evict(now, this.maxSize);
		if (this.owners.getOrDefault(owner.hash(), 0) >= owner.maxTickets()) {
			return CompletableFuture.completedFuture(false);
		}
		evict(now, this.maxSize - OVERHEAD - ticket.length);
		this.tickets.put(key, new Entry(owner.hash(), ticket, now + life.toNanos()));
		this.owners.merge(owner.hash(), 1, Integer::sum);
		this.size += OVERHEAD + ticket.length;
		return CompletableFuture.completedFuture(true);
	}

	/**
	 * Remove expired tickets at the beginning, and the oldest ones beyond a size.
	 */
	private void evict(long now, long size) {
		Iterator<Entry> oldest = this.tickets.values().iterator();
		while (oldest.hasNext()) {
			Entry entry = oldest.next();
			if (now - entry.endsAt() < 0 && this.size <= size) {
				break;
			}
			oldest.remove();
			forget(entry);
		}
	}

	private void forget(Entry entry) {
		this.size -= OVERHEAD + entry.ticket().length;
		this.owners.computeIfPresent(entry.owner(), (owner, count) -> (count > 1) ? count - 1 : null);
	}

	@Override
	public synchronized CompletableFuture<Optional<byte[]>> take(String key) {
		Entry entry = this.tickets.remove(key);
		if (entry == null) {
			return CompletableFuture.completedFuture(Optional.empty());
		}
		forget(entry);
		boolean expired = this.nanoTime.getAsLong() - entry.endsAt() >= 0;
		return CompletableFuture.completedFuture(expired ? Optional.empty() : Optional.of(entry.ticket()));
	}

	private record Entry(String owner, byte[] ticket, long endsAt) {

	}

}
