package io.github.realtimespring.hub;

import io.github.realtimespring.StreamPosition;

/**
 * Where a subscriber stands in a channel's stream. Not thread-safe.
 */
final class StreamCursor {

	private String epoch;

	private long offset;

	StreamCursor(StreamPosition position) {
		this.epoch = position.epoch();
		this.offset = position.offset();
	}

	/**
	 * Go on to a publication, if it is the next one.
	 */
	Step advance(StreamPosition position) {
		if (!position.epoch().equals(this.epoch)) {
			return Step.GAP;
		}
		if (position.offset() <= this.offset) {
			return Step.SEEN;
		}
		if (position.offset() > this.offset + 1) {
			return Step.GAP;
		}
		this.offset = position.offset();
		return Step.NEXT;
	}

	/**
	 * Whether nothing up to a position of the stream is missing.
	 */
	boolean hasReached(StreamPosition position) {
		return position.epoch().equals(this.epoch) && position.offset() <= this.offset;
	}

	/**
	 * How a publication stands to the cursor.
	 */
	enum Step {

		/** It follows. */
		NEXT,

		/** The subscriber has it already. */
		SEEN,

		/** Something between is missing, or the stream is another one. */
		GAP

	}

}
