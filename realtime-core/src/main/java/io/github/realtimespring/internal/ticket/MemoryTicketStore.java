package io.github.realtimespring.internal.ticket;

import java.time.Duration;
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
	public synchronized CompletableFuture<Void> put(String key, byte[] ticket, Duration life) {
		long now = this.nanoTime.getAsLong();
		take(key);
		this.tickets.put(key, new Entry(ticket, now + life.toNanos()));
		this.size += OVERHEAD + ticket.length;
		Iterator<Entry> oldest = this.tickets.values().iterator();
		while (oldest.hasNext()) {
			Entry entry = oldest.next();
			if (now - entry.endsAt() < 0 && this.size <= this.maxSize) {
				break;
			}
			oldest.remove();
			this.size -= OVERHEAD + entry.ticket().length;
		}
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public synchronized CompletableFuture<Optional<byte[]>> take(String key) {
		Entry entry = this.tickets.remove(key);
		if (entry == null) {
			return CompletableFuture.completedFuture(Optional.empty());
		}
		this.size -= OVERHEAD + entry.ticket().length;
		boolean expired = this.nanoTime.getAsLong() - entry.endsAt() >= 0;
		return CompletableFuture.completedFuture(expired ? Optional.empty() : Optional.of(entry.ticket()));
	}

	private record Entry(byte[] ticket, long endsAt) {

	}

}
