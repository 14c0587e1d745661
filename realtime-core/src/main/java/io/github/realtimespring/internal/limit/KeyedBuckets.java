package io.github.realtimespring.internal.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Buckets by key, for as many keys as are in use. A full bucket is as good as none, and
 * is forgotten. If none is full, and there are as many as there may be, one of sixteen is
 * forgotten nevertheless: its key begins with a full one, so that a limit may be exceeded
 * but never applies to somebody else. Thread-safe.
 */
final class KeyedBuckets {

	/**
	 * Maximum number of keys: some ten megabytes.
	 */
	static final int MAX_KEYS = 50_000;

	private static final int MIN_SWEEP = 1024;

	private static final int FORGOTTEN_SHARE = 16;

	private final RateLimit limit;

	private final int maxKeys;

	private final Map<String, RateBucket> buckets = new ConcurrentHashMap<>();

	/** Guarded by this. */
	private int sweepAt;

	KeyedBuckets(RateLimit limit, int maxKeys) {
		this.limit = limit;
		this.maxKeys = maxKeys;
		this.sweepAt = Math.min(MIN_SWEEP, maxKeys);
	}

	/**
	 * Take messages and their bytes out of the bucket of a key.
	 * @return zero if the limit allows it, otherwise the nanoseconds until it does
	 */
	long tryUse(String key, int messages, long bytes, long now) {
		RateBucket bucket = this.buckets.get(key);
		return ((bucket != null) ? bucket : add(key, now)).tryUse(this.limit, messages, bytes, now);
	}

	private synchronized RateBucket add(String key, long now) {
		if (this.buckets.size() >= this.sweepAt) {
			sweep(now);
		}
		return this.buckets.computeIfAbsent(key, (ignored) -> new RateBucket(now));
	}

	private void sweep(long now) {
		this.buckets.values().removeIf((bucket) -> bucket.isFull(now));
		while (this.buckets.size() >= this.maxKeys) {
			ThreadLocalRandom random = ThreadLocalRandom.current();
			this.buckets.values().removeIf((bucket) -> random.nextInt(FORGOTTEN_SHARE) == 0);
		}
		this.sweepAt = Math.min(this.maxKeys, Math.max(MIN_SWEEP, 2 * this.buckets.size()));
	}

	/**
	 * The number of keys that have a bucket.
	 */
	int size() {
		return this.buckets.size();
	}

}
