package io.github.realtimespring.test;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ControlResult;
import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.relay.RelayListener;
import io.github.realtimespring.relay.RelayStatus;

/**
 * A relay that passes everything on to a local one, for tests that change a part of it.
 * It says that it is shared with other nodes.
 */
public abstract class DelegatingRelay implements Relay {

	private final LocalRelay relay = new LocalRelay();

	@Override
	public void start(RelayListener listener) {
		this.relay.start(listener);
	}

	@Override
	public void stop() {
		this.relay.stop();
	}

	@Override
	public CompletableFuture<StreamPosition> publish(String channel, Publication publication) {
		return this.relay.publish(channel, publication);
	}

	@Override
	public CompletableFuture<StreamPosition> publish(String channel, Publication publication, HistoryOptions history,
			PublishOptions options) {
		return this.relay.publish(channel, publication, history, options);
	}

	@Override
	public CompletableFuture<History> history(String channel, HistoryOptions history, HistoryQuery query) {
		return this.relay.history(channel, history, query);
	}

	@Override
	public CompletableFuture<Instant> time() {
		return this.relay.time();
	}

	@Override
	public CompletableFuture<Void> subscribe(String channel) {
		return this.relay.subscribe(channel);
	}

	@Override
	public CompletableFuture<Void> unsubscribe(String channel) {
		return this.relay.unsubscribe(channel);
	}

	@Override
	public CompletableFuture<Void> subscribePrefix(String prefix) {
		return this.relay.subscribePrefix(prefix);
	}

	@Override
	public CompletableFuture<Void> unsubscribePrefix(String prefix) {
		return this.relay.unsubscribePrefix(prefix);
	}

	@Override
	public RelayStatus status() {
		return this.relay.status();
	}

	@Override
	public CompletableFuture<ControlResult> control(byte[] command, @Nullable Instant inForceUntil) {
		return this.relay.control(command, inForceUntil);
	}

}
