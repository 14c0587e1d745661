package io.github.realtimespring.checker.measure;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import io.github.realtimespring.checker.history.Event;

/**
 * A number of times.
 *
 * @param sorted milliseconds, in order
 */
public record Times(long[] sorted) {

	public static Times ofNanos(Collection<Long> nanos) {
		long[] millis = nanos.stream().mapToLong((time) -> time / 1_000_000).toArray();
		Arrays.sort(millis);
		return new Times(millis);
	}

	/**
	 * From a remark of each client until that has recovered, all that it missed included.
	 * @param events what happened
	 * @param after remarks that count, in nanoseconds
	 * @param remark how the remark begins
	 */
	public static Times ofRecoveries(Iterable<Event> events, long after, String remark) {
		Map<String, Long> lost = new HashMap<>();
		Map<String, Long> took = new HashMap<>();
		for (Event event : events) {
			if (event instanceof Event.Remark seen && seen.time() >= after && seen.text().startsWith(remark)) {
				lost.putIfAbsent(seen.client(), seen.time());
			}
			else if (event instanceof Event.Subscribed subscribed && lost.containsKey(subscribed.client())) {
				took.putIfAbsent(subscribed.client(), subscribed.time() - lost.get(subscribed.client()));
			}
		}
		return ofNanos(took.values());
	}

	/**
	 * The time that so much of them don't exceed.
	 * @param part of all, up to 1
	 */
	public long quantile(double part) {
		if (this.sorted.length == 0) {
			return -1;
		}
		return this.sorted[Math.max(0, (int) Math.ceil(part * this.sorted.length) - 1)];
	}

	public String row() {
		return String.format(Locale.ROOT, "%,d | %,d ms | %,d ms | %,d ms", this.sorted.length, quantile(0.5),
				quantile(0.99), quantile(1));
	}

}
