package io.github.realtimespring.internal.hub.session;

import java.util.ArrayDeque;
import java.util.Queue;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.hub.session.ChannelFilter.Decision;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.outbound.OutboundQueue.OfferResult;
import io.github.realtimespring.observability.DropReason;

/**
 * Passes the publications that a pattern subscription may receive, in order. While its
 * filter resolves a channel, later publications wait here, limited like the session's
 * outbound queue. Other subscriptions don't wait. Thread-safe.
 */
final class PatternGate {

	private static final Log logger = LimitedLog.of(PatternGate.class);

	private final Subscription subscription;

	private final ChannelFilter filter;

	private final PatternAuthorizationQueue queue;

	private final Queue<Waiting> waiting = new ArrayDeque<>(2);

	private long waitingBytes;

	private boolean resolving;

	private boolean closed;

	/**
	 * Create a gate.
	 * @param queue asks the filter about channels, one gate of the session after the
	 * other
	 */
	PatternGate(Subscription subscription, ChannelFilter filter, PatternAuthorizationQueue queue) {
		this.subscription = subscription;
		this.filter = filter;
		this.queue = queue;
	}

	/**
	 * Pass on a publication, now or later.
	 * @param decision the filter's decision about the channel, which was not to reject it
	 */
	OfferResult offer(String channel, Decision decision, Frame frame, @Nullable StreamPosition position) {
		synchronized (this) {
			if (this.closed) {
				return OfferResult.REFUSED;
			}
			if (this.waiting.isEmpty() && decision == Decision.ACCEPT) {
				return this.subscription.offer(frame, position);
			}
			OutboundLimits limits = this.subscription.session().limits();
			if (this.waiting.size() >= limits.maxFrames() || this.waitingBytes + frame.size() > limits.maxBytes()
					|| !this.subscription.session().held().tryReserve(frame.size())) {
				this.subscription.session().countDropped(DropReason.SESSION_CLOSED, 1);
				close();
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
		this.queue.add(this);
		return OfferResult.REFUSED;
	}

	/**
	 * Close the gate and drop the waiting publications.
	 */
	synchronized void close() {
		this.closed = true;
		this.subscription.session().countDropped(DropReason.SESSION_CLOSED, this.waiting.size());
		while (!this.waiting.isEmpty()) {
			poll();
		}
	}

	/**
	 * Authorize the first waiting publication, and pass it on or drop it. May block.
	 * Called by the queue, one call at a time.
	 * @return whether another one waits
	 */
	boolean resolveFirst() {
		String channel = firstChannel();
		if (channel != null) {
			pass(isAccepted(channel));
		}
		return isWaiting();
	}

	private boolean isAccepted(String channel) {
		try {
			// Twice, because the basis of the answer may have changed meanwhile
			for (int i = 0; i < 2 && this.filter.decide(channel) == Decision.UNKNOWN; i++) {
				// Publications that already passed must not wait for the authorizer
				this.subscription.session().outbound().flush();
				this.filter.resolve(channel);
			}
			return this.filter.decide(channel) == Decision.ACCEPT;
		}
		catch (Throwable ex) {
			Session session = this.subscription.session();
			session.countDropped(DropReason.FAILED, 1);
			logger.error("Authorizing session " + session.publicId() + " for channel '" + channel + "' failed", ex);
			return false;
		}
	}

	private synchronized @Nullable String firstChannel() {
		if (!this.subscription.session().isOpen()) {
			close();
		}
		Waiting first = this.waiting.peek();
		return (first != null) ? first.channel() : null;
	}

	private synchronized void pass(boolean accepted) {
		Waiting first = poll();
		if (first != null && accepted) {
			this.subscription.offer(first.frame(), first.position());
		}
	}

	private @Nullable Waiting poll() {
		Waiting first = this.waiting.poll();
		if (first != null) {
			this.waitingBytes -= first.frame().size();
			this.subscription.session().held().release(first.frame().size());
		}
		return first;
	}

	private synchronized boolean isWaiting() {
		this.resolving = !this.waiting.isEmpty();
		return this.resolving;
	}

	private record Waiting(String channel, Frame frame, @Nullable StreamPosition position) {

	}

}
