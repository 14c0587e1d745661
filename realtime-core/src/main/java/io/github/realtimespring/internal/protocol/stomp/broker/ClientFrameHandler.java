package io.github.realtimespring.internal.protocol.stomp.broker;

import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;

import io.github.realtimespring.internal.guard.LogText;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.LivenessPing;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionExpiry;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.protocol.stomp.StompOptions;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.internal.protocol.stomp.frame.BadHeaderException;
import io.github.realtimespring.internal.protocol.stomp.frame.StompError;
import io.github.realtimespring.internal.protocol.stomp.frame.StompFrames;
import io.github.realtimespring.internal.protocol.stomp.message.StompDestinations;
import io.github.realtimespring.internal.protocol.stomp.session.FrameReceipt;
import io.github.realtimespring.internal.protocol.stomp.session.StompHeartbeat;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;
import io.github.realtimespring.internal.protocol.stomp.session.TokenRefreshState;
import io.github.realtimespring.internal.resume.SavedSession;
import io.github.realtimespring.internal.resume.SavedSubscription;
import io.github.realtimespring.internal.timer.TimingWheel;

/**
 * Handles clients' frames in the broker. The frames of one session come one after
 * another, in the session's inbound queue.
 */
final class ClientFrameHandler implements MessageHandler {

	private static final Log logger = LimitedLog.of(ClientFrameHandler.class);

	private static final byte[] NO_BODY = new byte[0];

	private final StompSessions sessions;

	private final StompDestinations destinations;

	private final ApplicationDestinations served;

	private final StompPermissions permissions;

	private final StompSubscriptionHandler subscriptions;

	private final StompPublisher publications;

	private final StompControl control;

	private final AcknowledgementHandler acknowledgements;

	private final StompResumeHandler resumption;

	private final StompRefreshHandler refreshes;

	private final long[] serverHeartbeat;

	private final @Nullable String selectorHeader;

	ClientFrameHandler(StompSessions sessions, StompDestinations destinations, ApplicationDestinations served,
			StompPermissions permissions, SubscribeInterceptors interceptors, long[] serverHeartbeat,
			@Nullable String selectorHeader) {
		this.sessions = sessions;
		this.destinations = destinations;
		this.served = served;
		this.permissions = permissions;
		SubscriptionFactory factory = new SubscriptionFactory(sessions, destinations, permissions);
		this.subscriptions = new StompSubscriptionHandler(sessions, factory);
		this.publications = new StompPublisher(sessions);
		this.resumption = new StompResumeHandler(sessions, this.subscriptions, interceptors);
		this.refreshes = new StompRefreshHandler(this.subscriptions, factory, interceptors,
				sessions.options().expiryGrace());
		this.control = new StompControl(sessions, this.subscriptions, this.refreshes);
		sessions.setTokenRefreshHandler(this.refreshes);
		this.acknowledgements = new AcknowledgementHandler(sessions);
		this.serverHeartbeat = serverHeartbeat;
		this.selectorHeader = selectorHeader;
	}

	@Override
	public void handleMessage(Message<?> message) {
		MessageHeaders headers = message.getHeaders();
		SimpMessageType type = SimpMessageHeaderAccessor.getMessageType(headers);
		StompSession stomp = this.sessions.find(headers);
		if (type == null || stomp == null || !this.sessions.contains(stomp)) {
			return;
		}
		try {
			switch (type) {
				case CONNECT -> connect(stomp, message);
				case SUBSCRIBE -> subscribe(stomp, headers);
				case UNSUBSCRIBE -> unsubscribe(stomp, headers);
				case MESSAGE -> send(stomp, message);
				case DISCONNECT -> disconnect(stomp, message);
				case OTHER -> acknowledge(stomp, headers);
				default -> {
				}
			}
		}
		catch (RuntimeException ex) {
			logger.error("A " + type + " frame of session " + stomp.session().publicId() + " could not be handled", ex);
			stomp.markRefused();
			this.sessions.sendError(stomp, "Internal error", receipt(headers));
			stomp.session().close(CloseReason.INTERNAL_ERROR);
		}
	}

	private void connect(StompSession stomp, Message<?> message) {
		if (stomp.isConnected()) {
			this.sessions.refuse(stomp, "Already connected", receipt(message.getHeaders()), StompError.CONNECTED);
			return;
		}
		Session session = stomp.session();
		Principal user = SimpMessageHeaderAccessor.getUser(message.getHeaders());
		boolean admitted = this.sessions.mayConnect(stomp, user);
		if (!this.sessions.hasTenant(stomp, user)) {
			this.sessions.refuseTenant(stomp, null);
			return;
		}
		if (user != null && !user.equals(session.identity().principal())) {
			session.setIdentity(this.sessions.identity(stomp, user));
			TokenRefreshState refresh = stomp.tokenRefresh();
			if (refresh != null) {
				refresh.setConnected(user);
			}
		}
		if (!admitted) {
			this.sessions.refuse(stomp, "Unauthorized", null, StompError.UNAUTHORIZED);
			return;
		}
		MessageHeaders headers = message.getHeaders();
		if (!this.resumption.isWanted(headers)) {
			SimpMessageHeaderAccessor ack = SimpMessageHeaderAccessor.create(SimpMessageType.CONNECT_ACK);
			ack.setHeader(SimpMessageHeaderAccessor.CONNECT_MESSAGE_HEADER, message);
			ack.setHeader(SimpMessageHeaderAccessor.HEART_BEAT_HEADER, announcedHeartbeat(stomp, headers));
			completeConnect(stomp, message, ack, user);
			return;
		}
		try {
			this.resumption.check(headers);
		}
		catch (BadHeaderException ex) {
			this.sessions.refuse(stomp, String.valueOf(ex.getMessage()), null, StompError.HEADER);
			return;
		}
		session.inbound().suspendUntil(this.resumption.begin(stomp, headers).thenCompose((resumed) -> {
			Map<String, SavedSubscription> earlier = resumed.subscriptions();
			completeConnect(stomp, message, connectedFrame(stomp, headers, resumed.token(), earlier != null), user);
			return (earlier != null) ? this.resumption.restore(stomp, earlier, headers)
					: CompletableFuture.completedFuture(null);
		}));
	}

	/**
	 * Spring makes no CONNECTED frame with headers of ours.
	 */
	private StompHeaderAccessor connectedFrame(StompSession stomp, MessageHeaders headers, @Nullable String token,
			boolean resumed) {
		StompHeaderAccessor frame = StompHeaderAccessor.create(StompCommand.CONNECTED);
		frame.setVersion(stomp.version().number());
		long[] heartbeat = announcedHeartbeat(stomp, headers);
		frame.setHeartbeat(heartbeat[0], heartbeat[1]);
		if (token != null) {
			frame.setNativeHeader(StompResumeHandler.RESUME_TOKEN, token);
		}
		frame.setNativeHeader(StompResumeHandler.RESUMED, Boolean.toString(resumed));
		return frame;
	}

	/**
	 * The server's side of the heart-beat negotiation. If the server requests
	 * heart-beats, Spring stops those of SockJS. They are the only liveness check of a
	 * SockJS client that sends none, or rarely, so none are requested from it.
	 */
	private long[] announcedHeartbeat(StompSession stomp, MessageHeaders headers) {
		long[] client = SimpMessageHeaderAccessor.getHeartbeat(headers);
		boolean silent = client == null || client[0] == 0 || isRarerThanPings(client[0]);
		return (stomp.isTextOnly() && silent) ? new long[] { this.serverHeartbeat[0], 0 } : this.serverHeartbeat;
	}

	private void completeConnect(StompSession stomp, Message<?> message, SimpMessageHeaderAccessor ack,
			@Nullable Principal user) {
		stomp.session().setControl(this.control);
		stomp.session().markConnected();
		if (!stomp.session().isOpen()) {
			return;
		}
		stomp.markConnected();
		acknowledge(stomp.session(), ack, user);
		long[] clientHeartbeat = SimpMessageHeaderAccessor.getHeartbeat(message.getHeaders());
		TimingWheel timer = this.sessions.hub().timer();
		Duration expected = (clientHeartbeat != null)
				? StompHeartbeat.start(stomp, timer, clientHeartbeat, announcedHeartbeat(stomp, message.getHeaders()))
				: Duration.ZERO;
		if (expected.isZero()
				|| StompHeartbeat.maxSilence(expected).compareTo(this.sessions.options().pingTime()) > 0) {
			startPings(stomp, timer);
		}
		expireLater(stomp);
	}

	/**
	 * Whether heart-beats would detect a lost client much later than pings, because the
	 * client chose a long interval.
	 */
	private boolean isRarerThanPings(long millis) {
		Duration interval = this.sessions.options().pingInterval();
		return !interval.isZero() && millis > interval.toMillis();
	}

	private void startPings(StompSession stomp, TimingWheel timer) {
		Runnable ping = stomp.ping();
		if (ping != null) {
			StompOptions options = this.sessions.options();
			LivenessPing.start(stomp.session(), stomp::lastRead, ping, timer, options.pingInterval(),
					options.pongTimeout());
		}
	}

	private void expireLater(StompSession stomp) {
		Session session = stomp.session();
		Hub hub = this.sessions.hub();
		SessionExpiry expiry = new SessionExpiry(session, hub.timer(), hub.options().maxSessionAge(), () -> {
			boolean token = session.identity().expiresAt() != null;
			logger.info("Closing session " + session.publicId()
					+ (token ? ": its token has expired" : ": it has reached the maximum age"));
			stomp.markRefused();
			session.send(StompFrames.error(stomp.version(), token ? "Token expired" : "Session expired"));
			session.close(CloseReason.EXPIRED);
		});
		this.refreshes.begin(stomp, expiry);
		stomp.whenEnded(expiry::stop);
	}

	private void subscribe(StompSession stomp, MessageHeaders headers) {
		String destination = SimpMessageHeaderAccessor.getDestination(headers);
		if (destination == null) {
			this.sessions.refuseOrIgnore(stomp, "Missing header: destination", receipt(headers),
					StompError.DESTINATION);
			return;
		}
		if (!isOurs(destination)) {
			String id = SimpMessageHeaderAccessor.getSubscriptionId(headers);
			if (this.subscriptions.remember(stomp, (id != null) ? id : destination, receipt(headers))) {
				refuseUnlessServed(stomp, SimpMessageType.SUBSCRIBE, destination, headers);
			}
			return;
		}
		this.subscriptions.subscribe(stomp, SubscribeFrame.of(destination, headers, this.selectorHeader));
	}

	private void unsubscribe(StompSession stomp, MessageHeaders headers) {
		String given = SimpMessageHeaderAccessor.getSubscriptionId(headers);
		String id = (given != null) ? given : SimpMessageHeaderAccessor.getDestination(headers);
		if (id != null) {
			this.subscriptions.unsubscribe(stomp, id);
		}
	}

	/**
	 * Spring has no type of its own for ACK and NACK.
	 */
	private void acknowledge(StompSession stomp, MessageHeaders headers) {
		StompCommand command = StompHeaderAccessor.getCommand(headers);
		if (command == StompCommand.ACK || command == StompCommand.NACK) {
			this.acknowledgements.handle(stomp, command, headers);
		}
	}

	private void send(StompSession stomp, Message<?> message) {
		MessageHeaders headers = message.getHeaders();
		String destination = SimpMessageHeaderAccessor.getDestination(headers);
		if (destination == null) {
			this.sessions.refuseOrIgnore(stomp, "Missing header: destination", receipt(headers),
					StompError.DESTINATION);
			return;
		}
		if (!isOurs(destination)) {
			refuseUnlessServed(stomp, SimpMessageType.MESSAGE, destination, headers);
			return;
		}
		String channel;
		try {
			channel = channelToSendTo(stomp, destination);
		}
		catch (DestinationDeniedException ex) {
			refuseUnlessHandled(stomp, destination, headers, ex);
			return;
		}
		this.publications.publish(stomp, destination, channel, message);
	}

	/**
	 * The channel of a destination that a client may publish to. A user's own queues are
	 * not among these.
	 */
	private String channelToSendTo(StompSession stomp, String destination) {
		if (this.destinations.isUser(destination)) {
			throw StompPermissions.userQueueDenied(destination);
		}
		String channel = this.destinations.channel(destination);
		this.permissions.checkSend(destination, channel, stomp.session().identity());
		return channel;
	}

	/**
	 * A destination may be the broker's and the application's at once. Then the method
	 * gets the message, and the broker need not take it.
	 */
	private void refuseUnlessHandled(StompSession stomp, String destination, MessageHeaders headers,
			DestinationDeniedException denial) {
		if (this.served.hasMethod(SimpMessageType.MESSAGE, destination)) {
			logger.debug(denial.getMessage());
		}
		else {
			this.sessions.refuse(stomp, String.valueOf(denial.getMessage()), receipt(headers), StompError.DENIED);
		}
	}

	/**
	 * Handle a DISCONNECT frame, or Spring's own after the end of the connection.
	 */
	private void disconnect(StompSession stomp, Message<?> message) {
		stomp.transactions().clear();
		if (stomp.isEnded()) {
			return;
		}
		if (receipt(message.getHeaders()) != null) {
			SimpMessageHeaderAccessor ack = SimpMessageHeaderAccessor.create(SimpMessageType.DISCONNECT_ACK);
			ack.setHeader(SimpMessageHeaderAccessor.DISCONNECT_MESSAGE_HEADER, message);
			acknowledge(stomp.session(), ack, SimpMessageHeaderAccessor.getUser(message.getHeaders()));
		}
		SavedSession saved = stomp.savedSession();
		if (saved != null) {
			saved.forget();
		}
		stomp.session().close(StompProtocol.DISCONNECTED);
	}

	private void acknowledge(Session session, SimpMessageHeaderAccessor ack, @Nullable Principal user) {
		ack.setSessionId(session.id());
		if (user != null) {
			ack.setUser(user);
		}
		this.sessions.clientOutboundChannel().send(MessageBuilder.createMessage(NO_BODY, ack.getMessageHeaders()));
	}

	/**
	 * Rejects a destination that neither the broker nor a method serves. Spring would
	 * ignore the frame silently.
	 */
	private void refuseUnlessServed(StompSession stomp, SimpMessageType type, String destination,
			MessageHeaders headers) {
		if (!this.served.contains(type, destination)) {
			this.sessions.refuseOrIgnore(stomp, "Unknown destination: '" + LogText.of(destination) + "'",
					receipt(headers), StompError.UNKNOWN_DESTINATION);
		}
	}

	private boolean isOurs(String destination) {
		return this.destinations.isUser(destination) || this.destinations.isBroker(destination);
	}

	private static @Nullable String receipt(MessageHeaders headers) {
		return FrameReceipt.id(headers);
	}

}
