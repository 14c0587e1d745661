package io.github.realtimespring.benchmarks.hostile;

import java.util.BitSet;

/**
 * Which numbered publications have come. Thread-safe.
 */
final class Receipts {

	private final BitSet received = new BitSet();

	private long doubled;

	synchronized void received(int number) {
		if (this.received.get(number)) {
			this.doubled++;
		}
		this.received.set(number);
	}

	synchronized long doubled() {
		return this.doubled;
	}

	synchronized BitSet all() {
		return (BitSet) this.received.clone();
	}

	/**
	 * How many are missing.
	 * @param expected what should have come
	 */
	long missing(Receipts expected) {
		BitSet missing = expected.all();
		missing.andNot(all());
		return missing.cardinality();
	}

}
