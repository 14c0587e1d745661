package io.github.realtimespring.internal.resume;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Resumes sessions on any node. The subscriptions of a resumable session are stored on
 * every change, so that they survive a crash of the node. Thread-safe.
 */
public final class Resumption {

	private static final Log logger = LimitedLog.of(Resumption.class);

	private final Map<String, SavedSession> live = new ConcurrentHashMap<>();

	private final SessionStore store;

	private final ResumeOptions options;

	private final Predicate<ClientSelector> revoked;

	private final Executor executor;

	private final RealtimeMetrics metrics;

	private final EndedSessions endedSessions;

	private volatile long expiredAt = System.nanoTime();

	/**
	 * Create the resumption of a node's sessions.
	 * @param store the store of sessions
	 * @param options the options
	 * @param revoked whether a session, selected by its public id, was revoked
	 * @param executor runs the continuations after an answer of the store, which may
	 * block
	 * @param metrics counts evicted sessions
	 */
	public Resumption(SessionStore store, ResumeOptions options, Predicate<ClientSelector> revoked, Executor executor,
			RealtimeMetrics metrics) {
		Assert.notNull(store, "'store' must not be null");
		Assert.notNull(options, "'options' must not be null");
		Assert.notNull(executor, "'executor' must not be null");
		Assert.notNull(metrics, "'metrics' must not be null");
		this.store = store;
		this.options = options;
		this.revoked = revoked;
		this.executor = executor;
		this.metrics = metrics;
		this.endedSessions = new EndedSessions(options.maxBytes(), options.window().toNanos());
	}

	/**
	 * Begin a resumable session, possibly as the continuation of an earlier one.
	 * @param client the new session's client
	 * @param token the token of the earlier session, empty for none
	 * @return never fails: while the store is unavailable the session can't be resumed.
	 * Completes on the executor, because the next step checks the client's permissions
	 */
	public CompletableFuture<Resumed> begin(ResumableClient client, String token) {
		return this.store.secrets().thenCompose((secrets) -> {
			Instant now = Instant.now();
			String earlier = ResumeTokens.verify(secrets, token, client.protocol(), client.user(), now);
			String fresh = ResumeTokens.issue(secrets.get(0), client.protocol(), client.session(), client.user(),
					now.plus(this.options.tokenLifetime()));
			return ((earlier != null && !this.revoked.test(client.selector(earlier))) ? this.store.read(earlier)
					: CompletableFuture.completedFuture(Optional.<Map<String, SavedSubscription>>empty()))
				// Again: it may have been revoked meanwhile
				.thenApply((subscriptions) -> (earlier != null && this.revoked.test(client.selector(earlier)))
						? Optional.<Map<String, SavedSubscription>>empty() : subscriptions)
				.thenApply((subscriptions) -> new Resumed(fresh, begin(client, subscriptions.orElse(Map.of())),
						subscriptions.orElse(null)));
		}).exceptionally((failure) -> {
			logger.debug("Session store unavailable: starting a new session without a resume token", failure);
			return new Resumed(null, null, null);
		}).thenApplyAsync(Function.identity(), this.executor);
	}

	/**
	 * With all that the earlier session had, before the client has a token of this one: a
	 * connection may be lost again while subscriptions are being restored.
	 */
	private SavedSession begin(ResumableClient client, Map<String, SavedSubscription> subscriptions) {
		SavedSession saved = new SavedSession(client.session(), client.limitKey(), this.store, this.options.window(),
				subscriptions);
		this.live.put(client.session(), saved);
		saved.write();
		return saved;
	}

	/**
	 * Record that a connection is gone.
	 */
	public void end(String session) {
		SavedSession saved = this.live.remove(session);
		if (saved != null) {
			saved.end();
			long size = saved.size();
			if (size > 0) {
				evict(this.endedSessions.add(saved.limitKey(), session, size, System.nanoTime()));
			}
		}
	}

	private void evict(List<String> sessions) {
		if (!sessions.isEmpty()) {
			sessions.forEach(this.store::remove);
			this.metrics.resumableEvicted(sessions.size());
			logger.warn("Evicted " + sessions.size() + " resumable sessions: stored sessions exceed "
					+ "realtime.resume.max-size=" + this.options.maxBytes() + "B");
		}
	}

	/**
	 * Keep live sessions in the store. Called regularly.
	 */
	public void run(long nanoTime) {
		for (SavedSession session : this.live.values()) {
			session.renew(nanoTime);
		}
		if (nanoTime - this.expiredAt >= this.options.window().toNanos() / 8) {
			this.expiredAt = nanoTime;
			this.endedSessions.expire(nanoTime);
		}
	}

	/**
	 * The start of a session.
	 *
	 * @param token the token to resume it, {@code null} if it can't be resumed
	 * @param session stores the session's subscriptions, {@code null} if it can't be
	 * resumed
	 * @param subscriptions the subscriptions of the earlier session, {@code null} if it
	 * was not resumed
	 */
	public record Resumed(@Nullable String token, @Nullable SavedSession session,
			@Nullable Map<String, SavedSubscription> subscriptions) {

	}

}
