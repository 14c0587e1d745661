package io.github.realtimespring.internal.hub.session;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.ClientSession;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.PublisherInfo;
import io.github.realtimespring.internal.channel.UserChannels;
import io.github.realtimespring.internal.hub.inbound.InboundQueue;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.outbound.OutboundListener;
import io.github.realtimespring.internal.outbound.OutboundQueue;
import io.github.realtimespring.internal.outbound.OutboundQueue.OfferResult;
import io.github.realtimespring.internal.outbound.SocketWriter;
import io.github.realtimespring.internal.resume.ResumableClient;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.observability.RealtimeMeter;
import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * One connected client on this node, whatever protocol it speaks. Thread-safe.
 */
public final class Session implements ClientSession {

	private static final Log logger = LimitedLog.of(Session.class);

	private static final AtomicReferenceFieldUpdater<Session, @Nullable CloseCode> CLOSE_CODE = AtomicReferenceFieldUpdater
		.newUpdater(Session.class, CloseCode.class, "closeCode");

	private static final AtomicLongFieldUpdater<Session> HELD = AtomicLongFieldUpdater.newUpdater(Session.class,
			"held");

	/** What subscriptions may hold, in terms of what may be pending. */
	private static final int MAX_HELD = 4;

	/** What a frame takes that is held, beside its content, roughly. */
	private static final long HELD_OVERHEAD = 100;

	private final String id;

	private final String publicId;

	private final String transport;

	private final @Nullable String address;

	private final SessionProtocol protocol;

	private final Instant openedAt = Instant.now();

	private final SocketWriter writer;

	private final OutboundLimits limits;

	private final OutboundQueue outbound;

	private final InboundQueue inbound;

	private final Executor closers;

	private final RealtimeMetrics metrics;

	private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>(4);

	private final AtomicBoolean socketClosed = new AtomicBoolean();

	private final AtomicReference<@Nullable Runnable> whenConnected = new AtomicReference<>();

	private final Map<String, Object> attributes;

	private @Nullable PatternResolver patternResolver;

	private volatile ClientIdentity identity;

	private volatile @Nullable Object attachment;

	private volatile @Nullable CloseCode closeCode;

	private volatile long closingSince;

	private volatile long held;

	/**
	 * Create a session.
	 * @param connection the session's connection
	 * @param protocol the client's protocol
	 * @param identity the client's identity as far as it is known
	 * @param inbound the queue of the client's messages
	 * @param limits limits of the outbound queue
	 * @param closers closes connections; may block
	 * @param metrics the meters
	 */
	public Session(Connection connection, SessionProtocol protocol, ClientIdentity identity, InboundQueue inbound,
			OutboundLimits limits, Executor closers, RealtimeMetrics metrics) {
		this.id = connection.id();
		this.publicId = connection.publicId();
		this.transport = connection.transport();
		this.address = connection.address();
		this.protocol = protocol;
		this.identity = identity;
		this.attributes = connection.attributes();
		this.writer = connection.writer();
		this.limits = limits;
		this.inbound = inbound;
		this.closers = closers;
		this.metrics = metrics;
		this.outbound = new OutboundQueue(limits, this.writer, new Outcome());
		inbound.whenIdle(this.outbound::flush);
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public String publicId() {
		return this.publicId;
	}

	@Override
	public String transport() {
		return this.transport;
	}

	@Override
	public String protocol() {
		return this.protocol.name();
	}

	/**
	 * Return the rules of the client's protocol.
	 */
	public SessionProtocol sessionProtocol() {
		return this.protocol;
	}

	@Override
	public Instant openedAt() {
		return this.openedAt;
	}

	@Override
	public Map<String, Object> attributes() {
		return this.attributes;
	}

	@Override
	public ClientIdentity identity() {
		return this.identity;
	}

	/**
	 * Note who the client has proved to be.
	 */
	public void authenticated(ClientIdentity identity) {
		Assert.notNull(identity, "'identity' must not be null");
		this.identity = identity;
	}

	/**
	 * Note that the client's protocol has accepted it, be it with an identity or as
	 * anonymous: until then the session has a share of the limits of connections that
	 * nobody has vouched for.
	 */
	public void markConnected() {
		Runnable action = this.whenConnected.getAndSet(null);
		if (action != null) {
			action.run();
		}
	}

	/**
	 * Set what to do once when the client is accepted, or gone.
	 */
	public void whenConnected(Runnable action) {
		this.whenConnected.set(action);
	}

	/**
	 * The relay channel of the session's own destination: its user's, or its own while it
	 * is anonymous.
	 * @param destination the destination below {@code /user}, starting with a slash
	 */
	public String userChannel(String destination) {
		ClientIdentity current = this.identity;
		return current.isAuthenticated() ? UserChannels.channelFor(current.destinationUser(), destination)
				: UserChannels.channelForSession(this.id, destination);
	}

	/**
	 * The relay channel that a client means.
	 * @param requested the name that it asks for, for example {@code /user/queue/x}
	 * @return {@code null} if that is not one of its own
	 */
	public @Nullable String ownChannel(String requested) {
		return UserChannels.isUserChannel(requested)
				? userChannel(requested.substring(UserChannels.PREFIX.length() - 1)) : null;
	}

	/**
	 * How the session is named as the publisher of a message.
	 */
	public PublisherInfo publisherInfo() {
		return new PublisherInfo(this.identity.user(), this.publicId);
	}

	/**
	 * What the session's protocol keeps with it, {@code null} before {@link #attach}.
	 */
	public @Nullable Object attachment() {
		return this.attachment;
	}

	/**
	 * Keep something with the session for as long as it exists. Reserved for the
	 * session's protocol.
	 */
	public void attach(Object attachment) {
		Assert.notNull(attachment, "'attachment' must not be null");
		this.attachment = attachment;
	}

	/**
	 * What is on its way to the client.
	 */
	public OutboundQueue outbound() {
		return this.outbound;
	}

	/**
	 * Runs what the client's messages ask for, in order.
	 */
	public InboundQueue inbound() {
		return this.inbound;
	}

	/**
	 * The session's subscriptions.
	 */
	public Collection<Subscription> subscriptions() {
		return this.subscriptions.values();
	}

	/**
	 * The subscription with an id, or {@code null}.
	 */
	public @Nullable Subscription subscription(String id) {
		return this.subscriptions.get(id);
	}

	/**
	 * Send one frame to the client.
	 * @return whether the session took it
	 */
	public boolean send(Frame frame) {
		if (this.outbound.offer(frame) == OfferResult.REFUSED) {
			return false;
		}
		this.outbound.flush();
		return true;
	}

	/**
	 * Send one frame together with what the session's next tasks send, at the latest when
	 * no task is left to run at once. For tasks of the {@linkplain #inbound inbound
	 * queue}, and stages that it is suspended for.
	 */
	public void sendWithNext(Frame frame) {
		this.outbound.offer(frame);
	}

	/**
	 * When the last write to the network began, as {@link System#nanoTime()}; when the
	 * session was opened, if there was none yet.
	 */
	public long lastWrite() {
		return this.outbound.lastWrite();
	}

	@Override
	public boolean isOpen() {
		return this.closeCode == null;
	}

	/**
	 * How this node closes or closed the session, {@code null} while it is open.
	 */
	public @Nullable CloseCode closeCode() {
		return this.closeCode;
	}

	@Override
	public void close(CloseCode code) {
		Assert.notNull(code, "'code' must not be null");
		if (markClosing(code)) {
			this.outbound.closeWhenDrained(() -> closeSocket(code));
		}
	}

	/**
	 * Close the session after what is pending has been written.
	 */
	public void close(CloseReason reason) {
		close(this.protocol.closeCode(reason));
	}

	/**
	 * Close the session at once; what is pending is thrown away.
	 */
	public void abort(CloseReason reason) {
		abort(this.protocol.closeCode(reason));
	}

	private void abort(CloseCode code) {
		if (markClosing(code) && logger.isInfoEnabled()) {
			logger.info("Closing session " + this.publicId + ": " + code.code() + " " + code.reason());
		}
		this.outbound.close();
		closeSocket(code);
	}

	private boolean markClosing(CloseCode code) {
		if (CLOSE_CODE.compareAndSet(this, null, code)) {
			this.closingSince = System.nanoTime();
			return true;
		}
		return false;
	}

	private void closeSocket(CloseCode code) {
		if (this.socketClosed.compareAndSet(false, true)) {
			CloseCode first = this.closeCode;
			CloseCode chosen = (first != null) ? first : code;
			this.closers.execute(() -> this.writer.close(chosen.code(), chosen.reason()));
		}
	}

	/**
	 * Where the client is, {@code null} if unknown, or not asked for because the client
	 * was authenticated from the beginning.
	 */
	@Override
	public @Nullable String address() {
		return this.address;
	}

	/**
	 * Whose limits the session counts towards: those of its user or, while it is
	 * anonymous, of its address. No user has the account of an address.
	 */
	public String account() {
		if (this.identity.isAuthenticated()) {
			return "user " + this.identity.destinationUser();
		}
		return "address " + ((this.address != null) ? this.address : this.id);
	}

	/**
	 * The session as one that can be resumed.
	 */
	public ResumableClient resumable() {
		return new ResumableClient(this.protocol.name(), this.publicId, this.identity.destinationUser(), account());
	}

	/**
	 * Run something that may wait for the peer.
	 */
	public void executeBlocking(Runnable task) {
		this.closers.execute(task);
	}

	/**
	 * Note that messages will not reach the client.
	 * @param reason one of the reasons documented with
	 * {@link RealtimeMeter#MESSAGES_DROPPED}
	 * @param count how many, may be zero
	 */
	public void countDropped(DropReason reason, int count) {
		if (count > 0) {
			this.metrics.messagesDropped(reason, count);
		}
	}

	/**
	 * Finds out what the session's patterns have to know.
	 * @param executor runs what may block; never rejects
	 */
	synchronized PatternResolver patternResolver(Executor executor) {
		PatternResolver resolver = this.patternResolver;
		if (resolver == null) {
			resolver = new PatternResolver(this, executor);
			this.patternResolver = resolver;
		}
		return resolver;
	}

	/**
	 * Make room for a frame that a subscription can't pass on yet.
	 * @param size the frame's size in bytes
	 * @return whether there is room: what all subscriptions hold is no more than four
	 * times what may be pending towards the client
	 */
	boolean hold(int size) {
		long bytes = size + HELD_OVERHEAD;
		if (HELD.addAndGet(this, bytes) <= MAX_HELD * this.limits.maxBytes()) {
			return true;
		}
		HELD.addAndGet(this, -bytes);
		return false;
	}

	/**
	 * Take room for a frame although there may be none.
	 */
	void holdAnyway(int size) {
		HELD.addAndGet(this, size + HELD_OVERHEAD);
	}

	/**
	 * Give back the room of a frame.
	 */
	void release(int size) {
		HELD.addAndGet(this, -(size + HELD_OVERHEAD));
	}

	OutboundLimits limits() {
		return this.limits;
	}

	/**
	 * Add a subscription unless its id is taken.
	 */
	public boolean add(Subscription subscription) {
		return this.subscriptions.putIfAbsent(subscription.id(), subscription) == null;
	}

	public boolean remove(Subscription subscription) {
		return this.subscriptions.remove(subscription.id(), subscription);
	}

	/**
	 * Note that the connection is gone. What was read together with its end is still
	 * carried out.
	 */
	public void ended(CloseCode observed) {
		this.inbound.runHeld();
		markClosing(observed);
		this.outbound.close();
		markConnected();
		this.inbound.ended();
	}

	/**
	 * End what does not end by itself: a write that makes no progress, or a close that
	 * was never confirmed.
	 * @return whether the session should be forgotten
	 */
	public boolean sweep(long nanoTime) {
		if (isOpen()) {
			if (this.outbound.isStuck(nanoTime)) {
				abort(CloseReason.WRITE_FAILED);
			}
			else if (this.inbound.sweep(nanoTime)) {
				this.metrics.protocolError(this.protocol.name(), "too-many-requests");
				abort(CloseReason.TOO_MANY_REQUESTS);
			}
			return false;
		}
		if (this.outbound.isStuck(nanoTime)) {
			abort(CloseReason.WRITE_FAILED);
		}
		return nanoTime - this.closingSince > 3 * this.limits.writeTimeout().toNanos();
	}

	@Override
	public String toString() {
		return "Session " + this.publicId + " (" + this.protocol.name() + " over " + this.transport + ")";
	}

	private final class Outcome implements OutboundListener {

		@Override
		public void onWritten(int frames, long bytes) {
			Session.this.metrics.messagesSent(Session.this.protocol.name(), frames, bytes);
		}

		@Override
		public void onDiscarded(int frames, long bytes) {
			countDropped(DropReason.SESSION_CLOSED, frames);
		}

		@Override
		public void onOverflow() {
			abort(CloseReason.SLOW);
		}

		@Override
		public void onWriteFailure(Throwable cause) {
			logger.debug("Write failed in session " + Session.this.publicId, cause);
			abort(CloseReason.WRITE_FAILED);
		}

	}

}
