package io.github.realtimespring.test;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Counts the messages that are dropped, by reason. Thread-safe.
 */
public final class CountedMessages implements RealtimeMetrics {

	private final Map<String, Integer> dropped = new ConcurrentHashMap<>();

	@Override
	public void messagesDropped(String reason, int count) {
		this.dropped.merge(reason, count, Integer::sum);
	}

	/**
	 * How many messages were dropped for a reason.
	 */
	public int dropped(String reason) {
		return this.dropped.getOrDefault(reason, 0);
	}

}
