package io.github.realtimespring.checker.history;

/**
 * A place in a channel's stream.
 *
 * @param epoch identifies the stream
 * @param offset grows by one with each publication
 */
public record Position(String epoch, long offset) {

	@Override
	public String toString() {
		return this.offset + "@" + this.epoch;
	}

}
