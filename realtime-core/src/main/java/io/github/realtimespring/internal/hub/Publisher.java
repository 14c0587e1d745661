package io.github.realtimespring.internal.hub;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.hub.conflation.Conflation;
import io.github.realtimespring.internal.hub.recovery.StreamOptions;
import io.github.realtimespring.internal.hub.recovery.StreamReader;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.relay.StreamEpochs;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.Relay;

/**
 * Hands publications to the relay, those of some channels conflated. Thread-safe,
 * publishing never blocks.
 */
final class Publisher {

	private final Relay relay;

	private final StreamOptions options;

	private final StreamReader streams;

	private final NewChannels newChannels;

	private final RealtimeMetrics metrics;

	/** {@code null} if no channel is conflated. */
	private final @Nullable Conflation conflation;

	/**
	 * Create a publisher.
	 * @param options the options by the names of channels on the relay
	 * @param executor completes results that the timer must not wait for
	 */
	Publisher(Relay relay, HubOptions options, StreamReader streams, TimingWheel timer, Executor executor,
			RealtimeMetrics metrics) {
		this.relay = relay;
		this.options = options.streams();
		this.streams = streams;
		this.newChannels = new NewChannels(this.options.maxNewChannels());
		this.metrics = metrics;
		this.conflation = (options.conflation() != null)
				? new Conflation(options.conflation(), this::send, timer, executor, metrics) : null;
	}

	void start() {
		if (this.conflation != null) {
			this.conflation.start();
		}
	}

	/**
	 * Send what waits to be published.
	 */
	void stop() {
		if (this.conflation != null) {
			this.conflation.stop();
		}
	}

	/**
	 * Publish to a channel.
	 */
	CompletableFuture<StreamPosition> publish(String channel, Publication publication, PublishOptions options) {
		return (this.conflation != null) ? this.conflation.publish(channel, publication, options)
				: send(channel, publication, options);
	}

	private CompletableFuture<StreamPosition> send(String channel, Publication publication, PublishOptions options) {
		long start = System.nanoTime();
		HistoryOptions history = (publication.targetSession() != null || options.skipHistory()) ? HistoryOptions.NONE
				: this.options.history().apply(channel);
		boolean plain = !history.isEnabled() && options.idempotencyKey() == null && options.version() == 0;
		CompletableFuture<StreamPosition> result = plain ? this.relay.publish(channel, publication)
				: this.relay.publish(channel, publication, history, options);
		return result
			.whenComplete((position, ex) -> this.metrics.relayPublished(System.nanoTime() - start, ex == null));
	}

	/**
	 * Publish for a client, which may begin only a limited number of channels with
	 * history. It doesn't wait for the end of a conflation interval: the commands that
	 * follow would wait, too, and with them the publication that replaces this one.
	 */
	CompletableFuture<StreamPosition> publish(Session session, String channel, Publication publication) {
		if (!this.options.history().apply(channel).isEnabled()) {
			return publishForClient(channel, publication);
		}
		NewChannelLimitException refusal = this.newChannels.refusal(session, System.nanoTime());
		if (refusal == null) {
			return publishCounted(session, channel, publication);
		}
		return this.streams.read(channel, HistoryQuery.POSITION)
			.thenCompose((found) -> StreamEpochs.isProvisional(found.position().epoch())
					? CompletableFuture.failedFuture(refusal) : publishForClient(channel, publication));
	}

	private CompletableFuture<StreamPosition> publishForClient(String channel, Publication publication) {
		CompletableFuture<StreamPosition> result = publish(channel, publication, PublishOptions.NONE);
		return Conflation.isWaiting(result) ? CompletableFuture.completedFuture(StreamPosition.NONE) : result;
	}

	private CompletableFuture<StreamPosition> publishCounted(Session session, String channel, Publication publication) {
		return publishForClient(channel, publication).whenComplete((position, failure) -> {
			if (position != null && position.offset() == 1) {
				this.newChannels.record(session, System.nanoTime());
			}
		});
	}

}
