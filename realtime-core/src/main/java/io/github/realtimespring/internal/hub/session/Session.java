package io.github.realtimespring.internal.hub.session;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.ClientSession;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.inbound.ClientNetwork;
import io.github.realtimespring.internal.hub.inbound.InboundQueue;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.outbound.OutboundQueue;
import io.github.realtimespring.internal.outbound.OutboundQueue.OfferResult;
import io.github.realtimespring.internal.tenant.Tenants;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * One connected client of any protocol on this node. Thread-safe.
 */
public final class Session implements ClientSession {

	private static final Log logger = LimitedLog.of(Session.class);

	private final Connection connection;

	private final SessionProtocol protocol;

	private final Instant openedAt = Instant.now();

	private final OutboundLimits limits;

	private final OutboundQueue outbound;

	private final InboundQueue inbound;

	private final SessionCloser closer;

	private final HeldBytes held;

	private final SessionTraffic traffic;

	private final RealtimeMetrics metrics;

	private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>(4);

	private @Nullable Runnable whenConnected;

	private @Nullable PatternAuthorizationQueue patternAuthorizations;

	private volatile @Nullable Consumer<Session> whenIdentified;

	private volatile SessionProtocol.@Nullable Control control;

	private Tenants tenants = Tenants.OFF;

	private volatile ClientIdentity identity;

	private volatile @Nullable Object attachment;

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
		this.connection = connection;
		this.protocol = protocol;
		this.identity = identity;
		this.limits = limits;
		this.inbound = inbound;
		this.closer = new SessionCloser(connection.writer(), closers);
		this.held = new HeldBytes(limits);
		this.metrics = metrics;
		this.outbound = new OutboundQueue(limits, connection.writer(), new SessionOutboundListener(this, metrics));
		this.traffic = new SessionTraffic(this.outbound, protocol.hasConnectMessage());
		inbound.whenIdle(this.outbound::flush);
	}

	@Override
	public String id() {
		return this.connection.id();
	}

	@Override
	public String publicId() {
		return this.connection.publicId();
	}

	@Override
	public String transport() {
		return this.connection.transport();
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
		return this.connection.attributes();
	}

	@Override
	public ClientIdentity identity() {
		return this.identity;
	}

	/**
	 * Set the verified identity of the client, of the same tenant as before.
	 */
	public void setIdentity(ClientIdentity identity) {
		this.identity = this.tenants.assign(this.identity, identity);
		Consumer<Session> action = this.whenIdentified;
		if (action != null) {
			action.accept(this);
		}
	}

	/**
	 * Set the tenants, and what to do now and whenever the identity has changed.
	 */
	public void whenIdentified(Tenants tenants, Consumer<Session> action) {
		this.tenants = tenants;
		this.whenIdentified = action;
		action.accept(this);
	}

	public Tenants tenants() {
		return this.tenants;
	}

	/**
	 * The name of a channel on the relay, or the unique name of a user.
	 */
	public String qualify(String name) {
		return this.tenants.qualify(this.identity.tenant(), name);
	}

	/**
	 * Record that the client's protocol has accepted it. Until then the limits of
	 * unauthenticated connections apply.
	 */
	public void markConnected() {
		Runnable action;
		synchronized (this) {
			action = this.whenConnected;
			this.whenConnected = null;
		}
		if (action != null) {
			action.run();
		}
	}

	/** Set the callback that runs once when the client is accepted or gone. */
	public synchronized void whenConnected(Runnable action) {
		this.whenConnected = action;
	}

	/**
	 * The protocol's own state of the session, {@code null} before {@link #attach}.
	 */
	public @Nullable Object attachment() {
		return this.attachment;
	}

	/**
	 * Attach the protocol's own state to the session.
	 */
	public void attach(Object attachment) {
		Assert.notNull(attachment, "'attachment' must not be null");
		this.attachment = attachment;
	}

	/** The outbound queue. */
	public OutboundQueue outbound() {
		return this.outbound;
	}

	/** The queue that runs the client's commands in order. */
	public InboundQueue inbound() {
		return this.inbound;
	}

	/** The session's subscriptions. */
	public Collection<Subscription> subscriptions() {
		return this.subscriptions.values();
	}

	/** The subscription with an id, or {@code null}. */
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
	 * Send one frame together with those of the next tasks, at the latest when none is
	 * left to run at once. For tasks of {@link #inbound}, and stages it is suspended for.
	 */
	public void sendWithNext(Frame frame) {
		this.outbound.offer(frame);
	}

	@Override
	public boolean isOpen() {
		return this.closer.code() == null;
	}

	/**
	 * The close code of this node, {@code null} while the session is open.
	 */
	public @Nullable CloseCode closeCode() {
		return this.closer.code();
	}

	@Override
	public void close(CloseCode code) {
		Assert.notNull(code, "'code' must not be null");
		if (this.closer.begin(code)) {
			this.outbound.closeWhenDrained(() -> this.closer.closeSocket(code));
		}
	}

	/**
	 * Close the session after the pending frames have been written.
	 */
	public void close(CloseReason reason) {
		close(this.protocol.closeCode(reason));
	}

	/**
	 * Close the session at once and discard the pending frames.
	 */
	public void abort(CloseReason reason) {
		abort(this.protocol.closeCode(reason));
	}

	private void abort(CloseCode code) {
		if (this.closer.begin(code) && logger.isInfoEnabled()) {
			logger.info("Closing session " + publicId() + ": " + code.code() + " " + code.reason());
		}
		this.outbound.close();
		this.closer.closeSocket(code);
	}

	/**
	 * {@code null} also if the client was authenticated by the handshake.
	 */
	@Override
	public @Nullable String address() {
		return this.connection.address();
	}

	/**
	 * Run a task that may wait for the peer.
	 */
	public void executeBlocking(Runnable task) {
		this.closer.executeBlocking(task);
	}

	public SessionTraffic traffic() {
		return this.traffic;
	}

	/**
	 * Record messages, perhaps none, that will not reach the client.
	 */
	public void countDropped(DropReason reason, int count) {
		if (count > 0) {
			this.traffic.countDropped(reason, count);
			this.metrics.messagesDropped(reason, count);
		}
	}

	/**
	 * The queue of the session's patterns that wait for an authorization.
	 * @param executor executes tasks that may block; never rejects
	 */
	synchronized PatternAuthorizationQueue patternAuthorizations(Executor executor) {
		PatternAuthorizationQueue queue = this.patternAuthorizations;
		if (queue == null) {
			queue = new PatternAuthorizationQueue(this, executor);
			this.patternAuthorizations = queue;
		}
		return queue;
	}

	/**
	 * The size of the frames held by the session's subscriptions.
	 */
	HeldBytes held() {
		return this.held;
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

	/**
	 * The key of the limits of all sessions of a user or, while anonymous, a network.
	 */
	public String limitKey() {
		if (this.identity.isAuthenticated()) {
			return "user " + qualify(this.identity.destinationUser());
		}
		String address = address();
		return "address " + ((address != null) ? ClientNetwork.of(address) : id());
	}

	/**
	 * Executes what the application asks for; {@code null} if the protocol has no
	 * subscriptions.
	 */
	public SessionProtocol.@Nullable Control control() {
		return this.control;
	}

	public void setControl(SessionProtocol.Control control) {
		this.control = control;
	}

	public boolean remove(Subscription subscription) {
		return this.subscriptions.remove(subscription.id(), subscription);
	}

	/**
	 * Record the end of the connection. Commands read together with the end are still
	 * executed.
	 */
	public void markEnded(CloseCode observed) {
		this.inbound.runHeld();
		this.closer.begin(observed);
		this.outbound.close();
		markConnected();
		this.inbound.close();
	}

	/**
	 * Whether the peer has not confirmed a close for long.
	 */
	public boolean isCloseOverdue(long nanoTime) {
		return this.closer.isOverdue(nanoTime, 3 * this.limits.writeTimeout().toNanos());
	}

	@Override
	public String toString() {
		return "Session " + publicId() + " (" + this.protocol.name() + " over " + transport() + ")";
	}

}
