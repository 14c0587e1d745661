package io.github.realtimespring.internal.relay.redis.link;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.relay.RelayException;

/**
 * Keeps one link to Redis open, opening another one when it breaks or is given up.
 * Confined to the scheduler's one thread, except where stated otherwise.
 *
 * @param <L> the kind of link
 */
public final class ReconnectingLink<L extends RedisLink> {

	private static final Log logger = LogFactory.getLog(ReconnectingLink.class);

	private static final long MIN_DELAY_MILLIS = 100;

	private static final long MAX_DELAY_MILLIS = 2000;

	private final String name;

	private final Callable<L> opener;

	private final Duration openTimeout;

	private final ScheduledExecutorService scheduler;

	private final Observer<L> observer;

	private volatile @Nullable L current;

	private volatile boolean stopped;

	private int attempt;

	private int failures;

	public ReconnectingLink(String name, Callable<L> opener, Duration openTimeout, ScheduledExecutorService scheduler,
			Observer<L> observer) {
		this.name = name;
		this.opener = opener;
		this.openTimeout = openTimeout;
		this.scheduler = scheduler;
		this.observer = observer;
	}

	/**
	 * The open link, or {@code null}. Thread-safe.
	 */
	public @Nullable L current() {
		return this.current;
	}

	/**
	 * Begin an attempt to open the link. Lettuce's way to connect with the factory's own
	 * address blocks, for as long as a server that accepts connections says nothing, so
	 * each attempt has its own short-lived thread; one that is late is abandoned, and
	 * closed if it succeeds after all.
	 */
	public void open() {
		if (this.stopped) {
			return;
		}
		int number = ++this.attempt;
		Thread thread = new Thread(() -> attempt(number), "realtime-redis-connect-" + this.name);
		thread.setDaemon(true);
		thread.start();
		this.scheduler.schedule(
				() -> onFailed(number,
						new TimeoutException("No connection after " + this.openTimeout.toMillis() + " ms")),
				this.openTimeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Give the open link up and open another one.
	 */
	public void renew(RelayException reason) {
		L link = this.current;
		if (link != null) {
			replace(link, reason);
		}
	}

	/**
	 * Record that the link works, so that the next attempt to replace it comes soon.
	 */
	public void markProven() {
		this.failures = 0;
	}

	/**
	 * Close the link and open no other.
	 * @return completes when it is closed
	 */
	public CompletableFuture<Void> stop() {
		this.stopped = true;
		L link = this.current;
		this.current = null;
		return (link != null) ? link.close(new RelayException("The relay is stopped"))
				: CompletableFuture.completedFuture(null);
	}

	private void attempt(int number) {
		try {
			L link = this.opener.call();
			try {
				if (this.stopped) {
					link.close(new RelayException("The relay is stopped"));
				}
				else {
					this.scheduler.execute(() -> onOpened(number, link));
				}
			}
			catch (RejectedExecutionException ex) {
				link.close(new RelayException("The relay is stopped", ex));
			}
		}
		catch (Exception ex) {
			onScheduler(() -> onFailed(number, ex));
		}
	}

	private void onOpened(int number, L link) {
		if (this.stopped || number != this.attempt || this.current != null) {
			link.close(new RelayException("The connection is no longer needed"));
			return;
		}
		this.attempt++;
		this.current = link;
		link.onDisconnect(() -> {
			RelayException reason = new RelayException("Connection to Redis lost");
			link.close(reason);
			onScheduler(() -> replace(link, reason));
		});
		this.observer.onOpen(link);
		if (!link.isOpen()) {
			replace(link, new RelayException("Connection to Redis lost"));
		}
	}

	private void onFailed(int number, Exception cause) {
		if (this.stopped || number != this.attempt || this.current != null) {
			return;
		}
		this.observer.onFailure(cause);
		openLater();
	}

	private void replace(L link, RelayException reason) {
		if (this.current != link) {
			return;
		}
		this.current = null;
		link.close(reason);
		this.observer.onLost(link, reason);
		openLater();
	}

	private void openLater() {
		this.attempt++;
		long delay = Math.min(MIN_DELAY_MILLIS << Math.min(this.failures++, 10), MAX_DELAY_MILLIS);
		// All nodes lose Redis at the same moment; they must not come back together
		delay = delay / 2 + ThreadLocalRandom.current().nextLong(delay / 2 + 1);
		if (logger.isDebugEnabled()) {
			logger.debug("Opening the " + this.name + " connection to Redis in " + delay + " ms");
		}
		this.scheduler.schedule(this::open, delay, TimeUnit.MILLISECONDS);
	}

	private void onScheduler(Runnable action) {
		try {
			this.scheduler.execute(action);
		}
		catch (RejectedExecutionException ex) {
			// Stopped, nothing left to look after
		}
	}

	/**
	 * Observes the link, on the scheduler's thread.
	 */
	public interface Observer<L> {

		void onOpen(L link);

		void onLost(L link, RelayException reason);

		void onFailure(Exception cause);

	}

}
