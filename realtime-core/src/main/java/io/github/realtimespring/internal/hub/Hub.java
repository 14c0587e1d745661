package io.github.realtimespring.internal.hub;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.hub.control.ClientControl;
import io.github.realtimespring.internal.hub.control.Revocations;
import io.github.realtimespring.internal.hub.dispatch.ChannelIndex;
import io.github.realtimespring.internal.hub.inbound.InboundExecutors;
import io.github.realtimespring.internal.hub.inbound.UnauthenticatedClients;
import io.github.realtimespring.internal.hub.inbound.UnauthenticatedLimits;
import io.github.realtimespring.internal.hub.recovery.StreamReader;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Connection;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.outbound.SocketWriter;
import io.github.realtimespring.internal.resume.Resumption;
import io.github.realtimespring.internal.resume.SessionStore;
import io.github.realtimespring.internal.resume.SessionStoreProvider;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.relay.RelayStatus;

/**
 * This node's sessions and subscriptions. A publication goes to the relay, comes back
 * from it on every interested node, and is then put into the queue of each local
 * subscriber, encoded once per encoder. Publications are delivered only through the
 * relay, so all nodes see one order. Thread-safe.
 */
public final class Hub implements SmartLifecycle {

	/**
	 * Starts before the web server accepts connections and stops after it has stopped.
	 */
	public static final int PHASE = Integer.MAX_VALUE - 4096;

	private static final Log logger = LogFactory.getLog(Hub.class);

	private static final Duration ROOM_INTERVAL = Duration.ofMillis(50);

	private final SessionRegistry sessions;

	private final Relay relay;

	private final HubOptions options;

	private final TimingWheel timer = new TimingWheel();

	private final SubscriptionRegistry subscriptions;

	private final Publisher publisher;

	private final StreamReader streams;

	private final ClientControl control;

	private final RelayReceiver receiver;

	private final HubSweep sweep;

	private final @Nullable Resumption resumption;

	private volatile boolean running;

	/**
	 * Create a hub.
	 * @param relay carries publications between nodes
	 * @param options the limits
	 * @param inboundExecutor executes the clients' commands, which may block
	 * @param closers closes connections; may block
	 * @param metrics records events
	 */
	public Hub(Relay relay, HubOptions options, Executor inboundExecutor, Executor closers, RealtimeMetrics metrics) {
		this(relay, options, inboundExecutor, inboundExecutor, closers, UnauthenticatedLimits.NONE, metrics);
	}

	/**
	 * Create a hub.
	 * @param relay carries publications between nodes
	 * @param options the limits
	 * @param inboundExecutor executes the clients' commands, which may block
	 * @param applicationExecutor executes the commands that call the application's
	 * methods, which may block
	 * @param closers closes connections; may block
	 * @param unauthenticated limits of clients that no protocol has accepted yet
	 * @param metrics records events
	 */
	public Hub(Relay relay, HubOptions options, Executor inboundExecutor, Executor applicationExecutor,
			Executor closers, UnauthenticatedLimits unauthenticated, RealtimeMetrics metrics) {
		Assert.notNull(relay, "'relay' must not be null");
		Assert.notNull(options, "'options' must not be null");
		Assert.notNull(inboundExecutor, "'inboundExecutor' must not be null");
		Assert.notNull(applicationExecutor, "'applicationExecutor' must not be null");
		Assert.notNull(closers, "'closers' must not be null");
		Assert.notNull(unauthenticated, "'unauthenticated' must not be null");
		Assert.notNull(metrics, "'metrics' must not be null");
		this.relay = relay;
		this.options = options;
		HubOptions onRelay = options.onRelay();
		Revocations revocations = new Revocations(Clock.systemUTC());
		this.sessions = new SessionRegistry(options, revocations::isRevoked,
				new InboundExecutors(inboundExecutor, applicationExecutor), closers,
				new UnauthenticatedClients(unauthenticated), metrics);
		this.subscriptions = new SubscriptionRegistry(relay, onRelay, applicationExecutor, this.timer,
				this.sessions.events(), metrics);
		this.streams = new StreamReader(relay, onRelay.streams(), options.maxReadBytes(), this.subscriptions.recent(),
				metrics);
		this.publisher = new Publisher(relay, onRelay, this.streams, this.timer, applicationExecutor, metrics);
		PositionCheck positions = new PositionCheck(this.subscriptions.channels(), this.subscriptions.recent(), relay,
				onRelay);
		this.control = new ClientControl(relay, this.sessions::all, revocations, this.sessions.events().audit());
		this.receiver = new RelayReceiver(this.subscriptions, positions, this.control);
		SessionStore store = (options.resume().enabled() && relay instanceof SessionStoreProvider provider)
				? provider.sessions() : null;
		if (store == null && options.resume().enabled()) {
			logger.info("The relay keeps no sessions: clients can't resume them");
		}
		this.resumption = (store != null)
				? new Resumption(store, options.resume(), revocations::isSessionRevoked, inboundExecutor, metrics)
				: null;
		this.sweep = new HubSweep(this.sessions, this::remove, this.subscriptions, positions, this.resumption,
				revocations, this.timer);
	}

	@Override
	public void start() {
		this.subscriptions.start();
		this.timer.start();
		this.relay.start(this.receiver);
		this.publisher.start();
		this.running = true;
		this.sweep.start();
	}

	/**
	 * Ends the remaining sessions and clears the subscriptions in the relay: a restarted
	 * relay has none.
	 */
	@Override
	public void stop() {
		this.running = false;
		this.sweep.stop();
		this.publisher.stop();
		for (Session session : this.sessions.all()) {
			session.abort(CloseReason.SHUTDOWN);
			remove(session, session.sessionProtocol().closeCode(CloseReason.SHUTDOWN));
		}
		this.relay.stop();
		this.timer.stop();
		this.subscriptions.stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * The one timer of all sessions.
	 */
	public TimingWheel timer() {
		return this.timer;
	}

	/**
	 * Open a session.
	 * @param id unique among the sessions of this node
	 * @param transport the transport's name
	 * @param protocol the client's protocol
	 * @param identity the client's identity as far as it is known
	 * @param writer the sending half of the connection
	 * @return the session
	 * @throws IllegalStateException if there is a session with this id
	 */
	public Session open(String id, String transport, SessionProtocol protocol, ClientIdentity identity,
			SocketWriter writer) {
		return open(new Connection(id, transport, writer), protocol, identity);
	}

	/**
	 * Open a session.
	 * @param connection the connection
	 * @param protocol the client's protocol
	 * @param identity the client's identity as far as it is known
	 * @return the session
	 * @throws IllegalStateException if there is a session with the connection's id
	 */
	public Session open(Connection connection, SessionProtocol protocol, ClientIdentity identity) {
		return this.sessions.open(connection, protocol, identity);
	}

	/**
	 * Connections whose clients no protocol has accepted yet.
	 */
	public UnauthenticatedClients unauthenticated() {
		return this.sessions.unauthenticated();
	}

	/**
	 * Remove a session whose connection has ended, and all of its subscriptions.
	 * @param observed the close code that the connection ended with
	 */
	public void remove(Session session, CloseCode observed) {
		CloseCode own = session.closeCode();
		if (this.sessions.remove(session, observed)) {
			session.subscriptions().forEach(this::unsubscribe);
			if (this.resumption != null) {
				this.resumption.end(session.publicId());
			}
			this.sessions.countClosed(session, own, observed);
		}
	}

	/**
	 * Events of sessions and channels for the application.
	 */
	public HubEvents events() {
		return this.sessions.events();
	}

	/**
	 * The session with an id, or {@code null}.
	 */
	public @Nullable Session session(String id) {
		return this.sessions.get(id);
	}

	/**
	 * All sessions, weakly consistent.
	 */
	public Collection<Session> sessions() {
		return this.sessions.all();
	}

	/**
	 * Publish to a channel. Never blocks.
	 * @param channel the channel's name on the relay
	 * @param publication the publication
	 * @return completes as {@link #publish(String, Publication, PublishOptions)}
	 */
	public CompletableFuture<StreamPosition> publish(String channel, Publication publication) {
		return publish(channel, publication, PublishOptions.NONE);
	}

	/**
	 * Publish to a channel. Never blocks.
	 * @param channel the channel's name on the relay
	 * @param publication the publication
	 * @param options the publish options; the tags are the publication's own
	 * @return completes when the relay has accepted the publication, with its position in
	 * the channel's stream ({@link StreamPosition#NONE} without history, and if a later
	 * one has replaced it); fails if the relay could not accept it
	 */
	public CompletableFuture<StreamPosition> publish(String channel, Publication publication, PublishOptions options) {
		return this.publisher.publish(channel, publication, options);
	}

	/**
	 * Publish for a client. The number of channels with history that one client may
	 * create is limited, across all of its connections.
	 * @return fails with {@link NewChannelLimitException} if the limit is exceeded
	 */
	public CompletableFuture<StreamPosition> publish(Session session, String channel, Publication publication) {
		return this.publisher.publish(session, session.qualify(channel), publication);
	}

	/**
	 * The history options of a channel.
	 */
	public HistoryOptions historyOptions(String channel) {
		return this.options.streams().history().apply(channel);
	}

	/**
	 * Wait until the session's outbound queue is at most half full. Used for replies that
	 * a client requests faster than it reads them.
	 * @return completes at once if that is so; never fails, also completes when the
	 * session has ended
	 */
	public CompletableFuture<Void> awaitRoom(Session session) {
		CompletableFuture<Void> room = new CompletableFuture<>();
		awaitRoom(session, room);
		return room;
	}

	private void awaitRoom(Session session, CompletableFuture<Void> room) {
		if (!session.isOpen() || !session.outbound().isHalfFull()) {
			room.complete(null);
		}
		else {
			this.timer.schedule(ROOM_INTERVAL, () -> awaitRoom(session, room));
		}
	}

	/**
	 * Return the reader of streams, by the names of channels on the relay.
	 */
	public StreamReader streams() {
		return this.streams;
	}

	/**
	 * Return the control of clients on all nodes.
	 */
	public ClientControl control() {
		return this.control;
	}

	/**
	 * The resumption of sessions, {@code null} if disabled.
	 */
	public @Nullable Resumption resumption() {
		return this.resumption;
	}

	/**
	 * Add a subscription. Publications that arrive are held until
	 * {@link Subscription#activate}.
	 * @return completes when everything published from now on will arrive; fails if the
	 * relay can't deliver the channel, the subscription is then gone
	 * @throws SubscriptionRefusedException if the session can't have it
	 */
	public CompletableFuture<Void> subscribe(Subscription subscription) {
		return this.subscriptions.add(subscription);
	}

	/**
	 * Remove a subscription.
	 * @return completes when no further frame is queued for it; never fails
	 */
	public CompletableFuture<Void> unsubscribe(Subscription subscription) {
		return this.subscriptions.remove(subscription);
	}

	/**
	 * Return the present numbers of this node's channels, subscriptions and messages.
	 * Counts the channels one by one.
	 */
	public HubStatistics statistics() {
		return new HubStatistics(this.subscriptions.size(), this.subscriptions.patternCount(),
				this.subscriptions.channels().size(), this.subscriptions.pendingDeliveries(),
				this.sessions.pendingInboundBytes());
	}

	/**
	 * Visit the channels that have subscribers on this node, by their names on the relay.
	 */
	public void forEachChannel(ChannelIndex.ChannelVisitor visitor) {
		this.subscriptions.channels().forEach(visitor);
	}

	/**
	 * The status of the relay.
	 */
	public RelayStatus relayStatus() {
		return this.relay.status();
	}

	/**
	 * Whether publications of other nodes come here through the relay.
	 */
	public boolean isRelayShared() {
		return this.relay.isShared();
	}

	/**
	 * The limits.
	 */
	public HubOptions options() {
		return this.options;
	}

}
