package io.github.realtimespring.relay;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ControlResult;
import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.UnrecoverablePositionException;
import io.github.realtimespring.channel.HistoryOptions;

/**
 * Carries publications between nodes. Declare a bean of this type to replace the relay.
 * All operations are thread-safe and never block; their results complete on a thread of
 * the relay, which must not be blocked.
 *
 * <p>
 * Order: publications that one thread makes on one channel arrive in that order, and
 * every node sees the same order. Nothing is delivered locally before the relay returns
 * it.
 *
 * @since 0.1.0
 */
public interface Relay {

	/**
	 * Start to deliver publications.
	 * @param listener receives the publications of subscribed channels
	 */
	void start(RelayListener listener);

	/**
	 * Stop and release every resource. Later publications fail.
	 */
	void stop();

	/**
	 * Publish to a channel.
	 * @param channel the channel's name
	 * @param publication the publication
	 * @return completes when the relay has accepted the publication; fails with
	 * {@link RelayException} if it has not, or if that is unknown
	 */
	CompletableFuture<StreamPosition> publish(String channel, Publication publication);

	/**
	 * Publish to a channel with history, or with options. Publications of one channel
	 * arrive in the order of their positions.
	 * @param channel the channel's name
	 * @param publication the publication, without position
	 * @param history history retention of the channel
	 * @param options the options; the tags are those of the publication
	 * @return completes when the relay has accepted the publication, with its position;
	 * fails with {@link RelayException}, which tells whether it may have been accepted,
	 * and with {@link UnsupportedOperationException} if the relay does not support
	 * history
	 */
	default CompletableFuture<StreamPosition> publish(String channel, Publication publication, HistoryOptions history,
			PublishOptions options) {
		return CompletableFuture.failedFuture(new UnsupportedOperationException("This relay does not support history"));
	}

	/**
	 * Read the history of a channel.
	 * @param channel the channel's name
	 * @param history history retention of the channel
	 * @param query the query
	 * @return completes with the publications; fails with
	 * {@link UnrecoverablePositionException} if the query names a position of another
	 * stream, with {@link RelayException} if the relay is unavailable, with
	 * {@link UnsupportedOperationException} if it does not support history
	 */
	default CompletableFuture<History> history(String channel, HistoryOptions history, HistoryQuery query) {
		return CompletableFuture.failedFuture(new UnsupportedOperationException("This relay does not support history"));
	}

	/**
	 * Subscribe this node to a channel.
	 * @param channel the channel's name
	 * @return completes when every later publication will arrive
	 */
	CompletableFuture<Void> subscribe(String channel);

	/**
	 * Unsubscribe this node from a channel.
	 * @param channel the channel's name
	 * @return completes when the relay has processed the request
	 */
	CompletableFuture<Void> unsubscribe(String channel);

	/**
	 * Subscribe this node to all channels whose name starts with a prefix. Their
	 * publications arrive through {@link RelayListener#onPrefixPublication},
	 * independently of {@link #subscribe}, and once however many prefixes match.
	 * @param prefix the literal beginning of the channels' names, may be empty
	 * @return completes when every later publication will arrive
	 */
	CompletableFuture<Void> subscribePrefix(String prefix);

	/**
	 * Unsubscribe this node from a prefix.
	 * @param prefix the prefix
	 * @return completes when the relay has processed the request
	 */
	CompletableFuture<Void> unsubscribePrefix(String prefix);

	/**
	 * Send a command to every node, this one included, through
	 * {@link RelayListener#onControl}. On each node a command arrives before every
	 * publication that was made after the command had been confirmed.
	 * @param command the command, at most some kilobytes
	 * @param inForceUntil the time until which nodes that start, or that were cut off
	 * from the relay, receive the command before they deliver publications; {@code null}
	 * if present nodes only receive it. Such a command may arrive several times
	 * @return completes with the nodes that have confirmed the command, when all have or
	 * after a few seconds; fails with {@link RelayException} if the relay did not take
	 * it, with {@link UnsupportedOperationException} if it does not support commands
	 */
	default CompletableFuture<ControlResult> control(byte[] command, @Nullable Instant inForceUntil) {
		return CompletableFuture
			.failedFuture(new UnsupportedOperationException("This relay does not support commands to all nodes"));
	}

	/**
	 * Return the time of a clock that all nodes share, by which revocations are made. By
	 * default that of this node.
	 * @return completes with the time; never fails
	 */
	default CompletableFuture<Instant> time() {
		return CompletableFuture.completedFuture(Instant.now());
	}

	/**
	 * Return whether this relay carries publications between nodes.
	 * @return {@code false} if it serves one node only
	 */
	default boolean isShared() {
		return true;
	}

	/**
	 * Return the status of the relay. Cheap, does no I/O.
	 * @return the status
	 */
	RelayStatus status();

}
