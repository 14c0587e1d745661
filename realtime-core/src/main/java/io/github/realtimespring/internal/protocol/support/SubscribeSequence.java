package io.github.realtimespring.internal.protocol.support;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.recovery.Recovery;
import io.github.realtimespring.internal.hub.session.Subscription;

/**
 * The steps from a subscription in the hub to its first publication: first the relay
 * delivers the channel, then the stream is read. Publications in between are held and
 * find their place by their position. Thread-safe.
 */
public final class SubscribeSequence {

	private final Hub hub;

	public SubscribeSequence(Hub hub) {
		this.hub = hub;
	}

	/**
	 * Begin a subscription.
	 * @param subscription the subscription
	 * @param taken completes when the relay delivers its channel, as returned by
	 * {@link Hub#subscribe}
	 * @param since the last position that the client knows, {@code null} to start at the
	 * top or without a stream
	 * @param ready activates the subscription; receives its start in the stream,
	 * {@code null} without a stream
	 * @param failed tells the client that the subscription failed; it is removed before
	 * @return completes after one of the two
	 */
	public CompletableFuture<Void> begin(Subscription subscription, CompletableFuture<Void> taken,
			@Nullable StreamPosition since, Consumer<@Nullable Recovery> ready, Runnable failed) {
		return start(subscription, taken, () -> this.hub.streams().recover(subscription.channel(), since))
			.handle((recovery, failure) -> {
				if (failure != null) {
					failed.run();
				}
				else {
					ready.accept(recovery);
				}
				return null;
			});
	}

	/**
	 * Find the start of a subscription that is one of several in the same reply.
	 * @param subscription the subscription
	 * @param taken completes when the relay delivers its channel
	 * @param since the last position that the client knows, {@code null} for the top
	 * @param room maximum size of the missed payloads, in bytes
	 * @return completes with the start in the stream, {@code null} without a stream;
	 * fails after the subscription was removed
	 */
	public CompletableFuture<@Nullable Recovery> start(Subscription subscription, CompletableFuture<Void> taken,
			@Nullable StreamPosition since, long room) {
		return start(subscription, taken, () -> this.hub.streams().recover(subscription.channel(), since, room));
	}

	private CompletableFuture<@Nullable Recovery> start(Subscription subscription, CompletableFuture<Void> taken,
			Supplier<CompletableFuture<Recovery>> reading) {
		CompletableFuture<@Nullable Recovery> start = subscription.isStream() ? taken.thenCompose((ok) -> reading.get())
				: taken.thenApply((ok) -> null);
		return start.whenComplete((recovery, failure) -> {
			if (failure != null) {
				this.hub.unsubscribe(subscription);
			}
		});
	}

}
