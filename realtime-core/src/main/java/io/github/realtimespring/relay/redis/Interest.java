package io.github.realtimespring.relay.redis;

import java.util.concurrent.CompletableFuture;

/**
 * This node's wish to receive a channel or everything below a prefix.
 */
final class Interest {

	private final Topic topic;

	private final byte[] redisName;

	private final long deadline;

	private final CompletableFuture<Void> ready = new CompletableFuture<>();

	/**
	 * Create an interest.
	 * @param topic what is wished for
	 * @param redisName the name of the Redis channel or pattern
	 * @param deadline the {@link System#nanoTime()} until which Redis must have confirmed
	 */
	Interest(Topic topic, byte[] redisName, long deadline) {
		this.topic = topic;
		this.redisName = redisName;
		this.deadline = deadline;
	}

	Topic topic() {
		return this.topic;
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

	/**
	 * What an interest is about.
	 *
	 * @param prefix whether it is everything below a prefix
	 * @param name the channel's name or the prefix
	 */
	record Topic(boolean prefix, String name) {

	}

}
