package io.github.realtimespring.relay.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What Redis has refused lately, for those who run it: a Redis that is out of memory
 * delivers what isn't kept, and nobody else would tell. Thread-safe.
 */
final class RefusedCommands {

	private static final Log logger = LogFactory.getLog(RedisRelay.class);

	/**
	 * How often something is logged at most, and how long the last reason counts.
	 */
	static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final AtomicLong count = new AtomicLong();

	private volatile @Nullable Refusal last;

	private long loggedCount;

	private long loggedAt;

	/**
	 * Redis has refused a command.
	 * @param reason its words
	 */
	void add(String reason, long nanoTime) {
		this.last = new Refusal(reason, nanoTime);
		this.count.incrementAndGet();
	}

	/**
	 * Why Redis has refused a command within the last minute, {@code null} if it has not.
	 */
	@Nullable String recent(long nanoTime) {
		Refusal refusal = this.last;
		return (refusal != null && nanoTime - refusal.nanoTime() < INTERVAL_NANOS) ? refusal.reason() : null;
	}

	/**
	 * Log what there is. Called regularly, by one thread.
	 * @return whether there was something
	 */
	boolean log(long nanoTime) {
		long total = this.count.get();
		Refusal refusal = this.last;
		if (refusal == null || total == this.loggedCount
				|| (this.loggedCount > 0 && nanoTime - this.loggedAt < INTERVAL_NANOS)) {
			return false;
		}
		logger.warn("Redis has refused commands, " + (total - this.loggedCount) + " since this was last said: "
				+ refusal.reason());
		this.loggedCount = total;
		this.loggedAt = nanoTime;
		return true;
	}

	private record Refusal(String reason, long nanoTime) {

	}

}
