package io.github.realtimespring.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.outbound.Frame;
import io.github.realtimespring.outbound.FrameShape;
import io.github.realtimespring.outbound.OutboundQueue.OfferResult;

/**
 * One session's interest in one channel, or in the channels below a prefix. Publications
 * that arrive before {@link #activate} wait, so that the reply to the client's request
 * always precedes them. A subscription to a stream lets every publication through once
 * and in order, or ends. Thread-safe.
 */
public final class Subscription {

	private final Session session;

	private final String id;

	private final String channel;

	private final @Nullable Predicate<String> filter;

	private final FrameShape shape;

	private final @Nullable Consumer<Subscription> onGap;

	private volatile boolean active;

	private boolean cancelled;

	private @Nullable List<Held> held;

	private @Nullable StreamCursor cursor;

	/** Whether the cursor has moved since somebody looked. */
	private boolean moved;

	private long checkedAt;

	/** Where the stream stood when the subscriber was found behind. */
	private @Nullable StreamPosition missing;

	private long heldBytes;

	private Subscription(Session session, String id, String channel, @Nullable Predicate<String> filter,
			FrameShape shape, @Nullable Consumer<Subscription> onGap) {
		Assert.notNull(session, "'session' must not be null");
		Assert.notNull(id, "'id' must not be null");
		Assert.notNull(channel, "'channel' must not be null");
		Assert.notNull(shape, "'shape' must not be null");
		this.session = session;
		this.id = id;
		this.channel = channel;
		this.filter = filter;
		this.shape = shape;
		this.onGap = onGap;
	}

	/**
	 * A subscription to one channel.
	 * @param session the session
	 * @param id identifies the subscription within its session
	 * @param channel the channel on the relay
	 * @param shape how its publications look on the wire
	 */
	public static Subscription toChannel(Session session, String id, String channel, FrameShape shape) {
		return new Subscription(session, id, channel, null, shape, null);
	}

	/**
	 * A subscription to the stream of one channel.
	 * @param session the session
	 * @param id identifies the subscription within its session
	 * @param channel the channel on the relay
	 * @param shape how its publications look on the wire
	 * @param onGap called when the next publication of the stream can't be passed on,
	 * because one before it is missing; nothing more goes through then. Must return at
	 * once
	 */
	public static Subscription toStream(Session session, String id, String channel, FrameShape shape,
			Consumer<Subscription> onGap) {
		return new Subscription(session, id, channel, null, shape, onGap);
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
		return new Subscription(session, id, prefix, filter, shape, null);
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
		activate(reply, null);
	}

	/**
	 * Send the reply, then what has arrived meanwhile and follows a position.
	 * @param reply the reply to the client's request, or {@code null} if it wants none
	 * @param position where the client stands once it has the reply; {@code null} if the
	 * subscription is to no stream
	 */
	public void activate(@Nullable Frame reply, @Nullable StreamPosition position) {
		synchronized (this) {
			if (reply != null) {
				this.session.outbound().offer(reply);
			}
			this.cursor = (position != null) ? new StreamCursor(position) : null;
			this.moved = true;
			List<Held> waiting = this.held;
			this.held = null;
			this.active = !this.cancelled;
			if (waiting != null) {
				for (Held next : waiting) {
					pass(next.frame(), next.position());
				}
			}
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
	 * @param position where its publication stands in the channel's stream, {@code null}
	 * if it is of none
	 * @return what became of it at the session's queue; {@link OfferResult#REFUSED} if it
	 * didn't get there
	 */
	OfferResult offer(Frame frame, @Nullable StreamPosition position) {
		if (this.active && this.onGap == null) {
			return this.session.outbound().offer(frame);
		}
		synchronized (this) {
			if (this.active) {
				return pass(frame, position);
			}
			if (!this.cancelled) {
				hold(frame, position);
			}
			return OfferResult.REFUSED;
		}
	}

	/**
	 * Note a publication that does not reach the client, through no fault of the stream.
	 */
	void skip(@Nullable StreamPosition position) {
		if (this.onGap == null || position == null) {
			return;
		}
		synchronized (this) {
			if (this.active) {
				pass(null, position);
			}
			else if (!this.cancelled) {
				hold(null, position);
			}
		}
	}

	private void hold(@Nullable Frame frame, @Nullable StreamPosition position) {
		if (this.held == null) {
			this.held = new ArrayList<>(2);
		}
		this.heldBytes += (frame != null) ? frame.size() : 0;
		if (this.held.size() >= this.session.limits().maxFrames()
				|| this.heldBytes > this.session.limits().maxBytes()) {
			this.session.abort(CloseReason.SLOW);
		}
		else {
			this.held.add(new Held(frame, position));
		}
	}

	private OfferResult pass(@Nullable Frame frame, @Nullable StreamPosition position) {
		StreamCursor.Step step = (this.cursor != null && position != null) ? this.cursor.advance(position)
				: StreamCursor.Step.NEXT;
		this.moved |= step == StreamCursor.Step.NEXT;
		if (step == StreamCursor.Step.GAP && !this.cancelled) {
			gap();
		}
		return (frame != null && step == StreamCursor.Step.NEXT && !this.cancelled)
				? this.session.outbound().offer(frame) : OfferResult.REFUSED;
	}

	private void gap() {
		cancel();
		if (this.onGap != null) {
			this.onGap.accept(this);
		}
	}

	/**
	 * Whether to ask where the stream stands.
	 * @param interval how long nothing has arrived then, in nanoseconds
	 */
	synchronized boolean isCheckDue(long nanoTime, long interval) {
		if (this.cursor == null || !this.active) {
			return false;
		}
		if (this.moved) {
			this.moved = false;
			this.missing = null;
			this.checkedAt = nanoTime;
		}
		return nanoTime - this.checkedAt >= interval;
	}

	/**
	 * Compare with where the stream stands. What the subscriber lacks may be on its way:
	 * only if it still does at the next check, that is a gap.
	 * @return whether another check is needed to tell
	 */
	synchronized boolean check(StreamPosition top) {
		if (this.cursor == null || !this.active) {
			return false;
		}
		StreamPosition before = this.missing;
		if (before != null && !this.cursor.hasReached(before)) {
			gap();
			return false;
		}
		this.missing = this.cursor.hasReached(top) ? null : top;
		this.moved = this.missing == null;
		return this.missing != null;
	}

	private record Held(@Nullable Frame frame, @Nullable StreamPosition position) {

	}

}
