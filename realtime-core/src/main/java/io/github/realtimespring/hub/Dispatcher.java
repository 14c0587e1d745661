package io.github.realtimespring.hub;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.Publication;
import io.github.realtimespring.observability.LimitedLog;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.outbound.Frame;
import io.github.realtimespring.outbound.OutboundQueue.OfferResult;
import io.github.realtimespring.outbound.UnencodableException;

/**
 * Puts each publication into the queues of its local subscribers, encoded once per frame
 * shape, in the lane of its channel: so each channel keeps its order. Thread-safe.
 */
final class Dispatcher {

	private static final Log logger = LimitedLog.of(Dispatcher.class);

	private final ChannelIndex channels;

	private final ChannelIndex prefixes;

	private final HubOptions options;

	private final RealtimeMetrics metrics;

	private final DispatchLane[] lanes;

	/**
	 * Create a dispatcher.
	 * @param channels the subscriptions to one channel
	 * @param prefixes the subscriptions to all channels below a prefix
	 * @param options the limits
	 * @param metrics told what is dropped
	 */
	Dispatcher(ChannelIndex channels, ChannelIndex prefixes, HubOptions options, RealtimeMetrics metrics) {
		this.channels = channels;
		this.prefixes = prefixes;
		this.options = options;
		this.metrics = metrics;
		this.lanes = new DispatchLane[options.lanes()];
		Arrays.setAll(this.lanes, (i) -> new DispatchLane("realtime-lane-" + i, options.laneCapacity(),
				options.outbound(), this::deliver));
	}

	void start() {
		for (DispatchLane lane : this.lanes) {
			lane.start();
		}
	}

	void stop() {
		for (DispatchLane lane : this.lanes) {
			lane.stop();
		}
	}

	/**
	 * Take a publication, to be delivered after those of the same channel before it.
	 * @param prefix whose subscribers it is for, {@code null} for the channel's own
	 * @return whether there was room for it
	 */
	boolean offer(@Nullable String prefix, String channel, Publication publication) {
		boolean taken = lane(channel).offer(prefix, channel, publication);
		if (!taken) {
			this.metrics.messagesDropped("lane-full", 1);
		}
		return taken;
	}

	/**
	 * Wait for deliveries that are under way.
	 * @return completes when nothing is delivered any more to a subscription that has
	 * been removed; never fails
	 */
	CompletableFuture<Void> afterDelivery(Subscription removed) {
		if (!removed.isPrefix() || this.lanes.length == 1) {
			return lane(removed.channel()).afterDelivery();
		}
		CompletableFuture<?>[] all = new CompletableFuture<?>[this.lanes.length];
		Arrays.setAll(all, (i) -> this.lanes[i].afterDelivery());
		return CompletableFuture.allOf(all);
	}

	/**
	 * How many publications wait.
	 */
	int pending() {
		int pending = 0;
		for (DispatchLane lane : this.lanes) {
			pending += lane.pending();
		}
		return pending;
	}

	private DispatchLane lane(String channel) {
		return this.lanes[Math.floorMod(channel.hashCode(), this.lanes.length)];
	}

	private void deliver(@Nullable String prefix, String channel, Publication publication, PendingFlushes flushes) {
		Set<Subscription> subscribers = (prefix != null) ? this.prefixes.subscribers(prefix)
				: this.channels.subscribers(channel);
		if (subscribers.isEmpty()) {
			return;
		}
		SharedFrames frames = new SharedFrames(channel, publication);
		long flushDelay = this.options.flushDelay().applyAsLong(channel);
		String target = publication.targetSession();
		for (Subscription subscription : subscribers) {
			Session session = subscription.session();
			if (target == null || target.equals(session.id())) {
				OfferResult result = deliver(subscription, channel, frames);
				flushes.offered(session, result, flushDelay);
			}
		}
	}

	private OfferResult deliver(Subscription subscription, String channel, SharedFrames frames) {
		try {
			if (!subscription.matches(channel)) {
				return OfferResult.REFUSED;
			}
			Frame frame = frames.get(subscription.shape());
			if (frame != null) {
				return subscription.offer(frame, frames.position());
			}
		}
		catch (UnencodableException ex) {
			this.metrics.messagesDropped("unencodable", 1);
			// The application is told its mistake; a client must not be able to close
			// others
			if (!frames.isFromClient()) {
				subscription.session().abort(CloseReason.UNENCODABLE);
			}
		}
		catch (RuntimeException ex) {
			// A filter or a shape is at fault; the other receivers are not
			this.metrics.messagesDropped("failed", 1);
			logger.error("Delivery on channel '" + channel + "' to session " + subscription.session().id() + " failed",
					ex);
		}
		subscription.skip(frames.position());
		return OfferResult.REFUSED;
	}

}
