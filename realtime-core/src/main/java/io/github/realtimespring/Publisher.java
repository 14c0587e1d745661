package io.github.realtimespring;

import java.util.concurrent.CompletableFuture;

/**
 * Takes publications for the subscribers of a channel on every node. Thread-safe.
 */
public interface Publisher {

	/**
	 * Publish to a channel. Never blocks.
	 * @param channel the channel's name
	 * @param publication what to publish
	 * @return completes when the relay has taken the publication, with its position in
	 * the channel's stream ({@link StreamPosition#NONE} when the channel keeps none);
	 * fails when the relay could not take it
	 */
	default CompletableFuture<StreamPosition> publish(String channel, Publication publication) {
		return publish(channel, publication, PublishOptions.NONE);
	}

	/**
	 * Publish to a channel. Never blocks.
	 * @param channel the channel's name
	 * @param publication what to publish
	 * @param options how to publish; the tags are the publication's own
	 * @return completes as {@link #publish(String, Publication)}
	 */
	CompletableFuture<StreamPosition> publish(String channel, Publication publication, PublishOptions options);

	/**
	 * Read from a channel's stream. Never blocks.
	 * @param channel the channel's name
	 * @param query which publications
	 * @return fails with {@link UnrecoverablePositionException} if the query names a
	 * position of another stream, with {@link IllegalStateException} if the channel keeps
	 * no history
	 */
	CompletableFuture<History> history(String channel, HistoryQuery query);

}
