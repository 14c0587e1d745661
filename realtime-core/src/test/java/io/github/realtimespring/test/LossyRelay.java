package io.github.realtimespring.test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.relay.RelayListener;
import io.github.realtimespring.relay.RelayStatus;

/**
 * A relay that loses publications on their way to the subscribers, and can't read
 * history, when the test wants it so.
 */
public final class LossyRelay implements Relay {

	private final LocalRelay relay = new LocalRelay();

	private final AtomicInteger failedReads = new AtomicInteger();

	private volatile boolean losing;

	private volatile boolean troubled;

	/**
	 * Whether publications are kept but don't arrive.
	 */
	public void losing(boolean losing) {
		this.losing = losing;
	}

	/**
	 * Whether history can't be read.
	 */
	public void troubled(boolean troubled) {
		this.troubled = troubled;
	}

	/**
	 * How often history could not be read.
	 */
	public int failedReads() {
		return this.failedReads.get();
	}

	@Override
	public void start(RelayListener listener) {
		this.relay.start(new RelayListener() {
			@Override
			public boolean onPublication(String channel, Publication publication) {
				return LossyRelay.this.losing || listener.onPublication(channel, publication);
			}

			@Override
			public boolean onPrefixPublication(String channel, Publication publication) {
				return LossyRelay.this.losing || listener.onPrefixPublication(channel, publication);
			}
		});
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
		if (this.troubled) {
			this.failedReads.incrementAndGet();
			return CompletableFuture.failedFuture(new RelayException("expected by the test"));
		}
		return this.relay.history(channel, history, query);
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

}
