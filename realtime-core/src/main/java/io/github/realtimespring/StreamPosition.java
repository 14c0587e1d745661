package io.github.realtimespring;

import org.springframework.util.Assert;

/**
 * A position in the stream of a channel. Immutable.
 *
 * @param offset increases by exactly one with each publication of the channel; zero
 * precedes the first
 * @param epoch identifies the stream; it changes when the stream was lost or restarted
 * @since 0.1.0
 */
public record StreamPosition(long offset, String epoch) {

	/**
	 * The position of a publication on a channel without history.
	 */
	public static final StreamPosition NONE = new StreamPosition(0, "");

	/**
	 * Create a position.
	 * @param offset the number of publications up to this position
	 * @param epoch identifies the stream
	 */
	public StreamPosition {
		Assert.isTrue(offset >= 0, "'offset' must not be negative");
		Assert.notNull(epoch, "'epoch' must not be null");
	}

}
