package io.github.realtimespring.protocol.stomp;

import java.util.EnumSet;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.util.StringUtils;

import io.github.realtimespring.hub.Session;
import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.security.ClientIdentity;
import io.github.realtimespring.security.InvalidTokenException;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * The first to see a client's frame: agrees on the version, verifies the token of a
 * CONNECT frame, adds what clients of STOMP 1.0 leave out, and turns away what no client
 * may send. DISCONNECT, UNSUBSCRIBE and heart-beats always pass.
 *
 * <p>
 * A token is verified on the thread that reads from this client, as in the handshake:
 * Spring takes the user from the frame before it hands the frame over.
 */
final class ConnectInterceptor implements ChannelInterceptor {

	private static final Log logger = LogFactory.getLog(ConnectInterceptor.class);

	private static final String BEARER = "Bearer ";

	private static final Set<StompCommand> FROM_SERVER = EnumSet.of(StompCommand.CONNECTED, StompCommand.MESSAGE,
			StompCommand.RECEIPT, StompCommand.ERROR);

	private final StompSessions sessions;

	private final @Nullable TokenAuthenticator authenticator;

	ConnectInterceptor(StompSessions sessions, @Nullable TokenAuthenticator authenticator) {
		this.sessions = sessions;
		this.authenticator = authenticator;
	}

	@Override
	public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
		StompHeaderAccessor accessor = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
		StompSession stomp = (accessor != null) ? this.sessions.find(accessor.getSessionId()) : null;
		if (accessor == null || stomp == null || accessor.getCommand() == null) {
			return message;
		}
		StompCommand command = accessor.getCommand();
		if (command == StompCommand.DISCONNECT) {
			return message;
		}
		if (command == StompCommand.UNSUBSCRIBE) {
			return prepare(stomp, message, accessor);
		}
		if (stomp.isRefused()) {
			return null;
		}
		if (accessor.getHeader(StompFrameDecoder.MALFORMED) instanceof String malformed) {
			this.sessions.refuse(stomp, malformed, null, "malformed");
			return null;
		}
		if (FROM_SERVER.contains(command)) {
			this.sessions.refuse(stomp, "Unexpected command", accessor.getReceipt(), "unexpected-command");
			return null;
		}
		if (command == StompCommand.CONNECT || command == StompCommand.STOMP) {
			return connect(stomp, accessor) ? message : null;
		}
		if (accessor.isMutable()) {
			accessor.setHeader(StompProtocol.HEADER, StompProtocol.NAME);
		}
		if (accessor.getDestination() != null && accessor.getDestination().isBlank()) {
			// Spring's user registry would fail over it
			this.sessions.refuse(stomp, "Missing header: destination", accessor.getReceipt(), "destination");
			return null;
		}
		return prepare(stomp, message, accessor);
	}

	private Message<?> prepare(StompSession stomp, Message<?> message, StompHeaderAccessor accessor) {
		addSubscriptionId(accessor);
		if (accessor.getReceipt() != null && accessor.isMutable()) {
			accessor.setHeader(FrameReceipt.HEADER, new FrameReceipt(this.sessions, stomp, accessor.getReceipt()));
		}
		return message;
	}

	/**
	 * In STOMP 1.0 the id of a subscription is optional and its destination stands for
	 * it.
	 */
	private static void addSubscriptionId(StompHeaderAccessor accessor) {
		StompCommand command = accessor.getCommand();
		if ((command == StompCommand.SUBSCRIBE || command == StompCommand.UNSUBSCRIBE)
				&& accessor.getSubscriptionId() == null && accessor.getDestination() != null && accessor.isMutable()) {
			accessor.setSubscriptionId(accessor.getDestination());
		}
	}

	private boolean connect(StompSession stomp, StompHeaderAccessor accessor) {
		StompVersion version = StompVersion
			.negotiate(accessor.getFirstNativeHeader(StompHeaderAccessor.STOMP_ACCEPT_VERSION_HEADER));
		if (version == null) {
			this.sessions.refuse(stomp, "Supported protocol versions are 1.0, 1.1 and 1.2", null, "version");
			return false;
		}
		stomp.version(version);
		if (accessor.isMutable()) {
			// Spring refuses a client of 1.0, which sends no version at all
			accessor.setAcceptVersion(version.number());
		}
		return authenticate(stomp, accessor);
	}

	private boolean authenticate(StompSession stomp, StompHeaderAccessor accessor) {
		String token = (this.authenticator != null) ? token(accessor) : null;
		if (this.authenticator == null || token == null) {
			return true;
		}
		Session session = stomp.session();
		try {
			ClientIdentity identity = this.authenticator.authenticate(token);
			session.authenticated(identity);
			if (identity.principal() != null) {
				accessor.setUser(identity.principal());
			}
			return true;
		}
		catch (InvalidTokenException ex) {
			this.sessions.refuse(stomp, "Unauthorized", null, "unauthorized");
		}
		catch (AuthenticationUnavailableException ex) {
			logger.warn("A token can't be verified: " + ex.getMessage());
			this.sessions.refuse(stomp, "Authentication is unavailable", null, "unavailable");
		}
		return false;
	}

	/**
	 * The token of a CONNECT frame. Login and passcode are the application's.
	 */
	private static @Nullable String token(StompHeaderAccessor accessor) {
		String authorization = accessor.getFirstNativeHeader("Authorization");
		if (authorization == null) {
			authorization = accessor.getFirstNativeHeader("authorization");
		}
		if (!StringUtils.startsWithIgnoreCase(authorization, BEARER)) {
			return null;
		}
		String token = authorization.substring(BEARER.length()).trim();
		return token.isEmpty() ? null : token;
	}

}
