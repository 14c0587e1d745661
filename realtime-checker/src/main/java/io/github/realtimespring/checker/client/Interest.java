package io.github.realtimespring.checker.client;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.checker.history.Position;

/**
 * A channel that a client wants. Guarded by its client's lock.
 */
final class Interest {

	private final String channel;

	private final String requested;

	/** When something was asked about it that isn't answered, 0 if nothing is. */
	private long askedAt;

	private boolean leaving;

	private @Nullable Position position;

	Interest(String channel, String requested) {
		this.channel = channel;
		this.requested = requested;
	}

	/** Name of the channel on the relay. */
	String channel() {
		return this.channel;
	}

	/** What the client asks for. */
	String requested() {
		return this.requested;
	}

	/** When something was asked about it that isn't answered, 0 if nothing is. */
	long askedAt() {
		return this.askedAt;
	}

	void askedAt(long nanoTime) {
		this.askedAt = nanoTime;
	}

	/** Whether the client wants to leave it. */
	boolean isLeaving() {
		return this.leaving;
	}

	void leave() {
		this.leaving = true;
	}

	/** What the client has. */
	@Nullable Position position() {
		return this.position;
	}

	void position(@Nullable Position position) {
		this.position = position;
	}

}
