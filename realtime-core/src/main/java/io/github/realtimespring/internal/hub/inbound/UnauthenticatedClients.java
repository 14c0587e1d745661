package io.github.realtimespring.internal.hub.inbound;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Counts the connections that came without a token and that no protocol has accepted yet.
 * Thread-safe.
 */
public final class UnauthenticatedClients {

	private final UnauthenticatedLimits limits;

	private final InboundBudget budget;

	private final AtomicInteger count = new AtomicInteger();

	private final Map<String, Integer> perNetwork = new ConcurrentHashMap<>();

	public UnauthenticatedClients(UnauthenticatedLimits limits) {
		this.limits = limits;
		this.budget = new InboundBudget(limits.maxBytes());
	}

	/**
	 * The number of these connections.
	 */
	public int count() {
		return this.count.get();
	}

	/**
	 * Whether the limit of the node is reached.
	 */
	public boolean isFull() {
		return this.count.get() >= this.limits.maxConnections();
	}

	/**
	 * Whether the limit of an address is reached.
	 */
	public boolean isFull(@Nullable String address) {
		return address != null
				&& this.perNetwork.getOrDefault(ClientNetwork.of(address), 0) >= this.limits.maxPerAddress();
	}

	public InboundBudget budget() {
		return this.budget;
	}

	public void add(@Nullable String address) {
		this.count.incrementAndGet();
		if (address != null && this.limits.maxPerAddress() < Integer.MAX_VALUE) {
			this.perNetwork.merge(ClientNetwork.of(address), 1, Integer::sum);
		}
	}

	public void remove(@Nullable String address) {
		this.count.decrementAndGet();
		if (address != null && !this.perNetwork.isEmpty()) {
			this.perNetwork.computeIfPresent(ClientNetwork.of(address),
					(key, number) -> (number > 1) ? number - 1 : null);
		}
	}

}
