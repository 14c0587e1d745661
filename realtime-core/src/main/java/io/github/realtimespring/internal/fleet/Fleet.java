package io.github.realtimespring.internal.fleet;

import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.timer.TimingWheel;

/**
 * The nodes of an application, as one of them sees them. Thread-safe.
 */
public final class Fleet {

	private final NodeDirectory directory;

	private final ReconnectBudget budget;

	/**
	 * Create the fleet.
	 * @param store the shared state, {@code null} if this is the only node
	 * @param reconnectsPerSecond the most clients that all nodes together let connect
	 * again in a second, zero for no limit
	 * @param sessions returns the number of this node's sessions
	 * @param timer runs what is done in the background
	 */
	public Fleet(@Nullable FleetStore store, int reconnectsPerSecond, IntSupplier sessions, TimingWheel timer) {
		this.directory = new NodeDirectory(store, sessions, timer);
		this.budget = new ReconnectBudget(reconnectsPerSecond, store, this.directory, timer);
	}

	/**
	 * The nodes' numbers of sessions.
	 */
	public NodeDirectory directory() {
		return this.directory;
	}

	/**
	 * The budget of reconnects.
	 */
	public ReconnectBudget budget() {
		return this.budget;
	}

	/**
	 * This node takes sessions from now on. The timer must have been started.
	 */
	public void join() {
		this.budget.start();
		this.directory.join();
	}

	/**
	 * This node takes no more sessions.
	 */
	public void leave() {
		this.directory.leave();
	}

}
