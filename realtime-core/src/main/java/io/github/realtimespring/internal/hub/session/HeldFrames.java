package io.github.realtimespring.internal.hub.session;

import java.util.ArrayDeque;
import java.util.Iterator;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.relay.StreamEpochs;

/**
 * Publications that wait until a subscription can continue. Limited like the session's
 * outbound queue, and together with the session's other subscriptions by
 * {@link HeldBytes}. Not thread-safe.
 */
final class HeldFrames {

	private final ArrayDeque<Held> waiting = new ArrayDeque<>(2);

	private final Session session;

	private @Nullable Held beyondGap;

	private long bytes;

	HeldFrames(Session session) {
		this.session = session;
	}

	/**
	 * Add a publication at the end.
	 * @return whether there was room
	 */
	boolean add(Held held) {
		OutboundLimits limits = this.session.limits();
		if (this.waiting.size() >= limits.maxFrames() || this.bytes + held.size() > limits.maxBytes()
				|| !this.session.held().tryReserve(held.size())) {
			return false;
		}
		this.waiting.addLast(held);
		this.bytes += held.size();
		return true;
	}

	/**
	 * Put a publication to the front that has to wait because one before it is missing.
	 */
	void addBeyondGap(Held held) {
		this.waiting.addFirst(held);
		this.bytes += held.size();
		this.session.held().reserve(held.size());
		this.beyondGap = held;
	}

	/**
	 * Drop publications of an epoch that the subscriber leaves for good. Also drop the
	 * publication that revealed the gap if it arrived before the stream was read and the
	 * stream lacks it: it belongs to a lost stream.
	 * @param left the subscriber's position
	 * @param top the stream's position
	 * @return whether a publication of the stream's own epoch was lost
	 */
	boolean dropUnknown(@Nullable StreamPosition left, StreamPosition top) {
		Held first = this.beyondGap;
		StreamPosition position = (first != null) ? first.position() : null;
		this.beyondGap = null;
		if (left != null && !left.epoch().equals(top.epoch())) {
			dropEpoch(left.epoch(), top.epoch());
		}
		boolean sameEpoch = position != null && position.epoch().equals(top.epoch());
		boolean unknown = position != null && (!sameEpoch || position.offset() > top.offset() + 1);
		if (unknown && this.waiting.peekFirst() == first) {
			poll();
		}
		return unknown && sameEpoch;
	}

	private void dropEpoch(String left, String current) {
		Iterator<Held> all = this.waiting.iterator();
		while (all.hasNext()) {
			Held next = all.next();
			String epoch = (next.position() != null) ? next.position().epoch() : current;
			if (epoch.equals(left) || (!epoch.equals(current) && StreamEpochs.isFollowedBy(left, epoch))) {
				all.remove();
				releaseBytes(next);
			}
		}
	}

	/**
	 * Take the publication at the front, {@code null} if there is none.
	 */
	@Nullable Held poll() {
		Held held = this.waiting.pollFirst();
		if (held != null) {
			releaseBytes(held);
		}
		return held;
	}

	private void releaseBytes(Held held) {
		this.bytes -= held.size();
		this.session.held().release(held.size());
	}

	/**
	 * Drop everything.
	 * @return how many publications waited of which the client would have got something
	 */
	int clear() {
		int frames = 0;
		Held next;
		while ((next = poll()) != null) {
			frames += (next.frame() != null) ? 1 : 0;
		}
		return frames;
	}

	/**
	 * One publication.
	 *
	 * @param frame its encoded form, {@code null} if the client does not receive it
	 * @param position its position in the stream, {@code null} without a stream
	 */
	record Held(@Nullable Frame frame, @Nullable StreamPosition position) {

		int size() {
			return (this.frame != null) ? this.frame.size() : 0;
		}

	}

}
