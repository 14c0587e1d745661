package io.github.realtimespring.internal.hub;

import java.util.concurrent.CompletableFuture;

import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.hub.recovery.StreamOptions;
import io.github.realtimespring.internal.hub.recovery.StreamReader;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.relay.StreamEpochs;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.Relay;

/**
 * Hands publications to the relay. Thread-safe, never blocks.
 */
final class Publisher {

	private final Relay relay;

	private final StreamOptions options;

	private final StreamReader streams;

	private final NewChannels newChannels;

	private final RealtimeMetrics metrics;

	Publisher(Relay relay, StreamOptions options, StreamReader streams, RealtimeMetrics metrics) {
		this.relay = relay;
		this.options = options;
		this.streams = streams;
		this.newChannels = new NewChannels(options.maxNewChannels());
		this.metrics = metrics;
	}

	/**
	 * Publish to a channel.
	 */
	CompletableFuture<StreamPosition> publish(String channel, Publication publication, PublishOptions options) {
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
	 * history.
	 */
	CompletableFuture<StreamPosition> publish(Session session, String channel, Publication publication) {
		if (!this.options.history().apply(channel).isEnabled()) {
			return publish(channel, publication, PublishOptions.NONE);
		}
		NewChannelLimitException refusal = this.newChannels.refusal(session, System.nanoTime());
		if (refusal == null) {
			return publishCounted(session, channel, publication);
		}
		return this.streams.read(channel, HistoryQuery.POSITION)
			.thenCompose((found) -> StreamEpochs.isProvisional(found.position().epoch())
					? CompletableFuture.failedFuture(refusal) : publish(channel, publication, PublishOptions.NONE));
	}

	private CompletableFuture<StreamPosition> publishCounted(Session session, String channel, Publication publication) {
		return publish(channel, publication, PublishOptions.NONE).whenComplete((position, failure) -> {
			if (position != null && position.offset() == 1) {
				this.newChannels.record(session, System.nanoTime());
			}
		});
	}

}
