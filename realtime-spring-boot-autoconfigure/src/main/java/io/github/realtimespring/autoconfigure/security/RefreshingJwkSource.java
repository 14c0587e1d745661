package io.github.realtimespring.autoconfigure.security;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an identity provider, fetched again in the background. Once they are there,
 * nobody waits for the provider, and they go on to count for a while when it is away.
 * Thread-safe.
 *
 * <p>
 * A token that names an unknown key makes the keys be fetched at once, and waits for
 * them, but no more than every ten seconds: made-up tokens must not load the provider.
 */
final class RefreshingJwkSource implements JWKSource<SecurityContext> {

	private static final Log logger = LogFactory.getLog(RefreshingJwkSource.class);

	private static final long UNKNOWN_KEY_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final long WAIT_SECONDS = 15;

	private final JWKSetSource<SecurityContext> provider;

	private final long maxAgeNanos;

	private final ScheduledExecutorService executor;

	private volatile @Nullable Keys keys;

	/** Guarded by this. */
	private @Nullable CompletableFuture<Keys> underWay;

	/** When an unknown key last made the keys be fetched. Guarded by this. */
	private @Nullable Long lastUnknown;

	/**
	 * Create the source.
	 * @param provider fetches the keys
	 * @param maxAge how long keys count that can't be fetched again
	 * @param executor runs what waits for the provider
	 */
	RefreshingJwkSource(JWKSetSource<SecurityContext> provider, Duration maxAge, ScheduledExecutorService executor) {
		this.provider = provider;
		this.maxAgeNanos = maxAge.toNanos();
		this.executor = executor;
	}

	/**
	 * Fetch the keys again and again, from the time on at which they are first needed.
	 */
	void refreshEvery(Duration interval) {
		this.executor.scheduleWithFixedDelay(() -> {
			if (this.keys != null) {
				fetch();
			}
		}, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
	}

	@Override
	public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
		Keys known = this.keys;
		if (known == null || known.age() > this.maxAgeNanos) {
			return selector.select(await(fetchInPlaceOf(known)).set());
		}
		List<JWK> found = selector.select(known.set());
		if (!found.isEmpty()) {
			return found;
		}
		return selector.select(await(fetchForUnknownKey(known)).set());
	}

	/**
	 * Fetch the keys, unless somebody else has done so since the caller looked.
	 */
	private synchronized CompletableFuture<Keys> fetchInPlaceOf(@Nullable Keys known) {
		Keys latest = this.keys;
		return (latest != null && latest != known) ? CompletableFuture.completedFuture(latest) : fetch();
	}

	private synchronized CompletableFuture<Keys> fetchForUnknownKey(Keys known) {
		long now = System.nanoTime();
		if (this.underWay == null && this.lastUnknown != null && now - this.lastUnknown < UNKNOWN_KEY_INTERVAL_NANOS) {
			Keys latest = this.keys;
			return CompletableFuture.completedFuture((latest != null) ? latest : known);
		}
		this.lastUnknown = now;
		return fetch();
	}

	private synchronized CompletableFuture<Keys> fetch() {
		if (this.underWay != null) {
			return this.underWay;
		}
		CompletableFuture<Keys> fetch = new CompletableFuture<>();
		try {
			this.executor.execute(() -> fetch(fetch));
			this.underWay = fetch;
		}
		catch (RejectedExecutionException ex) {
			fetch.completeExceptionally(ex);
		}
		return fetch;
	}

	private void fetch(CompletableFuture<Keys> fetch) {
		try {
			JWKSet set = this.provider.getJWKSet(JWKSetCacheRefreshEvaluator.forceRefresh(), System.currentTimeMillis(),
					null);
			Keys fetched = new Keys(set, System.nanoTime());
			this.keys = fetched;
			ended();
			fetch.complete(fetched);
		}
		catch (KeySourceException | RuntimeException | Error ex) {
			ended();
			fetch.completeExceptionally(ex);
			logger.warn("The keys that tokens are verified with can't be fetched: " + ex.getMessage());
		}
	}

	private synchronized void ended() {
		this.underWay = null;
	}

	private static Keys await(CompletableFuture<Keys> fetch) throws KeySourceException {
		try {
			return fetch.get(WAIT_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new RemoteKeySourceException("Interrupted while waiting for keys", ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new RemoteKeySourceException("Keys can't be fetched", ex);
		}
	}

	private record Keys(JWKSet set, long fetchedAt) {

		long age() {
			return System.nanoTime() - this.fetchedAt;
		}

	}

}
