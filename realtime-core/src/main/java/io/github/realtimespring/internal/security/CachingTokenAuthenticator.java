package io.github.realtimespring.internal.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.security.TokenAuthenticator;
import io.github.realtimespring.security.TokenCache;

/**
 * Caches verified tokens, so that a returning client's token need not be verified again.
 * Thread-safe.
 *
 * <p>
 * Only successes are cached, by the token's SHA-256 hash, and never beyond the expiry of
 * the identity. All clients that present the same token share one principal. A withdrawn
 * key or account goes unnoticed until the entry expires or is {@linkplain #evict
 * evicted}.
 */
public class CachingTokenAuthenticator implements TokenAuthenticator, TokenCache {

	private final TokenAuthenticator delegate;

	private final int maxSize;

	private final long maxAgeMillis;

	private final RealtimeMetrics metrics;

	private final Clock clock;

	private final ReentrantLock lock = new ReentrantLock();

	/** The oldest first. Guarded by the lock. */
	private final Map<TokenHash, Entry> entries = new LinkedHashMap<>();

	/** How often something was evicted by request. Guarded by the lock. */
	private long evictions;

	/**
	 * Create the authenticator.
	 * @param delegate verifies tokens that are not cached
	 * @param maxSize maximum number of cached tokens; the oldest is evicted. Zero
	 * disables the cache
	 * @param maxAge maximum time to cache a token
	 * @param metrics told about hits and misses
	 * @param clock tells when entries are too old and identities expire
	 */
	public CachingTokenAuthenticator(TokenAuthenticator delegate, int maxSize, Duration maxAge, RealtimeMetrics metrics,
			Clock clock) {
		Assert.notNull(delegate, "'delegate' must not be null");
		Assert.isTrue(maxSize >= 0, "'maxSize' must not be negative");
		Assert.isTrue(!maxAge.isNegative() && !maxAge.isZero(), "'maxAge' must be positive");
		Assert.notNull(metrics, "'metrics' must not be null");
		Assert.notNull(clock, "'clock' must not be null");
		this.delegate = delegate;
		this.maxSize = maxSize;
		this.maxAgeMillis = maxAge.toMillis();
		this.metrics = metrics;
		this.clock = clock;
	}

	@Override
	public ClientIdentity authenticate(String token) {
		if (this.maxSize == 0) {
			return this.delegate.authenticate(token);
		}
		TokenHash hash = TokenHash.of(token);
		ClientIdentity known;
		long evictionsBefore;
		this.lock.lock();
		try {
			known = find(hash);
			evictionsBefore = this.evictions;
		}
		finally {
			this.lock.unlock();
		}
		this.metrics.tokenLookedUp(known != null);
		if (known != null) {
			return known;
		}
		ClientIdentity identity = this.delegate.authenticate(token);
		this.lock.lock();
		try {
			// What was verified before an eviction must not come back after it
			if (this.evictions == evictionsBefore) {
				remember(hash, identity);
			}
		}
		finally {
			this.lock.unlock();
		}
		return identity;
	}

	private @Nullable ClientIdentity find(TokenHash hash) {
		Entry entry = this.entries.get(hash);
		if (entry == null) {
			return null;
		}
		if (!entry.isCurrent(this.clock.millis())) {
			this.entries.remove(hash);
			return null;
		}
		return entry.identity();
	}

	private void remember(TokenHash hash, ClientIdentity identity) {
		long now = this.clock.millis();
		Entry entry = new Entry(identity, now, now + this.maxAgeMillis);
		if (!entry.isCurrent(now)) {
			return;
		}
		this.entries.remove(hash);
		this.entries.put(hash, entry);
		Iterator<Entry> oldest = this.entries.values().iterator();
		while (oldest.hasNext() && (!oldest.next().isCurrent(now) || this.entries.size() > this.maxSize)) {
			oldest.remove();
		}
	}

	@Override
	public void clear() {
		evict((identity) -> true);
	}

	@Override
	public void evict(Predicate<ClientIdentity> condition) {
		Assert.notNull(condition, "'condition' must not be null");
		this.lock.lock();
		try {
			this.evictions++;
			this.entries.values().removeIf((entry) -> condition.test(entry.identity()));
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public int size() {
		this.lock.lock();
		try {
			return this.entries.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	private record Entry(ClientIdentity identity, long from, long until) {

		/**
		 * Whether the entry is still valid. Entries dated in the future, after the clock
		 * was set back, are invalid.
		 */
		boolean isCurrent(long now) {
			Instant expiresAt = this.identity.expiresAt();
			return this.from <= now && now < this.until
					&& (expiresAt == null || expiresAt.isAfter(Instant.ofEpochMilli(now)));
		}

	}

}
