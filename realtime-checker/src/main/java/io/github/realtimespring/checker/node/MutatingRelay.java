package io.github.realtimespring.checker.node;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ControlResult;
import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.fleet.FleetStore;
import io.github.realtimespring.internal.fleet.FleetStoreProvider;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.relay.RelayListener;
import io.github.realtimespring.relay.RelayStatus;

/**
 * A relay that can be broken. Without a mutation it passes everything on.
 */
final class MutatingRelay implements Relay, FleetStoreProvider {

	private final Relay relay;

	private final Mutations mutations;

	/**
	 * The latest position that was acknowledged on each channel while something is on.
	 */
	private final Map<String, StreamPosition> positions = new ConcurrentHashMap<>();

	MutatingRelay(Relay relay, Mutations mutations) {
		this.relay = relay;
		this.mutations = mutations;
	}

	@Override
	public void start(RelayListener listener) {
		this.relay.start(new MutatingListener(listener, this.mutations));
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
		StreamPosition latest = this.positions.get(channel);
		if (latest != null && this.mutations.strikes(Mutation.ACKNOWLEDGE_ONLY)) {
			return CompletableFuture.completedFuture(new StreamPosition(latest.offset() + 1, latest.epoch()));
		}
		CompletableFuture<StreamPosition> published = this.relay.publish(channel, publication, history, options);
		return this.mutations.isOn() ? published.whenComplete((position, failure) -> {
			if (failure == null) {
				this.positions.put(channel, position);
			}
		}) : published;
	}

	@Override
	public CompletableFuture<History> history(String channel, HistoryOptions history, HistoryQuery query) {
		return this.relay.history(channel, history, query).thenApply((found) -> {
			List<Publication> kept = new ArrayList<>(found.publications());
			if (kept.size() > 1 && this.mutations.strikes(Mutation.WRONG_HISTORY)) {
				StreamPosition position = kept.get(0).position();
				if (position != null) {
					kept.set(0, kept.get(1).withPosition(position));
				}
				return new History(kept, found.position());
			}
			return found;
		});
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
	public FleetStore fleet() {
		return ((FleetStoreProvider) this.relay).fleet();
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
