package io.github.realtimespring.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.outbound.Frame;
import io.github.realtimespring.outbound.FrameShape;
import io.github.realtimespring.outbound.OutboundQueue.OfferResult;

/**
 * One session's interest in one channel, or in the channels below a prefix. Publications
 * that arrive before {@link #activate} wait, so that the reply to the client's request
 * always precedes them. Thread-safe.
 */
public final class Subscription {

	private final Session session;

	private final String id;

	private final String channel;

	private final @Nullable Predicate<String> filter;

	private final FrameShape shape;

	private volatile boolean active;

	private boolean cancelled;

	private @Nullable List<Frame> held;

	private long heldBytes;

	private Subscription(Session session, String id, String channel, @Nullable Predicate<String> filter,
			FrameShape shape) {
		Assert.notNull(session, "'session' must not be null");
		Assert.notNull(id, "'id' must not be null");
		Assert.notNull(channel, "'channel' must not be null");
		Assert.notNull(shape, "'shape' must not be null");
		this.session = session;
		this.id = id;
		this.channel = channel;
		this.filter = filter;
		this.shape = shape;
	}

	/**
	 * A subscription to one channel.
	 * @param session the session
	 * @param id identifies the subscription within its session
	 * @param channel the channel on the relay
	 * @param shape how its publications look on the wire
	 */
	public static Subscription toChannel(Session session, String id, String channel, FrameShape shape) {
		return new Subscription(session, id, channel, null, shape);
	}

	/**
	 * A subscription to many channels.
	 * @param session the session
	 * @param id identifies the subscription within its session
	 * @param prefix the literal beginning of all the channels' names
	 * @param filter decides which channels below the prefix are meant
	 * @param shape how their publications look on the wire
	 */
	public static Subscription toPrefix(Session session, String id, String prefix, Predicate<String> filter,
			FrameShape shape) {
		return new Subscription(session, id, prefix, filter, shape);
	}

	public Session session() {
		return this.session;
	}

	/**
	 * Identifies the subscription within its session.
	 */
	public String id() {
		return this.id;
	}

	/**
	 * The channel on the relay, or the prefix.
	 */
	public String channel() {
		return this.channel;
	}

	/**
	 * Whether this is a subscription to many channels.
	 */
	public boolean isPrefix() {
		return this.filter != null;
	}

	FrameShape shape() {
		return this.shape;
	}

	boolean matches(String channel) {
		return this.filter == null || this.filter.test(channel);
	}

	/**
	 * Send the reply, then what has arrived meanwhile; from now on publications go
	 * straight to the session. Of a subscription that was removed meanwhile only the
	 * reply is sent.
	 * @param reply the reply to the client's request, or {@code null} if it wants none
	 */
	public void activate(@Nullable Frame reply) {
		synchronized (this) {
			if (reply != null) {
				this.session.outbound().offer(reply);
			}
			if (this.held != null) {
				this.held.forEach(this.session.outbound()::offer);
				this.held = null;
			}
			this.active = !this.cancelled;
		}
		this.session.outbound().flush();
	}

	/**
	 * Let nothing more through.
	 */
	void cancel() {
		synchronized (this) {
			this.cancelled = true;
			this.held = null;
			this.active = false;
		}
	}

	/**
	 * Pass on a frame.
	 * @return what became of it at the session's queue; {@link OfferResult#REFUSED} if it
	 * didn't get there
	 */
	OfferResult offer(Frame frame) {
		if (this.active) {
			return this.session.outbound().offer(frame);
		}
		synchronized (this) {
			if (this.active) {
				return this.session.outbound().offer(frame);
			}
			if (!this.cancelled) {
				if (this.held == null) {
					this.held = new ArrayList<>(2);
				}
				this.heldBytes += frame.size();
				if (this.held.size() >= this.session.limits().maxFrames()
						|| this.heldBytes > this.session.limits().maxBytes()) {
					this.session.abort(CloseReason.SLOW);
				}
				else {
					this.held.add(frame);
				}
			}
			return OfferResult.REFUSED;
		}
	}

}
