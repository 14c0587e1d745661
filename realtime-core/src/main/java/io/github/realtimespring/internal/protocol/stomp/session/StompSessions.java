package io.github.realtimespring.internal.protocol.stomp.session;

import java.security.Principal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.Assert;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.audit.AuditAction;
import io.github.realtimespring.internal.audit.AuditEntry;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.protocol.stomp.BrokerOwnership;
import io.github.realtimespring.internal.protocol.stomp.StompOptions;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.internal.protocol.stomp.frame.StompError;
import io.github.realtimespring.internal.security.LoginIdentities;
import io.github.realtimespring.internal.tenant.TenantRefusedException;
import io.github.realtimespring.internal.transport.websocket.WebSocketSessions;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.observability.RefusalReason;

/**
 * The STOMP sessions of this node, with the options and the error handling that the parts
 * of STOMP share. Thread-safe.
 */
public final class StompSessions {

	private static final Log logger = LimitedLog.of(StompSessions.class);

	/**
	 * Maximum size of a session's open transactions, in messages of the maximum size.
	 */
	private static final int TRANSACTION_MESSAGES = 16;

	private static final byte[] NO_BODY = new byte[0];

	private final Map<String, StompSession> sessions = new ConcurrentHashMap<>();

	private final Hub hub;

	private final StompOptions options;

	private final RealtimeMetrics metrics;

	private final Supplier<MessageChannel> clientOutboundChannel;

	private final BrokerOwnership brokerOwnership;

	private volatile int maxFrameSize;

	private volatile @Nullable TokenRefreshHandler tokenRefreshHandler;

	/**
	 * Create the registry.
	 * @param hub the hub of the sessions
	 * @param options the options of STOMP
	 * @param metrics records events
	 * @param clientOutboundChannel the channel to the clients, looked up for the first
	 * message
	 * @param brokerOwnership who configured the broker
	 */
	public StompSessions(Hub hub, StompOptions options, RealtimeMetrics metrics,
			Supplier<MessageChannel> clientOutboundChannel, BrokerOwnership brokerOwnership) {
		Assert.notNull(hub, "'hub' must not be null");
		Assert.notNull(options, "'options' must not be null");
		Assert.notNull(metrics, "'metrics' must not be null");
		Assert.notNull(clientOutboundChannel, "'clientOutboundChannel' must not be null");
		this.hub = hub;
		this.options = options;
		this.metrics = metrics;
		Assert.notNull(brokerOwnership, "'brokerOwnership' must not be null");
		this.clientOutboundChannel = clientOutboundChannel;
		this.brokerOwnership = brokerOwnership;
		this.maxFrameSize = options.maxMessageSize();
	}

	public Hub hub() {
		return this.hub;
	}

	public StompOptions options() {
		return this.options;
	}

	public RealtimeMetrics metrics() {
		return this.metrics;
	}

	public BrokerOwnership brokerOwnership() {
		return this.brokerOwnership;
	}

	/**
	 * The maximum size of a client's frame and of its WebSocket messages, in bytes: that
	 * of the application's transport configuration if it set one.
	 */
	public int maxFrameSize() {
		return this.maxFrameSize;
	}

	public void maxFrameSize(int maxFrameSize) {
		this.maxFrameSize = maxFrameSize;
	}

	/**
	 * Applies new tokens of clients.
	 */
	public TokenRefreshHandler tokenRefreshHandler() {
		TokenRefreshHandler handler = this.tokenRefreshHandler;
		Assert.state(handler != null, "No broker");
		return handler;
	}

	public void setTokenRefreshHandler(TokenRefreshHandler tokenRefreshHandler) {
		this.tokenRefreshHandler = tokenRefreshHandler;
	}

	public MessageChannel clientOutboundChannel() {
		return this.clientOutboundChannel.get();
	}

	/**
	 * The session with an id, or {@code null}.
	 */
	public @Nullable StompSession find(@Nullable String id) {
		return (id != null) ? this.sessions.get(id) : null;
	}

	/**
	 * The session whose client sent a message, also if it has ended. The attributes of
	 * its connection tell which one that is: clients choose the ids of SockJS sessions.
	 * @return {@code null} if the message came from no connection
	 */
	public @Nullable StompSession find(MessageHeaders headers) {
		Session session = WebSocketSessions.find(SimpMessageHeaderAccessor.getSessionAttributes(headers));
		return (session != null && session.attachment() instanceof StompSession stomp) ? stomp
				: find(SimpMessageHeaderAccessor.getSessionId(headers));
	}

	/**
	 * Whether a session has not been forgotten.
	 */
	public boolean contains(StompSession stomp) {
		return this.sessions.get(stomp.session().id()) == stomp;
	}

	/**
	 * Whether a client has authenticated itself as it has to.
	 * @param user the user of its CONNECT frame
	 */
	public boolean mayConnect(StompSession stomp, @Nullable Principal user) {
		return !this.options.tokenRequired() || stomp.isApplicationEndpoint() || stomp.isAuthenticated(user);
	}

	/**
	 * The identity of a client whose CONNECT frame has a user: the verified one, with the
	 * user that the application has put there.
	 * @throws TenantRefusedException if the user is of another tenant
	 */
	public ClientIdentity identity(StompSession stomp, @Nullable Principal user) {
		Session session = stomp.session();
		ClientIdentity verified = session.identity();
		if (user == null || user.equals(verified.principal())) {
			return verified;
		}
		// The token expires even if the application replaced the user
		boolean unknown = verified.withTenant(null).equals(ClientIdentity.ANONYMOUS);
		ClientIdentity replaced = unknown ? LoginIdentities.of(user, false) : verified.withPrincipal(user);
		return session.tenants().assign(verified, replaced);
	}

	/**
	 * Whether a client has a tenant if it must, and no other one than before.
	 * @param user the user of its CONNECT frame
	 */
	public boolean hasTenant(StompSession stomp, @Nullable Principal user) {
		try {
			return !stomp.session().tenants().isMissing(identity(stomp, user));
		}
		catch (TenantRefusedException ex) {
			return false;
		}
	}

	/**
	 * Refuse a client because of its tenant: there is none, or it is another one.
	 * @param receipt the requested receipt, or {@code null}
	 */
	public void refuseTenant(StompSession stomp, @Nullable String receipt) {
		this.metrics.sessionRefused(RefusalReason.TENANT);
		refuse(stomp, "Unauthorized", receipt, StompError.TENANT,
				"Unauthorized, it names no tenant, or another one than before");
	}

	/**
	 * Begin a session; it has to connect in time.
	 */
	public StompSession open(Session session, boolean textOnly) {
		long maxBytes = Math.min((long) TRANSACTION_MESSAGES * this.maxFrameSize, Integer.MAX_VALUE);
		StompSession stomp = new StompSession(session, textOnly, (int) maxBytes, this.hub.options().outbound());
		session.attach(stomp);
		this.sessions.put(session.id(), stomp);
		stomp.whenEnded(this.hub.timer().schedule(this.options.connectTimeout(), () -> {
			if (!stomp.isConnected() && session.isOpen()) {
				this.metrics.protocolError(StompProtocol.NAME, StompError.CONNECT_TIMEOUT.tag());
				recordRefusal(stomp, StompError.CONNECT_TIMEOUT);
				logger.info("Closing session " + session.publicId() + ": not connected in time");
				session.close(CloseReason.STALE);
			}
		})::cancel);
		return stomp;
	}

	/**
	 * Forget a session.
	 */
	public void remove(StompSession stomp) {
		stomp.markEnded();
		this.sessions.remove(stomp.session().id(), stomp);
	}

	/**
	 * Close a session that takes in more than it may have pending.
	 */
	public void closeOverloaded(StompSession stomp) {
		if (stomp.session().isOpen()) {
			logger.info("Closing session " + stomp.session().publicId() + ": too many messages pending");
			stomp.markRefused();
			stomp.session().close(CloseReason.TOO_MANY_REQUESTS);
		}
	}

	/**
	 * Send an ERROR frame to a client and close its session.
	 * @param message the error message, without any input of the client
	 * @param receipt the requested receipt, or {@code null}
	 * @param error the error for meters
	 */
	public void refuse(StompSession stomp, String message, @Nullable String receipt, StompError error) {
		refuse(stomp, message, receipt, error, message);
	}

	/**
	 * Tell a client something in an ERROR frame that does not belong into the log, and
	 * close its session.
	 * @param logged the words for the log
	 */
	public void refuse(StompSession stomp, String message, @Nullable String receipt, StompError error, String logged) {
		if (stomp.isRefused()) {
			return;
		}
		stomp.markRefused();
		this.metrics.protocolError(StompProtocol.NAME, error.tag());
		recordRefusal(stomp, error);
		if (logger.isInfoEnabled()) {
			logger.info("Refused a frame in session " + stomp.session().publicId() + ": " + logged);
		}
		sendError(stomp, message, receipt);
		stomp.session().close(StompProtocol.REFUSED);
	}

	private void recordRefusal(StompSession stomp, StompError error) {
		if (!stomp.isConnected()) {
			this.hub.events()
				.audit()
				.record(AuditAction.REFUSED, error.tag(),
						() -> AuditEntry.of(AuditAction.REFUSED, error.tag(), stomp.session())
							.with("stage", "connect"));
		}
	}

	/**
	 * Refuse a frame after everything that the client sent before it.
	 */
	public void refuseInTurn(StompSession stomp, String message, @Nullable String receipt, StompError error) {
		try {
			stomp.session().inbound().execute(() -> refuse(stomp, message, receipt, error));
		}
		catch (RejectedExecutionException ex) {
			closeOverloaded(stomp);
		}
	}

	/**
	 * Return the error message for a value that is too long, {@code null} if it isn't.
	 * @param what the kind of value, for the message
	 */
	public @Nullable String tooLong(String what, @Nullable String value) {
		int limit = this.options.maxChannelLength();
		return (value == null || value.length() <= limit) ? null
				: "The " + what + " is too long (realtime.limits.max-channel-length=" + limit + ")";
	}

	/**
	 * Refuse a frame that Spring's simple broker ignores. An application that configured
	 * the message broker itself keeps that behaviour, unless the client requested a
	 * receipt.
	 */
	public void refuseOrIgnore(StompSession stomp, String message, @Nullable String receipt, StompError error) {
		if (receipt != null || !this.brokerOwnership.isConfiguredByApplication()) {
			refuse(stomp, message, receipt, error);
			return;
		}
		this.metrics.protocolError(StompProtocol.NAME, error.tag());
		if (logger.isDebugEnabled()) {
			logger.debug("Ignored a frame in session " + stomp.session().publicId() + ": " + message);
		}
	}

	/**
	 * Send an ERROR frame, through the channel so that error handlers and interceptors
	 * see it. Spring closes the session after it.
	 */
	public void sendError(StompSession stomp, String message, @Nullable String receipt) {
		StompHeaderAccessor accessor = StompHeaderAccessor.create(StompCommand.ERROR);
		accessor.setSessionId(stomp.session().id());
		accessor.setMessage(message);
		if (receipt != null) {
			accessor.setReceiptId(receipt);
		}
		accessor.setLeaveMutable(true);
		try {
			clientOutboundChannel().send(MessageBuilder.createMessage(NO_BODY, accessor.getMessageHeaders()));
		}
		catch (RuntimeException ex) {
			logger.debug("An ERROR frame could not be sent in session " + stomp.session().publicId(), ex);
		}
	}

}
