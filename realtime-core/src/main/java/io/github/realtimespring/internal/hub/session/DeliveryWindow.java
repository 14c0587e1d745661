package io.github.realtimespring.internal.hub.session;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.OutboundQueue.OfferResult;

/**
 * The window of a subscription whose client acknowledges messages, in front of the
 * session's queue. Thread-safe; must not block, and must not call the subscription.
 */
public interface DeliveryWindow {

	/**
	 * Send a publication now, or when earlier ones have been acknowledged.
	 * @param position its position in the stream, {@code null} without a stream
	 * @return the result of the session's queue; {@link OfferResult#REFUSED} if the frame
	 * has to wait
	 */
	OfferResult offer(Frame frame, @Nullable StreamPosition position);

	/**
	 * Send a frame that is not acknowledged in its turn, behind everything that was
	 * offered before.
	 */
	void notice(Frame frame);

	/**
	 * The position of the first publication that is not acknowledged, {@code null} if
	 * there is none. The same after {@link #close}.
	 */
	@Nullable StreamPosition firstUnacknowledged();

	/**
	 * Send nothing more.
	 */
	void close();

}
