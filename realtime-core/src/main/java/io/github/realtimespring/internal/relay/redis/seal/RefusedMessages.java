package io.github.realtimespring.internal.relay.redis.seal;

import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;

import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Counts refused messages, and logs that there are some. Thread-safe.
 */
public final class RefusedMessages {

	private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final RealtimeMetrics metrics;

	private final Log logger;

	private long count;

	private long loggedAt = System.nanoTime() - LOG_INTERVAL_NANOS;

	public RefusedMessages(RealtimeMetrics metrics, Log logger) {
		this.metrics = metrics;
		this.logger = logger;
	}

	void add(Refusal reason, Purpose purpose) {
		this.metrics.relayMessageRefused(reason.tag());
		long total;
		synchronized (this) {
			total = ++this.count;
			long now = System.nanoTime();
			if (now - this.loggedAt < LOG_INTERVAL_NANOS) {
				return;
			}
			this.loggedAt = now;
		}
		this.logger.warn("Refused messages from Redis that are not authentic: " + total + " so far; latest: "
				+ reason.tag() + " (" + purpose + ")");
	}

}
