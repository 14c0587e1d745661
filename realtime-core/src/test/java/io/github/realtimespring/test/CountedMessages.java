package io.github.realtimespring.test;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Counts the messages that are dropped, by reason. Thread-safe.
 */
public final class CountedMessages implements RealtimeMetrics {

	private final Map<DropReason, Integer> dropped = new ConcurrentHashMap<>();

	@Override
	public void messagesDropped(DropReason reason, int count) {
		this.dropped.merge(reason, count, Integer::sum);
	}

	/**
	 * How many messages were dropped for a reason.
	 */
	public int dropped(DropReason reason) {
		return this.dropped.getOrDefault(reason, 0);
	}

}
