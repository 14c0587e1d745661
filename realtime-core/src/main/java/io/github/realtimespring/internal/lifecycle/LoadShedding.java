package io.github.realtimespring.internal.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.internal.fleet.Fleet;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;

/**
 * Hands sessions over to nodes that have fewer, for example after some were added: asks
 * their clients to connect again, and leaves it to the load balancer where they go.
 * Thread-safe.
 */
public final class LoadShedding {

	private static final Log logger = LogFactory.getLog(LoadShedding.class);

	private static final Duration NO_TIMEOUT = Duration.ofDays(365);

	private final Hub hub;

	private final Fleet fleet;

	private final Duration period;

	private @Nullable PacedClose current;

	/**
	 * Create the shedding.
	 * @param hub the hub of the sessions
	 * @param fleet the other nodes
	 * @param period the time over which the closes are spread at least
	 */
	public LoadShedding(Hub hub, Fleet fleet, Duration period) {
		Assert.notNull(hub, "'hub' must not be null");
		Assert.notNull(fleet, "'fleet' must not be null");
		Assert.notNull(period, "'period' must not be null");
		this.hub = hub;
		this.fleet = fleet;
		this.period = period;
	}

	/**
	 * Close as many sessions, chosen at random, as this node has more than the mean of
	 * all live nodes. Replaces an earlier request that is not done.
	 * @return the number of sessions that are going to be closed; fails if the numbers of
	 * the other nodes can't be read
	 */
	public CompletableFuture<Integer> shedToMean() {
		return this.fleet.directory().refresh().thenApply((counts) -> {
			int own = this.hub.sessions().size();
			double mean = counts.values().stream().mapToInt(Integer::intValue).average().orElse(own);
			int excess = Math.max(0, own - (int) Math.ceil(mean));
			shed(excess);
			return excess;
		});
	}

	private synchronized void shed(int count) {
		if (this.current != null) {
			this.current.cancel();
			this.current = null;
		}
		if (count == 0) {
			return;
		}
		logger.info("Shedding " + count + " sessions");
		List<Session> sessions = new ArrayList<>(this.hub.sessions());
		sessions.removeIf((session) -> !session.isOpen());
		Collections.shuffle(sessions);
		List<Session> chosen = sessions.subList(0, Math.min(count, sessions.size()));
		PacedClose closing = new PacedClose(chosen, CloseReason.REBALANCE,
				new PacedClose.Pace(chosen.size(), this.period, NO_TIMEOUT), this.fleet.budget(), this.hub.timer(),
				this::cancelIfDone);
		this.current = closing;
		closing.start();
	}

	private synchronized void cancelIfDone() {
		PacedClose closing = this.current;
		if (closing != null && closing.isDone()) {
			closing.cancel();
			this.current = null;
		}
	}

}
