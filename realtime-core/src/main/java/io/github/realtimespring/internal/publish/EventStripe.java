package io.github.realtimespring.internal.publish;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of events that are passed on one at a time, in order. Thread-safe.
 */
final class EventStripe implements Runnable {

	/**
	 * After so many events in a row, other tasks of the executor get their turn.
	 */
	private static final int FAIR_SHARE = 32;

	private final ArrayDeque<Object> events = new ArrayDeque<>();

	private final int capacity;

	private final Executor executor;

	private final Consumer<Object> listener;

	private final IntConsumer dropped;

	private boolean running;

	/**
	 * Create a queue.
	 * @param capacity maximum number of waiting events
	 * @param executor runs the listener
	 * @param listener receives the events; does not fail
	 * @param dropped told how many events were dropped
	 */
	EventStripe(int capacity, Executor executor, Consumer<Object> listener, IntConsumer dropped) {
		this.capacity = capacity;
		this.executor = executor;
		this.listener = listener;
		this.dropped = dropped;
	}

	/**
	 * Pass on an event soon, or drop it if too many wait.
	 */
	void add(Object event) {
		boolean taken;
		boolean first;
		synchronized (this) {
			taken = this.events.size() < this.capacity;
			first = taken && !this.running;
			if (taken) {
				this.events.add(event);
				this.running = true;
			}
		}
		if (first) {
			schedule();
		}
		else if (!taken) {
			this.dropped.accept(1);
		}
	}

	private void schedule() {
		try {
			this.executor.execute(this);
		}
		catch (RejectedExecutionException ex) {
			int count;
			synchronized (this) {
				count = this.events.size();
				this.events.clear();
				this.running = false;
			}
			this.dropped.accept(count);
		}
	}

	@Override
	public void run() {
		for (int i = 0; i < FAIR_SHARE; i++) {
			Object event = next();
			if (event == null) {
				return;
			}
			this.listener.accept(event);
		}
		schedule();
	}

	private synchronized @Nullable Object next() {
		Object event = this.events.poll();
		this.running = event != null;
		return event;
	}

}
