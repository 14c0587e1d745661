package io.github.realtimespring.internal.fleet;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.internal.timer.TimingWheel;

/**
 * The most clients that all nodes together let connect again in a second. Nodes that
 * drain take permits to close sessions, a little fewer than there are, and nodes that
 * serve take permits to accept handshakes. Thread-safe.
 *
 * <p>
 * A handshake never waits for the store: a node holds a few permits, and takes more in
 * the background according to what it needed lately. No more than a fifth of a second's
 * permits is held by the bucket and all nodes together.
 */
public final class ReconnectBudget {

	/** The share of the budget that drains use, so that few reconnects are refused. */
	private static final double DRAIN_SHARE = 0.8;

	/**
	 * A node holds at most the permits of so many seconds, as all idle nodes together.
	 */
	private static final double HELD_SECONDS = 0.1;

	private static final double DEMAND_MARGIN = 1.5;

	private static final double DEMAND_DECAY = 0.7;

	private static final Duration INTERVAL = Duration.ofMillis(50);

	private static final Duration MIN_PAUSE = Duration.ofMillis(10);

	private final int perSecond;

	private final NodeDirectory nodes;

	private final TimingWheel timer;

	private final SharedPermits closes;

	private final SharedPermits handshakes;

	private final AtomicInteger held = new AtomicInteger();

	private final LongAdder demand = new LongAdder();

	private final AtomicBoolean active = new AtomicBoolean();

	private final AtomicBoolean taking = new AtomicBoolean();

	/** The permits that this node should hold, as it was computed last. */
	private volatile int target;

	private volatile long takenAt = System.nanoTime();

	/** Handshakes in an interval, lately. Confined to the one run at a time. */
	private double recentDemand;

	/**
	 * Create the budget.
	 * @param perSecond the permits of all nodes in a second, zero for no limit
	 * @param store the shared state, {@code null} if this is the only node
	 * @param nodes the live nodes
	 * @param timer takes permits in the background
	 */
	public ReconnectBudget(int perSecond, @Nullable FleetStore store, NodeDirectory nodes, TimingWheel timer) {
		Assert.isTrue(perSecond >= 0, "'perSecond' must not be negative");
		Assert.notNull(nodes, "'nodes' must not be null");
		Assert.notNull(timer, "'timer' must not be null");
		this.perSecond = perSecond;
		this.nodes = nodes;
		this.timer = timer;
		this.closes = new SharedPermits(store, "closes", DRAIN_SHARE * perSecond, nodes::nodes);
		this.handshakes = new SharedPermits(store, "handshakes", perSecond, nodes::nodes);
		start();
	}

	/**
	 * Begin anew: the timer has been started, again perhaps.
	 */
	public void start() {
		int reserve = reserve();
		this.target = reserve;
		this.held.set(reserve);
		this.active.set(false);
	}

	/**
	 * Whether there is a limit.
	 */
	public boolean isLimited() {
		return this.perSecond > 0;
	}

	/**
	 * Whether a handshake would get no permit. Counts as demand then.
	 */
	public boolean isExhausted() {
		if (!isLimited() || this.held.get() > 0) {
			return false;
		}
		need();
		return true;
	}

	/**
	 * Take a permit for a handshake. To be used or given back.
	 * @param authenticated whether the client has authenticated; others leave half of the
	 * permits to those that have
	 * @return {@code null} if the handshake must be refused
	 */
	public @Nullable Permit takeHandshake(boolean authenticated) {
		if (!isLimited()) {
			return Permit.UNLIMITED;
		}
		int kept = authenticated ? 0 : this.target / 2;
		int before = this.held.getAndUpdate((count) -> (count > kept) ? count - 1 : count);
		need();
		return (before > kept) ? new Permit(this.held) : null;
	}

	/**
	 * Take permits to close sessions. Never blocks and never fails.
	 * @return the number of permits, as many as wanted if there is no limit
	 */
	public CompletableFuture<Integer> takeCloses(int wanted) {
		return isLimited() ? this.closes.take(wanted) : CompletableFuture.completedFuture(wanted);
	}

	private void need() {
		this.demand.increment();
		if (this.active.compareAndSet(false, true)) {
			run();
		}
		else if (this.held.get() <= this.target / 2 && System.nanoTime() - this.takenAt > MIN_PAUSE.toNanos()) {
			// Handshakes come in bursts, and the timer may be late
			topUp();
		}
	}

	private void topUp() {
		int wanted = this.target - this.held.get();
		if (wanted > 0 && this.taking.compareAndSet(false, true)) {
			this.takenAt = System.nanoTime();
			this.handshakes.take(wanted).whenComplete((taken, failure) -> {
				if (taken != null) {
					this.held.addAndGet(taken);
				}
				this.taking.set(false);
			});
		}
	}

	private void run() {
		this.recentDemand = Math.max(this.demand.sumThenReset(), this.recentDemand * DEMAND_DECAY);
		int reserve = reserve();
		if (this.recentDemand < 0.01 && this.held.get() >= reserve) {
			this.recentDemand = 0;
			this.target = reserve;
			this.held.accumulateAndGet(reserve, Math::min);
			this.active.set(false);
			if (this.demand.sum() > 0 && this.active.compareAndSet(false, true)) {
				schedule();
			}
			return;
		}
		double most = Math.min(this.recentDemand * DEMAND_MARGIN, this.perSecond * HELD_SECONDS);
		this.target = Math.max(reserve, (int) Math.ceil(most));
		topUp();
		schedule();
	}

	private void schedule() {
		this.timer.schedule(INTERVAL, this::run);
	}

	private int reserve() {
		return (int) Math.max(1, this.perSecond * HELD_SECONDS / this.nodes.nodes());
	}

	/**
	 * What one handshake needs. Thread-safe.
	 */
	public static final class Permit {

		private static final Permit UNLIMITED = new Permit(new AtomicInteger());

		private final AtomicInteger held;

		private final AtomicBoolean settled = new AtomicBoolean();

		private Permit(AtomicInteger held) {
			this.held = held;
		}

		/**
		 * The handshake has become a session.
		 */
		public void use() {
			this.settled.set(true);
		}

		/**
		 * The handshake becomes no session. Does nothing if it has become one.
		 */
		public void giveBack() {
			if (this.settled.compareAndSet(false, true)) {
				this.held.incrementAndGet();
			}
		}

	}

}
