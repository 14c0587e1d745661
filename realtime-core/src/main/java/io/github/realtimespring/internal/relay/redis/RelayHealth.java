package io.github.realtimespring.internal.relay.redis;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

import io.github.realtimespring.internal.relay.redis.link.UnsupportedConnectionFactoryException;

/**
 * Whether a started relay is delivering, and the latest error if it isn't. Logs each
 * change. Thread-safe.
 */
final class RelayHealth {

	private static final Log logger = LogFactory.getLog(RedisRelay.class);

	/**
	 * Maximum number of reasons to log in an outage.
	 */
	private static final int MAX_LOGGED_REASONS = 8;

	private final CompletableFuture<Boolean> firstOutcome = new CompletableFuture<>();

	/** The reasons that were logged since messages were last delivered. */
	private final Set<String> logged = ConcurrentHashMap.newKeySet();

	private volatile boolean delivering;

	private volatile @Nullable String error;

	boolean isDelivering() {
		return this.delivering;
	}

	/**
	 * The latest error, {@code null} if messages were delivered after it.
	 */
	@Nullable String error() {
		return this.error;
	}

	/**
	 * Wait until messages are delivered or an attempt has failed. Logs when they are not
	 * delivered at the end.
	 * @throws UnsupportedConnectionFactoryException if they never will be
	 */
	void awaitFirstOutcome(Duration timeout) {
		try {
			this.firstOutcome.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
			return;
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof UnsupportedConnectionFactoryException unsupported) {
				throw unsupported;
			}
		}
		catch (TimeoutException ex) {
			// Handled like a failed attempt
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		String reason = this.error;
		logNotDelivering((reason != null) ? reason : "Redis does not answer");
	}

	/**
	 * Messages have made the round trip through Redis.
	 * @param description logged if they did not before
	 */
	void markDelivering(Supplier<String> description) {
		this.error = null;
		if (!this.delivering) {
			this.delivering = true;
			this.logged.clear();
			logger.info("Redis relay is delivering " + description.get());
		}
		this.firstOutcome.complete(true);
	}

	/**
	 * A connection was lost or could not be opened.
	 */
	void markFailed(Throwable cause) {
		String message = describe(cause);
		this.error = message;
		this.delivering = false;
		logNotDelivering(message);
		this.firstOutcome.completeExceptionally(cause);
	}

	/**
	 * The relay stops: release the thread that waits for the first outcome.
	 */
	void markStopping() {
		this.firstOutcome.complete(false);
	}

	/**
	 * The links are closed.
	 */
	void markStopped() {
		this.delivering = false;
	}

	/**
	 * Log each reason once in an outage: the first one is often the connection's end, the
	 * cause shows in the attempts to replace it.
	 */
	private void logNotDelivering(String reason) {
		if (this.logged.size() < MAX_LOGGED_REASONS && this.logged.add(reason)) {
			logger.warn("Redis relay is not delivering: " + reason + "; retrying");
		}
	}

	private static String describe(Throwable cause) {
		Throwable root = NestedExceptionUtils.getMostSpecificCause(cause);
		String message = (root.getMessage() != null) ? root.getMessage() : root.getClass().getSimpleName();
		return (root == cause || cause.getMessage() == null) ? message : cause.getMessage() + ": " + message;
	}

}
