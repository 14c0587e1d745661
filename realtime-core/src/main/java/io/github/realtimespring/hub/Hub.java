package io.github.realtimespring.hub;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.Publisher;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.observability.LimitedLog;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.outbound.SocketWriter;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.relay.RelayListener;
import io.github.realtimespring.relay.RelayStatus;
import io.github.realtimespring.relay.SessionStore;
import io.github.realtimespring.relay.StreamEpochs;
import io.github.realtimespring.resume.Resumption;
import io.github.realtimespring.security.ClientIdentity;

/**
 * This node's sessions and subscriptions. A publication goes to the relay, comes back
 * from it on every interested node, and is then put into the queue of each local
 * subscriber, encoded once per frame shape. Nothing is delivered that has not been
 * through the relay, so all nodes see one order. Thread-safe.
 */
public final class Hub implements Publisher, SmartLifecycle {

	/**
	 * Starts before the web server accepts connections and stops after it has stopped.
	 */
	public static final int PHASE = Integer.MAX_VALUE - 4096;

	private static final Log logger = LogFactory.getLog(Hub.class);

	private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);

	private static final long PATTERN_LIMIT_LOG_NANOS = Duration.ofMinutes(1).toNanos();

	private static final Duration ROOM_INTERVAL = Duration.ofMillis(50);

	private final Map<String, Session> sessions = new ConcurrentHashMap<>();

	private final AtomicInteger subscriptionCount = new AtomicInteger();

	private final Relay relay;

	private final HubOptions options;

	private final InboundQueue.Executors inboundExecutors;

	private final InboundBudget inboundBudget;

	private final UnacceptedClients unaccepted;

	private final Executor closers;

	private final RealtimeMetrics metrics;

	private final TimingWheel timer = new TimingWheel();

	private final ChannelIndex channels;

	private final PrefixIndex prefixes;

	private final NewChannels newChannels;

	private final StreamReader streams;

	private final PositionCheck positions;

	private final @Nullable Resumption resumption;

	private final Dispatcher dispatcher;

	private volatile boolean running;

	private volatile long patternLimitLoggedAt = System.nanoTime() - PATTERN_LIMIT_LOG_NANOS;

	/**
	 * Create a hub.
	 * @param relay carries publications between nodes
	 * @param options the limits
	 * @param inboundExecutor runs what the clients' messages ask for; may block
	 * @param closers closes connections; may block
	 * @param metrics told what happens
	 */
	public Hub(Relay relay, HubOptions options, Executor inboundExecutor, Executor closers, RealtimeMetrics metrics) {
		this(relay, options, inboundExecutor, inboundExecutor, closers, UnacceptedLimits.NONE, metrics);
	}

	/**
	 * Create a hub.
	 * @param relay carries publications between nodes
	 * @param options the limits
	 * @param inboundExecutor runs what the clients' messages ask for; may block
	 * @param applicationExecutor runs what of that calls the application's methods; may
	 * block
	 * @param closers closes connections; may block
	 * @param unaccepted limits of clients that no protocol has accepted yet
	 * @param metrics told what happens
	 */
	public Hub(Relay relay, HubOptions options, Executor inboundExecutor, Executor applicationExecutor,
			Executor closers, UnacceptedLimits unaccepted, RealtimeMetrics metrics) {
		Assert.notNull(relay, "'relay' must not be null");
		Assert.notNull(options, "'options' must not be null");
		Assert.notNull(inboundExecutor, "'inboundExecutor' must not be null");
		Assert.notNull(applicationExecutor, "'applicationExecutor' must not be null");
		Assert.notNull(closers, "'closers' must not be null");
		Assert.notNull(unaccepted, "'unaccepted' must not be null");
		Assert.notNull(metrics, "'metrics' must not be null");
		this.relay = relay;
		this.options = options;
		this.inboundExecutors = new InboundQueue.Executors(inboundExecutor, applicationExecutor);
		this.inboundBudget = new InboundBudget(options.inbound().maxTotalBytes());
		this.unaccepted = new UnacceptedClients(unaccepted);
		this.closers = closers;
		this.metrics = metrics;
		long linger = options.interestLinger().toNanos();
		this.channels = new ChannelIndex(relay::subscribe, relay::unsubscribe, linger);
		this.prefixes = new PrefixIndex(relay, linger, options.patterns().maxPerNode());
		this.newChannels = new NewChannels(options.streams().maxNewChannels());
		this.streams = new StreamReader(relay, options.streams(), options.maxReadBytes());
		this.positions = new PositionCheck(this.channels, relay, options);
		SessionStore store = options.resume().enabled() ? relay.sessions() : null;
		this.resumption = (store != null) ? new Resumption(store, options.resume(), inboundExecutor, metrics) : null;
		this.dispatcher = new Dispatcher(this.channels, this.prefixes, options, metrics);
	}

	@Override
	public void start() {
		this.dispatcher.start();
		this.timer.start();
		this.relay.start(new Incoming());
		this.running = true;
		this.timer.schedule(SWEEP_INTERVAL, this::sweep);
	}

	/**
	 * Ends the sessions that are left, and forgets what the relay was asked for: a relay
	 * that is started again doesn't know it.
	 */
	@Override
	public void stop() {
		this.running = false;
		for (Session session : this.sessions.values()) {
			session.abort(CloseReason.SHUTDOWN);
			ended(session, session.protocol().closeCode(CloseReason.SHUTDOWN));
		}
		this.relay.stop();
		this.timer.stop();
		this.channels.clear();
		this.prefixes.clear();
		this.dispatcher.stop();
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
	 * Register a new connection.
	 * @param id unique among the sessions of this node
	 * @param transport what carries the frames
	 * @param protocol what the client speaks
	 * @param identity who the client is, as far as known
	 * @param writer the sending half of the connection
	 * @throws IllegalStateException if there is a session with this id
	 */
	public Session open(String id, String transport, SessionProtocol protocol, ClientIdentity identity,
			SocketWriter writer) {
		return open(id, transport, protocol, identity, new ConcurrentHashMap<>(4), writer, null, null);
	}

	/**
	 * Register a new connection.
	 * @param id unique among the sessions of this node
	 * @param transport what carries the frames
	 * @param protocol what the client speaks
	 * @param identity who the client is, as far as known
	 * @param attributes the attributes of the connection, a thread-safe map
	 * @param writer the sending half of the connection
	 * @param reader the receiving half, {@code null} if it can't stop reading
	 * @param address where the client is, {@code null} if unknown
	 * @throws IllegalStateException if there is a session with this id
	 */
	public Session open(String id, String transport, SessionProtocol protocol, ClientIdentity identity,
			Map<String, Object> attributes, SocketWriter writer, @Nullable SocketReader reader,
			@Nullable String address) {
		return open(id, id, transport, protocol, identity, attributes, writer, reader, address);
	}

	/**
	 * Register a new connection.
	 * @param id unique among the sessions of this node
	 * @param publicId the session's {@linkplain Session#publicId() name for others}, as
	 * unique
	 * @param transport what carries the frames
	 * @param protocol what the client speaks
	 * @param identity who the client is, as far as known
	 * @param attributes the attributes of the connection, a thread-safe map
	 * @param writer the sending half of the connection
	 * @param reader the receiving half, {@code null} if it can't stop reading
	 * @param address where the client is, {@code null} if unknown
	 */
	public Session open(String id, String publicId, String transport, SessionProtocol protocol, ClientIdentity identity,
			Map<String, Object> attributes, SocketWriter writer, @Nullable SocketReader reader,
			@Nullable String address) {
		boolean accepted = identity.isAuthenticated() || !protocol.hasConnect();
		InboundQueue inbound = new InboundQueue(this.inboundExecutors, this.options.inbound(),
				accepted ? this.inboundBudget : this.unaccepted.budget(), reader);
		Session session = new Session(id, publicId, transport, address, protocol, identity, attributes, writer, inbound,
				this.options.outbound(), this.closers, this.metrics);
		if (!accepted) {
			this.unaccepted.add(address);
			session.whenConnected(() -> {
				this.unaccepted.remove(address);
				inbound.moveTo(this.inboundBudget);
			});
		}
		if (this.sessions.putIfAbsent(id, session) != null) {
			session.markConnected();
			throw new IllegalStateException("There is a session with the id of a new connection");
		}
		this.metrics.sessionOpened(transport, protocol.name());
		return session;
	}

	/**
	 * Connections whose clients no protocol has accepted yet.
	 */
	public UnacceptedClients unaccepted() {
		return this.unaccepted;
	}

	/**
	 * How many bytes the clients' pending and unfinished messages hold, roughly.
	 */
	public long pendingInboundBytes() {
		return this.inboundBudget.total() + this.unaccepted.budget().total();
	}

	/**
	 * Forget a session whose connection has ended, and all of its subscriptions.
	 * @param observed the close code that the connection ended with
	 */
	public void ended(Session session, CloseCode observed) {
		CloseCode own = session.closeCode();
		session.ended(observed);
		if (this.sessions.remove(session.id(), session)) {
			session.subscriptions().forEach(this::unsubscribe);
			if (this.resumption != null) {
				this.resumption.ended(session.publicId());
			}
			this.metrics.sessionClosed(session.transport(), session.protocol().name(),
					(own != null) ? own.code() : observed.meterCode());
		}
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
		return this.sessions.values();
	}

	@Override
	public CompletableFuture<StreamPosition> publish(String channel, Publication publication, PublishOptions options) {
		long start = System.nanoTime();
		HistoryOptions history = (publication.targetSession() != null || options.skipHistory()) ? HistoryOptions.NONE
				: this.options.streams().history().apply(channel);
		boolean plain = !history.isEnabled() && options.idempotencyKey() == null && options.version() == 0;
		CompletableFuture<StreamPosition> result = plain ? this.relay.publish(channel, publication)
				: this.relay.publish(channel, publication, history, options);
		return result
			.whenComplete((position, ex) -> this.metrics.relayPublished(System.nanoTime() - start, ex == null));
	}

	/**
	 * Publish for a client, which may begin only so many channels with history, whatever
	 * the number of its connections.
	 * @return fails with {@link NewChannelLimitException} if the channel would be one too
	 * many
	 */
	public CompletableFuture<StreamPosition> publish(Session session, String channel, Publication publication) {
		if (!historyOptions(channel).isEnabled()) {
			return publish(channel, publication);
		}
		NewChannelLimitException refusal = this.newChannels.refusal(session, System.nanoTime());
		if (refusal == null) {
			return publishCounted(session, channel, publication);
		}
		return history(channel, HistoryQuery.POSITION)
			.thenCompose((found) -> StreamEpochs.isProvisional(found.position().epoch())
					? CompletableFuture.failedFuture(refusal) : publish(channel, publication));
	}

	private CompletableFuture<StreamPosition> publishCounted(Session session, String channel, Publication publication) {
		return publish(channel, publication).whenComplete((position, failure) -> {
			if (position != null && position.offset() == 1) {
				this.newChannels.begun(session, System.nanoTime());
			}
		});
	}

	/**
	 * What a channel keeps of its publications.
	 */
	public HistoryOptions historyOptions(String channel) {
		return this.options.streams().history().apply(channel);
	}

	@Override
	public CompletableFuture<History> history(String channel, HistoryQuery query) {
		return this.streams.read(channel, query);
	}

	/**
	 * Find where a new subscriber of a stream begins.
	 * @param since the last position that it knows, {@code null} if it wants to begin at
	 * the top
	 */
	public CompletableFuture<Recovery> recover(String channel, @Nullable StreamPosition since) {
		return this.streams.recover(channel, since);
	}

	/**
	 * Find where a new subscriber of a stream begins that recovers several at once.
	 * @param since the last position that it knows, {@code null} if it wants to begin at
	 * the top
	 * @param room the bytes of payload that it may have missed, if it is less than what
	 * any subscriber may have. Without room nothing but the stream's position is read
	 */
	public CompletableFuture<Recovery> recover(String channel, @Nullable StreamPosition since, long room) {
		return this.streams.recover(channel, since, room);
	}

	/**
	 * Wait until no more than half of what may be pending towards a client is: for what a
	 * client asks for faster than it takes it.
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
	 * Lets clients resume their sessions, {@code null} if they can't.
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
		try {
			return add(subscription);
		}
		catch (SubscriptionRefusedException ex) {
			subscription.cancel();
			throw ex;
		}
	}

	private CompletableFuture<Void> add(Subscription subscription) {
		Session session = subscription.session();
		if (session.subscriptions().size() >= this.options.maxSubscriptions()) {
			throw new SubscriptionRefusedException((session.subscription(subscription.id()) != null)
					? SubscriptionRefusedException.Cause.DUPLICATE : SubscriptionRefusedException.Cause.LIMIT);
		}
		if (subscription.isPrefix()) {
			reservePattern(session, subscription.channel());
		}
		if (!session.add(subscription)) {
			if (subscription.isPrefix()) {
				this.prefixes.release();
			}
			throw new SubscriptionRefusedException(SubscriptionRefusedException.Cause.DUPLICATE);
		}
		this.subscriptionCount.incrementAndGet();
		if (!session.isOpen()) {
			unsubscribe(subscription);
			throw new SubscriptionRefusedException(SubscriptionRefusedException.Cause.CLOSED);
		}
		CompletableFuture<Void> added;
		if (subscription.isPrefix()) {
			subscription.openGate(this::ask);
			added = this.prefixes.add(subscription);
		}
		else {
			added = this.channels.add(subscription);
		}
		return added.whenComplete((ok, ex) -> {
			if (ex != null || !session.isOpen()) {
				unsubscribe(subscription);
			}
		});
	}

	/**
	 * Remove a subscription.
	 * @return completes when nothing is sent for it any more, except what was queued
	 * before; never fails
	 */
	public CompletableFuture<Void> unsubscribe(Subscription subscription) {
		subscription.cancel();
		if (subscription.isPrefix()) {
			this.prefixes.remove(subscription);
		}
		else {
			this.channels.remove(subscription);
		}
		if (subscription.session().remove(subscription)) {
			this.subscriptionCount.decrementAndGet();
			if (subscription.isPrefix()) {
				this.prefixes.release();
			}
		}
		return this.dispatcher.afterDelivery(subscription);
	}

	/**
	 * Visit the channels that have subscribers here, with their numbers of subscribers.
	 */
	public void forEachChannel(ObjIntConsumer<String> action) {
		this.channels.forEach(action);
	}

	/**
	 * How many channels have subscribers here.
	 */
	public int channelCount() {
		return this.channels.size();
	}

	/**
	 * How many subscriptions this node's sessions have.
	 */
	public int subscriptionCount() {
		return this.subscriptionCount.get();
	}

	/**
	 * The number of subscriptions to patterns of this node's sessions.
	 */
	public int patternCount() {
		return this.prefixes.size();
	}

	/**
	 * How many publications wait for delivery.
	 */
	public int pendingDeliveries() {
		return this.dispatcher.pending();
	}

	/**
	 * How the relay is doing.
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

	/**
	 * Run what may block, later if there is no room now: what waits for it is bounded.
	 */
	private void ask(Runnable task) {
		try {
			this.inboundExecutors.application().execute(task);
		}
		catch (RejectedExecutionException ex) {
			this.timer.schedule(ROOM_INTERVAL, () -> ask(task));
		}
	}

	private void reservePattern(Session session, String prefix) {
		PatternOptions limits = this.options.patterns();
		long patterns = session.subscriptions().stream().filter(Subscription::isPrefix).count();
		if (patterns >= limits.maxPerSession()) {
			throw new SubscriptionRefusedException(SubscriptionRefusedException.Cause.SESSION_PATTERNS);
		}
		if (!this.prefixes.reserve(prefix)) {
			long now = System.nanoTime();
			long last = this.patternLimitLoggedAt;
			if (now - last > PATTERN_LIMIT_LOG_NANOS) {
				this.patternLimitLoggedAt = now;
				logger.warn("This node has " + limits.maxPerNode()
						+ " pattern subscriptions, the maximum (realtime.patterns.max-per-node); "
						+ "further ones are refused");
			}
			throw new SubscriptionRefusedException(SubscriptionRefusedException.Cause.NODE_PATTERNS);
		}
	}

	private void sweep() {
		if (!this.running) {
			return;
		}
		try {
			long now = System.nanoTime();
			for (Session session : this.sessions.values()) {
				if (session.sweep(now)) {
					ended(session, session.protocol().closeCode(CloseReason.WRITE_FAILED));
				}
			}
			this.positions.run(now);
			if (this.resumption != null) {
				this.resumption.run(now);
			}
			LimitedLog.reportOmissions();
			this.channels.sweep(now);
			this.prefixes.sweep(now);
		}
		catch (RuntimeException ex) {
			logger.error("Sweeping sessions failed", ex);
		}
		this.timer.schedule(SWEEP_INTERVAL, this::sweep);
	}

	/**
	 * Takes what the relay brings.
	 */
	private final class Incoming implements RelayListener {

		@Override
		public boolean onPublication(String channel, Publication publication) {
			return Hub.this.dispatcher.offer(channel, publication);
		}

		@Override
		public boolean onPrefixPublication(String channel, Publication publication) {
			return Hub.this.dispatcher.offerToPatterns(channel, publication);
		}

		@Override
		public void onResume() {
			Hub.this.positions.checkAll();
		}

	}

}
