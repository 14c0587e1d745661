package io.github.realtimespring.internal.resume;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Stores the subscriptions of a live session as they change. One write is pending at a
 * time; later changes are written together in the next one. Acknowledgements wait for
 * another write, at most until the next renewal. Thread-safe.
 */
public final class SavedSession {

	/** Of a session, or a subscription, beside its names. */
	private static final int OVERHEAD = 350;

	private static final long ACKNOWLEDGEMENT_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final String id;

	private final SessionStore store;

	private final Duration life;

	private final String limitKey;

	private final Map<String, Supplier<SavedSubscription>> subscriptions = new HashMap<>(4);

	/** Pending changes by subscription id. Each value is computed when it is written. */
	private final Map<String, Optional<Supplier<SavedSubscription>>> changes = new LinkedHashMap<>(4);

	private boolean writing;

	/** Whether to write again right after the current write. */
	private boolean writeAgain;

	private boolean ended;

	private boolean forgotten;

	private long renewedAt = System.nanoTime();

	private long acknowledgedAt = System.nanoTime() - ACKNOWLEDGEMENT_INTERVAL_NANOS;

	/**
	 * Create a session.
	 * @param limitKey the key of the share of memory that it may take when it has ended
	 * @param subscriptions the initial subscriptions
	 */
	SavedSession(String id, String limitKey, SessionStore store, Duration life,
			Map<String, SavedSubscription> subscriptions) {
		this.id = id;
		this.limitKey = limitKey;
		this.store = store;
		this.life = life;
		subscriptions.forEach((subscription, saved) -> this.subscriptions.put(subscription, () -> saved));
		this.subscriptions.forEach((subscription, saved) -> this.changes.put(subscription, Optional.of(saved)));
	}

	/**
	 * Add a subscription.
	 * @param subscription the subscription's id
	 * @param saved supplies its stored form at the time of the write; must not block
	 */
	public void update(String subscription, Supplier<SavedSubscription> saved) {
		change(subscription, Optional.of(saved));
	}

	/**
	 * Write a changed subscription. Unknown subscriptions are ignored.
	 */
	public void touch(String subscription) {
		if (note(subscription)) {
			write();
		}
	}

	/**
	 * Write the new position of a subscription after acknowledgements of the client. It
	 * is written at once, but at most once a second; otherwise with the next change or
	 * {@link #renew}.
	 */
	public void acknowledge(String subscription, long nanoTime) {
		if (!note(subscription)) {
			return;
		}
		synchronized (this) {
			if (nanoTime - this.acknowledgedAt < ACKNOWLEDGEMENT_INTERVAL_NANOS) {
				return;
			}
			this.acknowledgedAt = nanoTime;
		}
		write();
	}

	private synchronized boolean note(String subscription) {
		Supplier<SavedSubscription> saved = this.subscriptions.get(subscription);
		if (saved == null || this.ended) {
			return false;
		}
		this.changes.put(subscription, Optional.of(saved));
		return true;
	}

	/**
	 * A subscription has gone.
	 */
	public void remove(String subscription) {
		change(subscription, Optional.empty());
	}

	private void change(String subscription, Optional<Supplier<SavedSubscription>> change) {
		synchronized (this) {
			if (this.ended) {
				return;
			}
			change.ifPresentOrElse((saved) -> this.subscriptions.put(subscription, saved),
					() -> this.subscriptions.remove(subscription));
			this.changes.put(subscription, change);
		}
		write();
	}

	/**
	 * The client has left for good: forget it all.
	 */
	public void forget() {
		synchronized (this) {
			this.ended = true;
			this.forgotten = true;
			this.changes.clear();
		}
		this.store.remove(this.id);
	}

	/**
	 * Record the end of the connection. The stored session stays for a resumption, and
	 * earlier changes are still written.
	 */
	void end() {
		synchronized (this) {
			this.ended = true;
			if (this.changes.isEmpty()) {
				return;
			}
		}
		write();
	}

	String limitKey() {
		return this.limitKey;
	}

	/**
	 * The bytes that are kept of the session, roughly.
	 * @return zero if nothing is
	 */
	long size() {
		List<Supplier<SavedSubscription>> all;
		long size = OVERHEAD;
		synchronized (this) {
			if (this.forgotten) {
				return 0;
			}
			for (String id : this.subscriptions.keySet()) {
				size += OVERHEAD + id.length();
			}
			all = List.copyOf(this.subscriptions.values());
		}
		for (Supplier<SavedSubscription> subscription : all) {
			SavedSubscription saved = subscription.get();
			size += saved.name().length();
			for (Map.Entry<String, String> option : saved.options().entrySet()) {
				size += option.getKey().length() + option.getValue().length();
			}
		}
		return size;
	}

	/**
	 * Write earlier failed changes or, when the entry in the store needs a renewal,
	 * everything, because the store may have lost data.
	 */
	void renew(long nanoTime) {
		synchronized (this) {
			if (nanoTime - this.renewedAt >= this.life.toNanos() / 3) {
				this.renewedAt = nanoTime;
				this.subscriptions
					.forEach((subscription, saved) -> this.changes.putIfAbsent(subscription, Optional.of(saved)));
			}
			else if (this.changes.isEmpty()) {
				return;
			}
			this.acknowledgedAt = nanoTime;
		}
		write();
	}

	void write() {
		Map<String, Optional<Supplier<SavedSubscription>>> taken;
		synchronized (this) {
			if (this.writing) {
				this.writeAgain = true;
				return;
			}
			if (this.ended && this.changes.isEmpty()) {
				return;
			}
			this.writing = true;
			this.writeAgain = false;
			taken = new LinkedHashMap<>(this.changes);
			this.changes.clear();
		}
		Map<String, Optional<SavedSubscription>> values = new HashMap<>();
		taken.forEach((subscription, change) -> values.put(subscription, change.map(Supplier::get)));
		this.store.write(this.id, values, this.life).whenComplete((ok, failure) -> onWritten(taken, failure));
	}

	private void onWritten(Map<String, Optional<Supplier<SavedSubscription>>> taken, @Nullable Throwable failure) {
		boolean more;
		synchronized (this) {
			this.writing = false;
			if (failure != null && !this.ended) {
				// Tried again with the next change or renewal
				taken.forEach(this.changes::putIfAbsent);
			}
			more = failure == null && this.writeAgain && !this.changes.isEmpty();
		}
		if (more) {
			write();
		}
	}

}
