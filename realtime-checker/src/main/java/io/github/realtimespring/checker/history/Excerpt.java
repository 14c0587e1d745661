package io.github.realtimespring.checker.history;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * What happened around a violation, to read.
 */
public final class Excerpt {

	private static final int BEFORE = 12;

	private static final int AFTER = 4;

	private Excerpt() {
	}

	/**
	 * The events of the violation's client and channel, what publishers did on that
	 * channel, and faults.
	 * @param events what happened
	 * @param violation what shouldn't have
	 */
	public static String of(List<Event> events, Violation violation) {
		Deque<String> lines = new ArrayDeque<>();
		for (int i = violation.event(); i >= 0 && lines.size() < BEFORE; i--) {
			if (belongs(events.get(i), violation)) {
				lines.addFirst(line(events.get(i), (i == violation.event()) ? "> " : "  "));
			}
		}
		int after = 0;
		for (int i = violation.event() + 1; i < events.size() && after < AFTER; i++) {
			if (belongs(events.get(i), violation)) {
				lines.addLast(line(events.get(i), "  "));
				after++;
			}
		}
		return violation + System.lineSeparator() + String.join(System.lineSeparator(), lines);
	}

	private static boolean belongs(Event event, Violation violation) {
		if (event instanceof Event.Delivered delivered) {
			return isOf(delivered.client(), delivered.channel(), violation);
		}
		if (event instanceof Event.Subscribed subscribed) {
			return isOf(subscribed.client(), subscribed.channel(), violation);
		}
		if (event instanceof Event.Notice notice) {
			return isOf(notice.client(), notice.channel(), violation);
		}
		if (event instanceof Event.Unsubscribed unsubscribed) {
			return isOf(unsubscribed.client(), unsubscribed.channel(), violation);
		}
		if (event instanceof Event.Acknowledged acknowledged) {
			return acknowledged.publication().channel().equals(violation.channel());
		}
		if (event instanceof Event.Failed failed) {
			return failed.publication().channel().equals(violation.channel());
		}
		if (event instanceof Event.Remark remark) {
			return remark.client().isEmpty() || remark.client().equals(violation.client());
		}
		return event instanceof Event.Healed || event instanceof Event.Leftover;
	}

	private static boolean isOf(String client, String channel, Violation violation) {
		return channel.equals(violation.channel())
				&& (violation.client().isEmpty() || client.equals(violation.client()));
	}

	private static String line(Event event, String mark) {
		String text = event.toString();
		return String.format(Locale.ROOT, "%s%8.1f ms %s", mark, event.time() / 1e6,
				text.replaceFirst("time=\\d+, ?", ""));
	}

}
