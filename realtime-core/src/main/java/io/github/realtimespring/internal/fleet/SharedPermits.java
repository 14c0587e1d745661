package io.github.realtimespring.internal.fleet;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

/**
 * One token bucket of all nodes. While the store does not answer, each node takes its
 * share from a bucket of its own. Thread-safe.
 */
final class SharedPermits {

	private static final long STORE_TIMEOUT_MILLIS = 500;

	/** The permits of so many seconds fit into a node's own bucket. */
	private static final double OWN_CAPACITY_SECONDS = 0.1;

	private final @Nullable FleetStore store;

	private final String bucket;

	private final double perSecond;

	private final IntSupplier nodes;

	private double own;

	private long ownSince = System.nanoTime();

	/**
	 * Create the bucket.
	 * @param store the shared state, {@code null} if this is the only node
	 * @param bucket the bucket's name
	 * @param perSecond the permits that it gets in a second
	 * @param nodes returns the number of nodes that share it
	 */
	SharedPermits(@Nullable FleetStore store, String bucket, double perSecond, IntSupplier nodes) {
		this.store = store;
		this.bucket = bucket;
		this.perSecond = perSecond;
		this.nodes = nodes;
	}

	/**
	 * Take permits. Never blocks and never fails.
	 * @return the number of permits taken, at most as many as wanted
	 */
	CompletableFuture<Integer> take(int wanted) {
		if (this.store == null) {
			return CompletableFuture.completedFuture(takeOwn(wanted));
		}
		return this.store.take(this.bucket, wanted, this.perSecond)
			.copy()
			.orTimeout(STORE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
			.exceptionally((failure) -> takeOwn(wanted));
	}

	private synchronized int takeOwn(int wanted) {
		long now = System.nanoTime();
		double share = this.perSecond / this.nodes.getAsInt();
		double elapsed = (now - this.ownSince) / (double) TimeUnit.SECONDS.toNanos(1);
		this.ownSince = now;
		this.own = Math.min(Math.max(1, share * OWN_CAPACITY_SECONDS), this.own + elapsed * share);
		int taken = (int) Math.min(wanted, this.own);
		this.own -= taken;
		return taken;
	}

}
