package io.github.realtimespring;

import org.springframework.util.Assert;

/**
 * A place in a channel's stream.
 *
 * @param offset grows by exactly one with each publication of the channel; 0 is before
 * the first
 * @param epoch identifies the stream; it changes when the stream was lost or restarted
 */
public record StreamPosition(long offset, String epoch) {

	/**
	 * The position of a publication on a channel that keeps no stream.
	 */
	public static final StreamPosition NONE = new StreamPosition(0, "");

	public StreamPosition {
		Assert.isTrue(offset >= 0, "'offset' must not be negative");
		Assert.notNull(epoch, "'epoch' must not be null");
	}

}
