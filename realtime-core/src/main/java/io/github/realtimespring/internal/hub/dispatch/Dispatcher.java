package io.github.realtimespring.internal.hub.dispatch;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

import org.apache.commons.logging.Log;

import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.hub.session.ChannelFilter.Decision;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.PatternSubscription;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.OutboundQueue.OfferResult;
import io.github.realtimespring.internal.outbound.UnencodableException;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Puts each publication into the queues of its local subscribers, encoded once per frame
 * encoder, in the lane of its channel: so each channel keeps its order. Thread-safe.
 */
public final class Dispatcher {

	private static final Log logger = LimitedLog.of(Dispatcher.class);

	private final ChannelIndex channels;

	private final PrefixIndex prefixes;

	private final BiConsumer<String, Publication> recorder;

	private final DispatchOptions options;

	private final RealtimeMetrics metrics;

	private final DispatchLane[] lanes;

	/** A lane of its own: the work for a publication depends on the clients' patterns. */
	private final DispatchLane patternLane;

	/**
	 * Create a dispatcher.
	 * @param channels the subscriptions to one channel
	 * @param prefixes the subscriptions to all channels below a prefix
	 * @param recorder takes each publication before the subscribers of its channel get
	 * it, also if there are none
	 * @param options the options
	 * @param metrics counts dropped publications
	 */
	public Dispatcher(ChannelIndex channels, PrefixIndex prefixes, BiConsumer<String, Publication> recorder,
			DispatchOptions options, RealtimeMetrics metrics) {
		this.channels = channels;
		this.prefixes = prefixes;
		this.recorder = recorder;
		this.options = options;
		this.metrics = metrics;
		this.lanes = new DispatchLane[options.lanes()];
		Arrays.setAll(this.lanes, (i) -> new DispatchLane("realtime-lane-" + i, options.laneCapacity(),
				options.outbound(), this::deliver));
		this.patternLane = new DispatchLane("realtime-lane-patterns", options.laneCapacity(), options.outbound(),
				this::deliverToPatterns);
	}

	public void start() {
		for (DispatchLane lane : this.lanes) {
			lane.start();
		}
		this.patternLane.start();
	}

	public void stop() {
		for (DispatchLane lane : this.lanes) {
			lane.stop();
		}
		this.patternLane.stop();
	}

	/**
	 * Take a publication for the subscribers of its channel, to be delivered after those
	 * of the same channel before it.
	 * @return whether there was room for it
	 */
	public boolean offer(String channel, Publication publication) {
		return count(lane(channel).offer(channel, publication));
	}

	/**
	 * Take a publication for the subscribers of patterns, to be delivered after those of
	 * the same channel before it.
	 * @return whether there was room for it
	 */
	public boolean offerToPatterns(String channel, Publication publication) {
		return count(this.patternLane.offer(channel, publication));
	}

	private boolean count(boolean taken) {
		if (!taken) {
			this.metrics.messagesDropped(DropReason.LANE_FULL, 1);
		}
		return taken;
	}

	/**
	 * Wait for deliveries that are under way.
	 * @return completes when nothing is delivered any more to a subscription that has
	 * been removed; never fails
	 */
	public CompletableFuture<Void> afterDelivery(Subscription removed) {
		return (removed.isPrefix() ? this.patternLane : lane(removed.channel())).afterDelivery();
	}

	/**
	 * The number of waiting publications.
	 */
	public int pending() {
		int pending = this.patternLane.pending();
		for (DispatchLane lane : this.lanes) {
			pending += lane.pending();
		}
		return pending;
	}

	private DispatchLane lane(String channel) {
		return this.lanes[Math.floorMod(channel.hashCode(), this.lanes.length)];
	}

	private void deliver(String channel, Publication publication, PendingFlushes flushes) {
		// First: whoever subscribes later finds it there
		this.recorder.accept(channel, publication);
		ChannelIndex.Entry entry = this.channels.find(channel);
		if (entry == null) {
			return;
		}
		String name = this.options.tenants().strip(channel);
		SharedFrames frames = new SharedFrames(name, publication);
		long flushDelay = this.options.flushDelay().applyAsLong(name);
		String target = publication.targetSession();
		int deliveries = 0;
		for (Subscription subscription : entry.subscribers()) {
			Session session = subscription.session();
			if (target == null || target.equals(session.id())) {
				OfferResult result = deliver(subscription, name, frames);
				flushes.recordOffer(session, result, flushDelay);
				deliveries += (result != OfferResult.REFUSED) ? 1 : 0;
			}
		}
		entry.countDeliveries(deliveries);
		flushes.recordEncoded(frames.largest());
	}

	private void deliverToPatterns(String channel, Publication publication, PendingFlushes flushes) {
		String name = this.options.tenants().strip(channel);
		SharedFrames frames = new SharedFrames(name, publication);
		long flushDelay = this.options.flushDelay().applyAsLong(name);
		String target = publication.targetSession();
		this.prefixes.forEach(channel, (subscription) -> {
			Session session = subscription.session();
			if (subscription instanceof PatternSubscription pattern && session.isOpen()
					&& (target == null || target.equals(session.id()))) {
				flushes.recordOffer(session, deliver(pattern, name, frames), flushDelay);
			}
		});
		flushes.recordEncoded(frames.largest());
	}

	private OfferResult deliver(Subscription subscription, String channel, SharedFrames frames) {
		try {
			Frame frame = frames.get(subscription.encoder(), subscription.session());
			if (frame != null) {
				return subscription.offer(frame, frames.position());
			}
		}
		catch (RuntimeException ex) {
			handleFailure(subscription, channel, frames, ex);
		}
		subscription.skip(frames.position());
		return OfferResult.REFUSED;
	}

	private OfferResult deliver(PatternSubscription subscription, String channel, SharedFrames frames) {
		try {
			Decision decision = subscription.filter().decide(channel);
			Frame frame = (decision != Decision.REJECT) ? frames.get(subscription.encoder()) : null;
			if (frame != null) {
				return subscription.offer(channel, decision, frame, frames.position());
			}
		}
		catch (RuntimeException ex) {
			handleFailure(subscription, channel, frames, ex);
		}
		return OfferResult.REFUSED;
	}

	private void handleFailure(Subscription subscription, String channel, SharedFrames frames,
			RuntimeException failure) {
		if (!(failure instanceof UnencodableException)) {
			// A filter or an encoder is at fault; the other receivers are not
			this.metrics.messagesDropped(DropReason.FAILED, 1);
			logger.error(
					"Delivery on channel '" + channel + "' to session " + subscription.session().publicId() + " failed",
					failure);
			return;
		}
		this.metrics.messagesDropped(DropReason.UNENCODABLE, 1);
		// The application is told its mistake; a client must not be able to close others
		if (!frames.isFromClient()) {
			subscription.session().abort(CloseReason.UNENCODABLE);
		}
	}

}
