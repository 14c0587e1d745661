package io.github.realtimespring.benchmarks.chaos.node;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Which mutation is on, and whose turn it is. Thread-safe.
 */
class Mutations {

	private volatile Mutation mutation = Mutation.NONE;

	private volatile int every = 1;

	private final AtomicLong count = new AtomicLong();

	void set(Mutation mutation, int every) {
		this.count.set(0);
		this.every = every;
		this.mutation = mutation;
	}

	boolean isOn() {
		return this.mutation != Mutation.NONE;
	}

	/**
	 * Whether it is the turn of a mutation: once in so many questions.
	 */
	boolean strikes(Mutation mutation) {
		return this.mutation == mutation && this.count.incrementAndGet() % this.every == 0;
	}

}
