package io.github.realtimespring.internal.hub.session;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.hub.session.ChannelFilter.Decision;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.OutboundQueue.OfferResult;
import io.github.realtimespring.internal.outbound.PublicationEncoder;

/**
 * One session's interest in the channels below a prefix that a filter accepts.
 * Thread-safe.
 */
public final class PatternSubscription extends Subscription {

	private final ChannelFilter filter;

	private volatile @Nullable PatternGate gate;

	private PatternSubscription(Session session, String id, String prefix, ChannelFilter filter,
			PublicationEncoder encoder, @Nullable DeliveryWindow window) {
		super(session, id, prefix, encoder, null, window);
		Assert.notNull(filter, "'filter' must not be null");
		this.filter = filter;
	}

	/**
	 * A subscription to many channels.
	 * @param session the session
	 * @param id identifies the subscription within its session
	 * @param prefix the literal beginning of all the channels' names
	 * @param filter accepts or rejects each channel below the prefix
	 * @param encoder the encoder of their publications
	 */
	public static PatternSubscription toPrefix(Session session, String id, String prefix, ChannelFilter filter,
			PublicationEncoder encoder) {
		return new PatternSubscription(session, id, prefix, filter, encoder, null);
	}

	@Override
	public PatternSubscription through(DeliveryWindow window) {
		return new PatternSubscription(session(), id(), name(), this.filter, encoder(), window);
	}

	@Override
	public boolean isPrefix() {
		return true;
	}

	/**
	 * Accepts or rejects each channel below the prefix.
	 */
	public ChannelFilter filter() {
		return this.filter;
	}

	/**
	 * Let publications that the filter accepts pass a gate. Called before the first one.
	 * @param executor runs filters that block
	 */
	public void openGate(Executor executor) {
		this.gate = new PatternGate(this, this.filter, session().patternAuthorizations(executor));
	}

	/**
	 * Pass on the frame of one of the channels.
	 * @param decision the filter's, which was not to reject the channel
	 */
	public OfferResult offer(String channel, Decision decision, Frame frame, @Nullable StreamPosition position) {
		PatternGate current = this.gate;
		return (current != null) ? current.offer(channel, decision, frame, position) : offer(frame, position);
	}

	@Override
	public void cancel() {
		super.cancel();
		PatternGate current = this.gate;
		if (current != null) {
			current.close();
		}
	}

}
