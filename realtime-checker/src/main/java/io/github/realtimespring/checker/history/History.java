package io.github.realtimespring.checker.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Records what happens. Thread-safe.
 */
public final class History {

	private final long start = System.nanoTime();

	private final List<Event> events = new ArrayList<>();

	private boolean closed;

	/**
	 * Record an event.
	 * @param event makes it, from the time
	 */
	public void add(LongFunction<Event> event) {
		synchronized (this.events) {
			if (!this.closed) {
				this.events.add(event.apply(System.nanoTime() - this.start));
			}
		}
	}

	/**
	 * Record a remark.
	 * @param client whose it is, empty for nobody's
	 * @param text what happened
	 */
	public void remark(String client, String text) {
		add((time) -> new Event.Remark(time, client, text));
	}

	/**
	 * What was recorded lately.
	 * @param from how many events are known already
	 */
	public List<Event> since(int from) {
		synchronized (this.events) {
			return List.copyOf(this.events.subList(from, this.events.size()));
		}
	}

	/**
	 * Let nothing more in.
	 * @return all events
	 */
	public List<Event> close() {
		synchronized (this.events) {
			this.closed = true;
			return List.copyOf(this.events);
		}
	}

}
