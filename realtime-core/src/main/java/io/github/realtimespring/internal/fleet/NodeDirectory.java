package io.github.realtimespring.internal.fleet;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.internal.timer.TimingWheel;

/**
 * How many sessions each live node has. A node announces its own number regularly, and is
 * forgotten soon after it has stopped to. Thread-safe.
 */
public final class NodeDirectory {

	private static final Log logger = LogFactory.getLog(NodeDirectory.class);

	private static final Duration INTERVAL = Duration.ofSeconds(5);

	private static final Duration LIFE = INTERVAL.multipliedBy(3);

	private final @Nullable FleetStore store;

	private final IntSupplier sessions;

	private final TimingWheel timer;

	private volatile int nodes = 1;

	private volatile boolean announcing;

	/** Ends the announcements that an earlier start began. */
	private volatile int generation;

	/**
	 * Create the directory.
	 * @param store the shared state, {@code null} if this is the only node
	 * @param sessions returns the number of this node's sessions
	 * @param timer runs the announcements
	 */
	public NodeDirectory(@Nullable FleetStore store, IntSupplier sessions, TimingWheel timer) {
		Assert.notNull(sessions, "'sessions' must not be null");
		Assert.notNull(timer, "'timer' must not be null");
		this.store = store;
		this.sessions = sessions;
		this.timer = timer;
	}

	/**
	 * Announce this node from now on.
	 */
	public synchronized void join() {
		if (this.store != null && !this.announcing) {
			this.announcing = true;
			announceRegularly(++this.generation);
		}
	}

	/**
	 * Take this node out: it takes no more sessions.
	 */
	public synchronized void leave() {
		if (this.store != null && this.announcing) {
			this.announcing = false;
			this.store.leave().whenComplete((left, failure) -> debug(failure));
		}
	}

	private synchronized void announceRegularly(int current) {
		if (this.announcing && this.generation == current) {
			refresh().whenComplete((counts, failure) -> debug(failure));
			this.timer.schedule(INTERVAL, () -> announceRegularly(current));
		}
	}

	/**
	 * Announce the present number of sessions, and read those of the other nodes.
	 * @return the numbers of sessions of all live nodes, by the node's id; empty if this
	 * is the only node. Fails if this node takes no sessions
	 */
	public synchronized CompletableFuture<Map<String, Integer>> refresh() {
		if (this.store == null) {
			return CompletableFuture.completedFuture(Map.of());
		}
		if (!this.announcing) {
			return CompletableFuture.failedFuture(new IllegalStateException("This node takes no sessions"));
		}
		return this.store.announce(this.sessions.getAsInt(), LIFE).thenApply((counts) -> {
			this.nodes = Math.max(1, counts.size());
			return counts;
		});
	}

	/**
	 * The number of live nodes that was read last, at least 1.
	 */
	public int nodes() {
		return this.nodes;
	}

	private static void debug(@Nullable Throwable failure) {
		if (failure != null) {
			logger.debug("The number of sessions was not announced", failure);
		}
	}

}
