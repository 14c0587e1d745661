package io.github.realtimespring.relay;

import java.util.concurrent.CompletableFuture;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.UnrecoverablePositionException;
import io.github.realtimespring.channel.HistoryOptions;

/**
 * Carries publications between nodes. All operations are thread-safe and never block;
 * their results complete on a thread of the relay, which must not be held up.
 *
 * <p>
 * Order: publications that one thread makes on one channel arrive in that order, and
 * every node sees the same order. Nothing is delivered locally before the relay hands it
 * back.
 */
public interface Relay {

	/**
	 * Begin to hand over what arrives.
	 * @param listener receives publications of subscribed channels
	 */
	void start(RelayListener listener);

	/**
	 * Stop and release every resource. Later publications fail.
	 */
	void stop();

	/**
	 * Publish to a channel.
	 * @return completes when the relay has taken the publication; fails with
	 * {@link RelayException} when it has not or when that is unknown
	 */
	CompletableFuture<StreamPosition> publish(String channel, Publication publication);

	/**
	 * Publish to a channel that keeps history, or with options. Publications of one
	 * channel arrive in the order of their positions.
	 * @param publication what to publish, without position
	 * @param history what the channel keeps
	 * @param options how to publish; the tags are the publication's own
	 * @return completes when the relay has taken the publication, with its position;
	 * fails with {@link RelayException}, which says whether it may have been taken, and
	 * with {@link UnsupportedOperationException} if the relay keeps nothing
	 */
	default CompletableFuture<StreamPosition> publish(String channel, Publication publication, HistoryOptions history,
			PublishOptions options) {
		return CompletableFuture.failedFuture(new UnsupportedOperationException("This relay does not support history"));
	}

	/**
	 * Read from a channel's stream.
	 * @param history what the channel keeps
	 * @return fails with {@link UnrecoverablePositionException} if the query names a
	 * position of another stream, with {@link RelayException} if the relay is in trouble,
	 * with {@link UnsupportedOperationException} if it keeps nothing
	 */
	default CompletableFuture<History> history(String channel, HistoryOptions history, HistoryQuery query) {
		return CompletableFuture.failedFuture(new UnsupportedOperationException("This relay does not support history"));
	}

	/**
	 * Ask for the publications of a channel.
	 * @return completes when everything published from now on will arrive
	 */
	CompletableFuture<Void> subscribe(String channel);

	/**
	 * Stop asking for the publications of a channel.
	 */
	CompletableFuture<Void> unsubscribe(String channel);

	/**
	 * Ask for the publications of all channels whose name starts with a prefix. They
	 * arrive through {@link RelayListener#onPrefixPublication}, independent of
	 * {@link #subscribe}, and once however many prefixes they are below.
	 * @param prefix the literal beginning of the channels' names, may be empty
	 */
	CompletableFuture<Void> subscribePrefix(String prefix);

	/**
	 * Stop asking for the publications below a prefix.
	 */
	CompletableFuture<Void> unsubscribePrefix(String prefix);

	/**
	 * Whether this relay carries publications between nodes.
	 */
	default boolean isShared() {
		return true;
	}

	/**
	 * How the relay is doing. Cheap, does no I/O.
	 */
	RelayStatus status();

}
