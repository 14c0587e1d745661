package io.github.realtimespring.internal.protocol.centrifuge;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.relay.RelayListener;
import io.github.realtimespring.relay.RelayStatus;

/**
 * A relay whose answers the test gives.
 */
final class ControlledRelay implements Relay {

	private final List<CompletableFuture<Void>> subscribes = new CopyOnWriteArrayList<>();

	private final List<CompletableFuture<StreamPosition>> publishes = new CopyOnWriteArrayList<>();

	@Override
	public void start(RelayListener listener) {
	}

	@Override
	public void stop() {
	}

	@Override
	public CompletableFuture<StreamPosition> publish(String channel, Publication publication) {
		CompletableFuture<StreamPosition> result = new CompletableFuture<>();
		this.publishes.add(result);
		return result;
	}

	@Override
	public CompletableFuture<Void> subscribe(String channel) {
		CompletableFuture<Void> result = new CompletableFuture<>();
		this.subscribes.add(result);
		return result;
	}

	@Override
	public CompletableFuture<Void> unsubscribe(String channel) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletableFuture<Void> subscribePrefix(String prefix) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletableFuture<Void> unsubscribePrefix(String prefix) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public RelayStatus status() {
		return new RelayStatus("controlled", true, Map.of());
	}

	/**
	 * What the hub waits for after it asked for channels.
	 */
	List<CompletableFuture<Void>> subscribes() {
		return this.subscribes;
	}

	/**
	 * What the hub waits for after it published.
	 */
	List<CompletableFuture<StreamPosition>> publishes() {
		return this.publishes;
	}

}
