package io.github.realtimespring.internal.protocol.stomp.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.DeliveryWindow;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.OutboundQueue.OfferResult;
import io.github.realtimespring.internal.protocol.stomp.frame.StompFrames;
import io.github.realtimespring.internal.protocol.stomp.frame.StompVersion;
import io.github.realtimespring.observability.DropReason;

/**
 * The messages of one subscription that the client has to acknowledge: those that were
 * sent, and those that wait for others to be acknowledged. Thread-safe.
 */
final class AckWindow implements DeliveryWindow {

	private final Acknowledgements acknowledgements;

	private final String key;

	private final Session session;

	private final StompVersion version;

	private final String subscription;

	private final boolean cumulative;

	private final int prefetchCount;

	private final NavigableMap<Long, Delivery> sent = new TreeMap<>();

	private final Deque<Delivery> waiting = new ArrayDeque<>(2);

	/** The positions of sent and waiting messages, in order of arrival. */
	private final NavigableMap<Long, StreamPosition> unacknowledged = new TreeMap<>();

	private long arrivals;

	private long numbers;

	private boolean closed;

	/**
	 * Create a window, by {@link Acknowledgements#open}.
	 * @param key the prefix of the ids of its messages
	 */
	AckWindow(Acknowledgements acknowledgements, String key, Session session, StompVersion version, String subscription,
			boolean cumulative, int prefetchCount) {
		this.acknowledgements = acknowledgements;
		this.key = key;
		this.session = session;
		this.version = version;
		this.subscription = subscription;
		this.cumulative = cumulative;
		this.prefetchCount = prefetchCount;
	}

	String key() {
		return this.key;
	}

	String subscription() {
		return this.subscription;
	}

	@Override
	public OfferResult offer(Frame frame, @Nullable StreamPosition position) {
		return offer(frame, position, false);
	}

	@Override
	public void notice(Frame frame) {
		offer(frame, null, true);
	}

	private synchronized OfferResult offer(Frame frame, @Nullable StreamPosition position, boolean notice) {
		if (this.closed) {
			return OfferResult.REFUSED;
		}
		Delivery delivery = new Delivery(++this.arrivals, frame, notice, false);
		if (position != null) {
			// Also if there is no room for it: a client that comes back needs it
			this.unacknowledged.put(delivery.arrival(), position);
		}
		if (!this.acknowledgements.take(frame.size())) {
			close();
			this.session.countDropped(DropReason.SESSION_CLOSED, notice ? 0 : 1);
			this.session.abort(CloseReason.SLOW);
			return OfferResult.REFUSED;
		}
		if (this.waiting.isEmpty() && hasRoom(delivery)) {
			return send(delivery);
		}
		this.waiting.addLast(delivery);
		return OfferResult.REFUSED;
	}

	private boolean hasRoom(Delivery delivery) {
		return delivery.notice() || this.prefetchCount == 0 || this.sent.size() < this.prefetchCount;
	}

	private OfferResult send(Delivery delivery) {
		if (delivery.notice()) {
			this.acknowledgements.release(delivery.frame().size());
			return this.session.outbound().offer(delivery.frame());
		}
		long number = ++this.numbers;
		this.sent.put(number, delivery);
		String id = this.key + '-' + number;
		return this.session.outbound()
			.offer(StompFrames.acknowledgeable(delivery.frame(), this.version, id, delivery.redelivered()));
	}

	/**
	 * Settle a message, or with it all messages sent before it, and send the next waiting
	 * ones. In a task of the session's inbound queue, which flushes.
	 * @param number the message's number
	 * @param redeliver whether to send the settled messages again, before the waiting
	 * ones
	 * @return whether the client has such a message
	 */
	synchronized boolean settle(long number, boolean redeliver) {
		if (this.closed || !this.sent.containsKey(number)) {
			return false;
		}
		NavigableMap<Long, Delivery> settled = this.cumulative ? this.sent.headMap(number, true)
				: this.sent.subMap(number, true, number, true);
		List<Delivery> deliveries = new ArrayList<>(settled.descendingMap().values());
		settled.clear();
		for (Delivery delivery : deliveries) {
			if (redeliver) {
				this.waiting.addFirst(delivery.again());
			}
			else {
				this.unacknowledged.remove(delivery.arrival());
				this.acknowledgements.release(delivery.frame().size());
			}
		}
		Delivery next;
		while ((next = this.waiting.peekFirst()) != null && hasRoom(next)) {
			this.waiting.removeFirst();
			send(next);
		}
		return true;
	}

	@Override
	public synchronized @Nullable StreamPosition firstUnacknowledged() {
		Map.Entry<Long, StreamPosition> first = this.unacknowledged.firstEntry();
		return (first != null) ? first.getValue() : null;
	}

	@Override
	public synchronized void close() {
		if (!this.closed) {
			this.closed = true;
			this.acknowledgements.remove(this);
			Stream.concat(this.sent.values().stream(), this.waiting.stream())
				.forEach((delivery) -> this.acknowledgements.release(delivery.frame().size()));
			this.session.countDropped(DropReason.SESSION_CLOSED,
					(int) this.waiting.stream().filter(Delivery::isUnsent).count());
		}
	}

	/**
	 * One message on its way.
	 *
	 * @param arrival orders the messages as they came
	 * @param frame the frame, without the message's id
	 * @param notice whether it is a notice, which is not acknowledged
	 * @param redelivered whether the client received it before
	 */
	private record Delivery(long arrival, Frame frame, boolean notice, boolean redelivered) {

		/**
		 * Whether it is a message that the client never got.
		 */
		boolean isUnsent() {
			return !this.notice && !this.redelivered;
		}

		Delivery again() {
			return new Delivery(this.arrival, this.frame, this.notice, true);
		}

	}

}
