package io.github.realtimespring;

import java.util.concurrent.CompletableFuture;

/**
 * Publishes from application code to realtime clients, whichever node they are connected
 * to and whichever protocol they speak. Thread-safe.
 *
 * <p>
 * A payload that is a {@code byte[]} is sent as it is, a {@link CharSequence} as UTF-8
 * text, anything else as JSON.
 *
 * @since 0.1.0
 */
public interface RealtimeOperations {

	/**
	 * Publish to all subscribers of a channel.
	 * @param channel the channel's name, for example {@code prices:EURUSD}
	 * @param payload the payload
	 * @return completes when the relay has taken the publication and fails when it could
	 * not; messages of one thread to one channel keep their order
	 * @throws IllegalArgumentException if the payload can't be converted
	 */
	CompletableFuture<StreamPosition> publish(String channel, Object payload);

	/**
	 * Publish to all subscribers of a channel.
	 * @param channel the channel's name
	 * @param payload the payload
	 * @param options how to publish
	 * @return completes as {@link #publish(String, Object)}
	 * @throws IllegalArgumentException if the payload can't be converted
	 */
	CompletableFuture<StreamPosition> publish(String channel, Object payload, PublishOptions options);

	/**
	 * Publish to every session of a user that subscribed to {@code /user} + destination.
	 * @param user the name of the user's principal
	 * @param destination the destination below {@code /user}, for example
	 * {@code /queue/notifications}
	 * @param payload the payload
	 * @return completes as {@link #publish}
	 * @throws IllegalArgumentException if the payload can't be converted
	 */
	CompletableFuture<StreamPosition> publishToUser(String user, String destination, Object payload);

	/**
	 * Publish to every session of a user that subscribed to {@code /user} + destination.
	 * @param user the name of the user's principal
	 * @param destination the destination below {@code /user}
	 * @param payload the payload
	 * @param options how to publish
	 * @return completes as {@link #publish}
	 * @throws IllegalArgumentException if the payload can't be converted
	 */
	CompletableFuture<StreamPosition> publishToUser(String user, String destination, Object payload,
			PublishOptions options);

	/**
	 * Read a channel's history.
	 * @param channel the channel's name
	 * @param query which publications
	 * @return completes with the publications and the position of the stream; fails with
	 * {@link UnrecoverablePositionException} if the query names a position of another
	 * stream, with {@link HistoryDisabledException} if the channel keeps no history
	 */
	CompletableFuture<History> history(String channel, HistoryQuery query);

}
