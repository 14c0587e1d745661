package io.github.realtimespring;

import java.util.concurrent.CompletableFuture;

/**
 * Takes publications for the subscribers of a channel on every node. Thread-safe.
 */
@FunctionalInterface
public interface Publisher {

	/**
	 * Publish to a channel. Never blocks.
	 * @param channel the channel's name
	 * @param publication what to publish
	 * @return completes when the relay has taken the publication, with its position in
	 * the channel's stream ({@link StreamPosition#NONE} when the channel keeps none);
	 * fails when the relay could not take it
	 */
	CompletableFuture<StreamPosition> publish(String channel, Publication publication);

}
