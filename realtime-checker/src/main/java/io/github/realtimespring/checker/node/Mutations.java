package io.github.realtimespring.checker.node;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Which mutation is on, and whose turn it is. Thread-safe.
 */
class Mutations {

	private volatile Mutation mutation = Mutation.NONE;

	private volatile int every = 1;

	private final AtomicLong count = new AtomicLong();

	private final AtomicLong struck = new AtomicLong();

	void set(Mutation mutation, int every) {
		this.every = every;
		this.mutation = mutation;
	}

	/**
	 * Go on as if there had been so many occasions.
	 */
	void count(long occasions) {
		this.count.set(occasions);
	}

	/**
	 * How often it was the turn of a mutation.
	 */
	long struck() {
		return this.struck.get();
	}

	boolean isOn() {
		return this.mutation != Mutation.NONE;
	}

	/**
	 * Whether it is the turn of a mutation: once in so many questions.
	 */
	boolean strikes(Mutation mutation) {
		boolean strikes = this.mutation == mutation && this.count.incrementAndGet() % this.every == 0;
		if (strikes) {
			this.struck.incrementAndGet();
		}
		return strikes;
	}

}
