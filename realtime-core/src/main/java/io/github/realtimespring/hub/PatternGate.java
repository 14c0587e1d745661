package io.github.realtimespring.hub;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.hub.ChannelFilter.Decision;
import io.github.realtimespring.outbound.Frame;
import io.github.realtimespring.outbound.OutboundLimits;
import io.github.realtimespring.outbound.OutboundQueue.OfferResult;

/**
 * Lets through what a subscription to many channels may receive, in order. While its
 * filter has to find out about a channel, the publications from there on wait here, as
 * many as may be pending towards the client; nobody else waits. Thread-safe.
 */
final class PatternGate {

	private final Subscription subscription;

	private final ChannelFilter filter;

	private final Executor executor;

	private final Queue<Waiting> waiting = new ArrayDeque<>(2);

	private long waitingBytes;

	private boolean resolving;

	/**
	 * Create a gate.
	 * @param executor runs what may block; never rejects
	 */
	PatternGate(Subscription subscription, ChannelFilter filter, Executor executor) {
		this.subscription = subscription;
		this.filter = filter;
		this.executor = executor;
	}

	/**
	 * Pass on a publication, now or later.
	 * @param decision the filter's decision about the channel, which was not to reject it
	 */
	OfferResult offer(String channel, Decision decision, Frame frame, @Nullable StreamPosition position) {
		synchronized (this) {
			if (this.waiting.isEmpty() && decision == Decision.ACCEPT) {
				return this.subscription.offer(frame, position);
			}
			OutboundLimits limits = this.subscription.session().limits();
			if (this.waiting.size() >= limits.maxFrames() || this.waitingBytes + frame.size() > limits.maxBytes()) {
				this.waiting.clear();
				this.waitingBytes = 0;
				this.subscription.session().abort(CloseReason.SLOW);
				return OfferResult.REFUSED;
			}
			this.waiting.add(new Waiting(channel, frame, position));
			this.waitingBytes += frame.size();
			if (this.resolving) {
				return OfferResult.REFUSED;
			}
			this.resolving = true;
		}
		this.executor.execute(this::resolve);
		return OfferResult.REFUSED;
	}

	private void resolve() {
		String channel = next();
		while (channel != null) {
			// Twice, if what the answer was about has changed meanwhile
			for (int i = 0; i < 2 && this.filter.decide(channel) == Decision.UNKNOWN; i++) {
				this.filter.resolve(channel);
			}
			pass(this.filter.decide(channel) == Decision.ACCEPT);
			channel = next();
		}
		this.subscription.session().outbound().flush();
	}

	private synchronized @Nullable String next() {
		if (!this.subscription.session().isOpen()) {
			this.waiting.clear();
			this.waitingBytes = 0;
		}
		Waiting first = this.waiting.peek();
		this.resolving = first != null;
		return (first != null) ? first.channel() : null;
	}

	private synchronized void pass(boolean accepted) {
		Waiting first = this.waiting.poll();
		if (first != null) {
			this.waitingBytes -= first.frame().size();
			if (accepted) {
				this.subscription.offer(first.frame(), first.position());
			}
		}
	}

	private record Waiting(String channel, Frame frame, @Nullable StreamPosition position) {

	}

}
