package io.github.realtimespring.internal.relay.redis;

import java.util.concurrent.CompletableFuture;

/**
 * A channel that this node wants to receive.
 */
final class ChannelSubscription {

	private final String channel;

	private final byte[] redisName;

	private final long deadline;

	private final CompletableFuture<Void> ready = new CompletableFuture<>();

	/**
	 * Create a subscription.
	 * @param channel the channel
	 * @param redisName the name of the Redis channel
	 * @param deadline the {@link System#nanoTime()} until which Redis must have confirmed
	 */
	ChannelSubscription(String channel, byte[] redisName, long deadline) {
		this.channel = channel;
		this.redisName = redisName;
		this.deadline = deadline;
	}

	String channel() {
		return this.channel;
	}

	byte[] redisName() {
		return this.redisName;
	}

	/**
	 * Completes when Redis has confirmed.
	 */
	CompletableFuture<Void> ready() {
		return this.ready;
	}

	boolean isOverdue(long nanoTime) {
		return !this.ready.isDone() && nanoTime - this.deadline >= 0;
	}

}
