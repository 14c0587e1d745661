package io.github.realtimespring.internal.hub.session;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.hub.recovery.Recovery;
import io.github.realtimespring.internal.hub.recovery.StreamCursor.Step;
import io.github.realtimespring.internal.hub.session.HeldFrames.Held;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.OutboundQueue.OfferResult;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.observability.DropReason;

/**
 * One session's interest in one channel, or in many. Publications that arrive before
 * {@link #activate} wait, so that the reply to the client's request always precedes them.
 * A subscription to a stream lets every publication through once and in order; when one
 * is missing, those after it wait until {@link #recover}. Waiting publications are
 * limited like the session's outbound queue. Thread-safe.
 */
public sealed class Subscription permits PatternSubscription {

	private final Session session;

	private final String id;

	private final String channel;

	private final PublicationEncoder encoder;

	private final @Nullable StreamProgress stream;

	private final @Nullable DeliveryWindow window;

	/** Whether publications go through, and nothing waits. */
	private volatile boolean active;

	private boolean cancelled;

	private @Nullable HeldFrames held;

	Subscription(Session session, String id, String name, PublicationEncoder encoder, @Nullable StreamProgress stream,
			@Nullable DeliveryWindow window) {
		Assert.notNull(session, "'session' must not be null");
		Assert.notNull(id, "'id' must not be null");
		Assert.notNull(name, "'name' must not be null");
		Assert.notNull(encoder, "'encoder' must not be null");
		this.session = session;
		this.id = id;
		this.channel = session.qualify(name);
		this.encoder = encoder;
		this.stream = stream;
		this.window = window;
	}

	/**
	 * A subscription to one channel.
	 * @param session the session
	 * @param id identifies the subscription within its session
	 * @param channel the channel's name within the client's tenant
	 * @param encoder the encoder of its publications
	 */
	public static Subscription toChannel(Session session, String id, String channel, PublicationEncoder encoder) {
		return new Subscription(session, id, channel, encoder, null, null);
	}

	/**
	 * A subscription to the stream of one channel.
	 * @param session the session
	 * @param id identifies the subscription within its session
	 * @param channel the channel's name within the client's tenant
	 * @param encoder the encoder of its publications
	 * @param onGap called when the next publication of the stream can't be passed on,
	 * because one before it is missing; no publication passes before {@link #recover}.
	 * Must not block
	 */
	public static Subscription toStream(Session session, String id, String channel, PublicationEncoder encoder,
			Consumer<Subscription> onGap) {
		Assert.notNull(onGap, "'onGap' must not be null");
		return new Subscription(session, id, channel, encoder, new StreamProgress(onGap), null);
	}

	/**
	 * A subscription like this one, which must not be in use yet, for a client that
	 * acknowledges messages.
	 * @param window the window of its publications
	 */
	public Subscription through(DeliveryWindow window) {
		return new Subscription(this.session, this.id, name(), this.encoder, this.stream, window);
	}

	public Session session() {
		return this.session;
	}

	/** Identifies the subscription within its session. */
	public String id() {
		return this.id;
	}

	/**
	 * The name of the channel, or the prefix, within the client's tenant.
	 */
	public String name() {
		return this.session.tenants().strip(this.channel);
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
		return false;
	}

	/**
	 * Whether this is a subscription to a stream.
	 */
	public boolean isStream() {
		return this.stream != null;
	}

	/**
	 * The position in the stream up to which everything was handed to the session;
	 * {@code null} if that has not begun, or the subscription is to no stream.
	 */
	public synchronized @Nullable StreamPosition position() {
		return (this.stream != null) ? this.stream.position() : null;
	}

	/**
	 * The position in the stream up to which the client has acknowledged everything;
	 * {@code null} if it acknowledges nothing, or the subscription is to no stream. Still
	 * known after the subscription has ended.
	 */
	public synchronized @Nullable StreamPosition confirmed() {
		if (this.window == null || this.stream == null) {
			return null;
		}
		StreamPosition first = this.window.firstUnacknowledged();
		return (first != null) ? new StreamPosition(first.offset() - 1, first.epoch()) : this.stream.position();
	}

	public PublicationEncoder encoder() {
		return this.encoder;
	}

	/**
	 * Send the reply, then the publications held so far. From now on publications go
	 * straight to the session. If the subscription was removed meanwhile, only the reply
	 * is sent.
	 * @param reply the reply to the client's request, or {@code null} without one
	 */
	public void activate(@Nullable Frame reply) {
		begin(reply, null, List.of());
	}

	/**
	 * Send the reply, then the held publications after a position.
	 * @param reply the reply to the client's request, or {@code null} without one
	 * @param position the client's position after the reply, {@code null} without a
	 * stream
	 */
	public void activate(@Nullable Frame reply, @Nullable StreamPosition position) {
		begin(reply, position, List.of());
	}

	/**
	 * Send the reply, then the missed publications, each in a frame of its own, then the
	 * held ones.
	 * @param reply the reply to the client's request, or {@code null} without one
	 * @param recovery the start of the client
	 */
	public void activate(@Nullable Frame reply, Recovery recovery) {
		begin(reply, recovery.start(), RecoveredFrames.of(recovery, this));
	}

	private void begin(@Nullable Frame reply, @Nullable StreamPosition position, List<Held> missed) {
		boolean complete;
		synchronized (this) {
			if (reply != null) {
				this.session.outbound().offer(reply);
			}
			startAt(position, missed);
			complete = passHeld();
		}
		flushAndReportGap(complete);
	}

	/**
	 * Continue after a gap: send the missing publications, then the held ones. If some
	 * remain missing, the client receives a notice before any newer publication.
	 * @param recovery the publications after {@link #position}, read after the gap was
	 * found
	 * @param notice tells the client that it continues after another position
	 */
	public void recover(Recovery recovery, Function<StreamPosition, Frame> notice) {
		List<Held> missed = RecoveredFrames.of(recovery, this);
		boolean complete;
		synchronized (this) {
			boolean lost = this.held != null && this.held.dropUnknown(position(), recovery.top());
			if (lost || !recovery.isComplete()) {
				send(notice.apply(recovery.start()));
			}
			startAt(recovery.start(), missed);
			complete = passHeld();
		}
		flushAndReportGap(complete);
	}

	private void startAt(@Nullable StreamPosition position, List<Held> missed) {
		if (this.stream != null && position != null && !this.cancelled) {
			this.stream.startAt(position);
		}
		for (Held next : missed) {
			pass(next.frame(), next.position());
		}
	}

	/**
	 * Pass on the held publications.
	 * @return whether no publication is missing
	 */
	private boolean passHeld() {
		Held next;
		while (this.held != null && (next = this.held.poll()) != null) {
			if (pass(next.frame(), next.position()) == null) {
				holdBeyondGap(next);
				return false;
			}
		}
		this.held = null;
		this.active = !this.cancelled;
		return true;
	}

	private void flushAndReportGap(boolean complete) {
		this.session.outbound().flush();
		if (!complete) {
			reportGap();
		}
	}

	/**
	 * Drop the held publications and pass on no further ones.
	 */
	public void cancel() {
		int dropped;
		synchronized (this) {
			this.cancelled = true;
			dropped = (this.held != null) ? this.held.clear() : 0;
			this.held = null;
			this.active = false;
			if (this.window != null) {
				this.window.close();
			}
		}
		this.session.countDropped(DropReason.SESSION_CLOSED, dropped);
	}

	/**
	 * Pass on a frame.
	 * @param position the publication's position in the channel's stream, {@code null}
	 * without a stream
	 * @return the result of the session's queue; {@link OfferResult#REFUSED} if the frame
	 * was held or dropped
	 */
	public OfferResult offer(Frame frame, @Nullable StreamPosition position) {
		if (this.active && this.stream == null && this.window == null) {
			return this.session.outbound().offer(frame);
		}
		return take(frame, position);
	}

	/**
	 * Note a publication that does not reach the client, through no fault of the stream.
	 */
	public void skip(@Nullable StreamPosition position) {
		if (this.stream != null && position != null) {
			take(null, position);
		}
	}

	private OfferResult take(@Nullable Frame frame, @Nullable StreamPosition position) {
		synchronized (this) {
			if (!this.active) {
				hold(new Held(frame, position));
				return OfferResult.REFUSED;
			}
			OfferResult result = pass(frame, position);
			if (result != null) {
				return result;
			}
			holdBeyondGap(new Held(frame, position));
		}
		reportGap();
		return OfferResult.REFUSED;
	}

	private void hold(Held next) {
		if (this.cancelled) {
			return;
		}
		if (this.held == null) {
			this.held = new HeldFrames(this.session);
		}
		if (!this.held.add(next)) {
			this.session.countDropped(DropReason.SESSION_CLOSED, (next.frame() != null) ? 1 : 0);
			this.session.abort(CloseReason.SLOW);
		}
	}

	private void holdBeyondGap(Held next) {
		if (this.held == null) {
			this.held = new HeldFrames(this.session);
		}
		this.held.addBeyondGap(next);
		this.active = false;
	}

	/**
	 * Pass on the next publication.
	 * @return the result, {@code null} if it has to wait for a missing one
	 */
	private @Nullable OfferResult pass(@Nullable Frame frame, @Nullable StreamPosition position) {
		if (this.cancelled) {
			return OfferResult.REFUSED;
		}
		Step step = (this.stream != null) ? this.stream.advance(position) : Step.NEXT;
		if (step == Step.GAP) {
			return null;
		}
		if (frame == null || step == Step.SEEN) {
			return OfferResult.REFUSED;
		}
		return (this.window != null) ? this.window.offer(frame, position) : this.session.outbound().offer(frame);
	}

	private void send(Frame notice) {
		if (this.cancelled) {
			return;
		}
		if (this.window != null) {
			this.window.notice(notice);
		}
		else {
			this.session.outbound().offer(notice);
		}
	}

	/**
	 * Outside of the lock, because reading the history may end at once.
	 */
	private void reportGap() {
		if (this.stream != null) {
			this.stream.onGap().accept(this);
		}
	}

	/**
	 * Whether to check the stream's position.
	 * @param interval the time without publications that requires a check, in nanoseconds
	 */
	public synchronized boolean isCheckDue(long nanoTime, long interval) {
		return this.stream != null && this.active && this.stream.isCheckDue(nanoTime, interval);
	}

	/**
	 * Compare with the stream's position. Missing publications may still be on their way,
	 * so it is a gap only if they are missing at the next check, too.
	 * @return whether another check is needed to tell
	 */
	public boolean check(StreamPosition top) {
		synchronized (this) {
			if (this.stream == null || !this.active) {
				return false;
			}
			if (!this.stream.isBehind(top)) {
				return this.stream.isSuspected();
			}
			this.active = false;
		}
		reportGap();
		return false;
	}

}
