package io.github.realtimespring.internal.hub.recovery;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.relay.StreamEpochs;

/**
 * The position of a subscriber in a channel's stream. Not thread-safe.
 */
public final class StreamCursor {

	private String epoch;

	private long offset;

	public StreamCursor(StreamPosition position) {
		this.epoch = position.epoch();
		this.offset = position.offset();
	}

	/**
	 * Go on to a publication, if it is the next one.
	 */
	public Step advance(StreamPosition position) {
		if (!position.epoch().equals(this.epoch)) {
			if (position.offset() != 1 || this.offset != 0
					|| !StreamEpochs.isFollowedBy(this.epoch, position.epoch())) {
				return Step.GAP;
			}
			this.epoch = position.epoch();
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
	 * Whether nothing up to a position of the stream is missing. A stream that has not
	 * begun has a new provisional epoch whenever it is read; it may have begun since the
	 * position was read.
	 */
	public boolean hasReached(StreamPosition position) {
		return (position.epoch().equals(this.epoch) && position.offset() <= this.offset)
				|| StreamEpochs.isStillProvisional(this.epoch, position.epoch())
				|| StreamEpochs.isFollowedBy(position.epoch(), this.epoch);
	}

	/**
	 * Go on from a newer provisional position, if the stream has still not begun.
	 * @return whether the cursor has moved
	 */
	public boolean renew(StreamPosition position) {
		boolean renewed = !position.epoch().equals(this.epoch) && StreamEpochs.isProvisional(position.epoch())
				&& StreamEpochs.isFollowedBy(this.epoch, position.epoch());
		if (renewed) {
			this.epoch = position.epoch();
		}
		return renewed;
	}

	/**
	 * The relation of a publication to the cursor.
	 */
	public enum Step {

		/** It follows. */
		NEXT,

		/** The subscriber has it already. */
		SEEN,

		/** Something between is missing, or the stream is another one. */
		GAP

	}

}
