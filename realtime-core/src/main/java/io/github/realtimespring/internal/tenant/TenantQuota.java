package io.github.realtimespring.internal.tenant;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Counts something of each tenant up to a limit. Without a limit it counts nothing.
 * Thread-safe.
 */
public final class TenantQuota {

	private final Map<String, Integer> counts = new ConcurrentHashMap<>();

	private final int limit;

	/**
	 * Create a quota.
	 * @param limit the limit of one tenant, {@link Integer#MAX_VALUE} for none
	 */
	public TenantQuota(int limit) {
		this.limit = limit;
	}

	/**
	 * Count one more, to be {@linkplain #release released}.
	 * @param tenant the tenant, {@code null} for none, which has no limit
	 * @return whether the limit allows it; otherwise it is not counted
	 */
	public boolean tryAcquire(@Nullable String tenant) {
		if (tenant == null || this.limit == Integer.MAX_VALUE) {
			return true;
		}
		boolean[] acquired = new boolean[1];
		this.counts.compute(tenant, (key, count) -> {
			int present = (count != null) ? count : 0;
			acquired[0] = present < this.limit;
			return acquired[0] ? present + 1 : count;
		});
		return acquired[0];
	}

	/**
	 * Count one less.
	 */
	public void release(@Nullable String tenant) {
		if (tenant != null && this.limit != Integer.MAX_VALUE) {
			this.counts.computeIfPresent(tenant, (key, count) -> (count > 1) ? count - 1 : null);
		}
	}

}
