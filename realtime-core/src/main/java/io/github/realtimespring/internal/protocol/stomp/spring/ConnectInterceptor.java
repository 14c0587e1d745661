package io.github.realtimespring.internal.protocol.stomp.spring;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.util.StringUtils;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.guard.ProtocolInterceptor;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.internal.protocol.stomp.frame.StompError;
import io.github.realtimespring.internal.protocol.stomp.frame.StompVersion;
import io.github.realtimespring.internal.protocol.stomp.session.FrameReceipt;
import io.github.realtimespring.internal.protocol.stomp.session.StompFrameDecoder;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;
import io.github.realtimespring.internal.protocol.stomp.session.TokenRefreshState;
import io.github.realtimespring.internal.security.BearerTokens;
import io.github.realtimespring.internal.security.LoginAuthenticator;
import io.github.realtimespring.internal.security.TokenCheck;
import io.github.realtimespring.internal.tenant.TenantHeader;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * The first to see a client's frame: agrees on the version, verifies the token of a
 * CONNECT frame, adds what clients of STOMP 1.0 leave out, and turns away what no client
 * may send, or not before CONNECT. DISCONNECT and heart-beats always pass.
 *
 * <p>
 * A token is verified on the thread that reads from this client, as in the handshake:
 * Spring takes the user from the frame before it hands the frame over.
 */
final class ConnectInterceptor implements ProtocolInterceptor {

	private static final Set<StompCommand> FROM_SERVER = EnumSet.of(StompCommand.CONNECTED, StompCommand.MESSAGE,
			StompCommand.RECEIPT, StompCommand.ERROR);

	private final StompSessions sessions;

	private final @Nullable TokenAuthenticator authenticator;

	private final @Nullable LoginAuthenticator logins;

	ConnectInterceptor(StompSessions sessions, @Nullable TokenAuthenticator authenticator,
			@Nullable LoginAuthenticator logins) {
		this.sessions = sessions;
		this.authenticator = authenticator;
		this.logins = logins;
	}

	@Override
	public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
		StompHeaderAccessor accessor = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
		StompSession stomp = (accessor != null) ? this.sessions.find(message.getHeaders()) : null;
		if (accessor == null || stomp == null || accessor.getCommand() == null) {
			return message;
		}
		StompCommand command = accessor.getCommand();
		if (command == StompCommand.DISCONNECT) {
			return message;
		}
		TenantHeader.removeFrom(accessor);
		if (command == StompCommand.UNSUBSCRIBE && stomp.isConnectAccepted() && !stomp.isEnded()) {
			return prepare(stomp, message, accessor);
		}
		if (stomp.isOver()) {
			return null;
		}
		if (accessor.getHeader(StompFrameDecoder.MALFORMED) instanceof String malformed) {
			this.sessions.refuse(stomp, malformed, null, StompError.MALFORMED, "Malformed frame");
			return null;
		}
		boolean connect = command == StompCommand.CONNECT || command == StompCommand.STOMP;
		if (!connect && !stomp.isConnectAccepted()) {
			this.sessions.refuse(stomp, "CONNECT expected", accessor.getReceipt(), StompError.NOT_CONNECTED);
			return null;
		}
		if (FROM_SERVER.contains(command)) {
			this.sessions.refuse(stomp, "Unexpected command", accessor.getReceipt(), StompError.UNEXPECTED_COMMAND);
			return null;
		}
		if (connect) {
			return connect(stomp, accessor) ? message : null;
		}
		if (accessor.isMutable()) {
			accessor.setHeader(StompProtocol.HEADER, StompProtocol.NAME);
		}
		if (accessor.getDestination() != null && accessor.getDestination().isBlank()) {
			// Spring's user registry would fail over it
			this.sessions.refuseOrIgnore(stomp, "Missing header: destination", accessor.getReceipt(),
					StompError.DESTINATION);
			return null;
		}
		return isTooLong(stomp, accessor, StompError.DESTINATION, accessor.getDestination())
				|| isTooLong(stomp, accessor, StompError.ID, accessor.getSubscriptionId()) ? null
						: prepare(stomp, message, accessor);
	}

	/**
	 * Refuse what is too long for the application's methods, too: matching a destination
	 * with their mappings may take time that grows with the square of its length, and
	 * Spring's user registry keeps the ids.
	 */
	private boolean isTooLong(StompSession stomp, StompHeaderAccessor accessor, StompError what,
			@Nullable String value) {
		String problem = this.sessions.tooLong(what.tag(), value);
		if (problem != null) {
			this.sessions.refuseInTurn(stomp, problem, accessor.getReceipt(), what);
		}
		return problem != null;
	}

	/**
	 * Note a CONNECT frame that no interceptor held back. It is processed before whatever
	 * the client sends after it.
	 */
	@Override
	public void postSend(Message<?> message, MessageChannel channel, boolean sent) {
		if (sent && SimpMessageHeaderAccessor.getMessageType(message.getHeaders()) == SimpMessageType.CONNECT) {
			StompSession stomp = this.sessions.find(message.getHeaders());
			if (stomp != null) {
				stomp.acceptConnect();
			}
		}
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
		if (!stomp.beginConnect() && !stomp.isApplicationEndpoint()) {
			// Before its token could replace the identity of frames that still wait, or
			// it could come in on that of a frame that an interceptor withheld
			this.sessions.refuseInTurn(stomp, "Already connected", accessor.getReceipt(), StompError.CONNECTED);
			return false;
		}
		StompVersion version = StompVersion
			.negotiate(accessor.getFirstNativeHeader(StompHeaderAccessor.STOMP_ACCEPT_VERSION_HEADER));
		if (version == null) {
			this.sessions.refuse(stomp, "Supported protocol versions are 1.0, 1.1 and 1.2", null, StompError.VERSION);
			return false;
		}
		stomp.setVersion(version);
		if (accessor.getAcceptVersion().isEmpty() && accessor.isMutable()) {
			// Spring refuses a client of 1.0, which sends no version at all
			accessor.setAcceptVersion(version.number());
		}
		return authenticate(stomp, accessor);
	}

	private boolean authenticate(StompSession stomp, StompHeaderAccessor accessor) {
		if (stomp.isApplicationEndpoint()) {
			return true;
		}
		Session session = stomp.session();
		Set<String> tokens = (this.authenticator != null) ? tokens(accessor) : Set.of();
		TokenCheck check = check(session, accessor, tokens);
		if (check == null) {
			rememberVerified(stomp, false);
			return true;
		}
		ClientIdentity identity = check.identity();
		if (check.outcome() == TokenCheck.Outcome.TENANT) {
			this.sessions.refuseTenant(stomp, null);
			return false;
		}
		if (identity == null) {
			boolean unavailable = check.outcome() == TokenCheck.Outcome.UNAVAILABLE;
			this.sessions.refuse(stomp, unavailable ? "Authentication is unavailable" : "Unauthorized", null,
					unavailable ? StompError.UNAVAILABLE : StompError.UNAUTHORIZED);
			return false;
		}
		if (!identity.isAuthenticated() && session.identity().isAuthenticated()) {
			// Else the handshake's user would get the life of a token that names nobody
			this.sessions.refuse(stomp, "Unauthorized", null, StompError.UNAUTHORIZED);
			return false;
		}
		session.setIdentity(identity);
		if (identity.principal() != null) {
			accessor.setUser(identity.principal());
		}
		rememberVerified(stomp, !tokens.isEmpty());
		for (String token : tokens) {
			showVerified(token, accessor);
		}
		return true;
	}

	/**
	 * Verify the token or the login of a CONNECT frame.
	 * @return {@code null} if it has neither
	 */
	private @Nullable TokenCheck check(Session session, StompHeaderAccessor accessor, Set<String> tokens) {
		String login = (this.logins != null) ? accessor.getLogin() : null;
		if (tokens.size() > 1 || (login != null && !tokens.isEmpty())) {
			return TokenCheck.AMBIGUOUS;
		}
		if (this.logins != null && login != null) {
			TokenCheck check = this.logins.authenticate(login, accessor.getPasscode(), session.limitKey());
			ClientIdentity identity = check.identity();
			return (identity != null) ? TokenCheck.of(() -> session.tenants().assign(session.identity(), identity))
					: check;
		}
		TokenAuthenticator authenticator = this.authenticator;
		if (authenticator == null || tokens.isEmpty()) {
			return null;
		}
		String token = tokens.iterator().next();
		return TokenCheck.of(() -> session.tenants().assign(session.identity(), authenticator.authenticate(token)));
	}

	private void rememberVerified(StompSession stomp, boolean tokenInConnect) {
		ClientIdentity identity = stomp.session().identity();
		if (this.authenticator != null && identity.isAuthenticated()) {
			stomp.setTokenRefresh(
					new TokenRefreshState(identity, tokenInConnect, this.sessions.options().refreshLimits()));
		}
	}

	/**
	 * Let interceptors see the token that was verified, in whatever spelling of the
	 * header they look for it.
	 */
	private static void showVerified(String token, StompHeaderAccessor accessor) {
		if (accessor.isMutable()) {
			String verified = BearerTokens.write(token);
			for (String name : List.copyOf(accessor.toNativeHeaderMap().keySet())) {
				if (name.equalsIgnoreCase(BearerTokens.HEADER)) {
					accessor.setNativeHeader(name, verified);
				}
			}
			accessor.setNativeHeader(BearerTokens.HEADER, verified);
		}
	}

	/**
	 * The tokens of a frame, however their header is spelled.
	 */
	static Set<String> tokens(StompHeaderAccessor accessor) {
		Set<String> tokens = new HashSet<>(2);
		accessor.toNativeHeaderMap().forEach((name, values) -> {
			if (name.equalsIgnoreCase(BearerTokens.HEADER)) {
				values.stream().map(BearerTokens::read).filter(StringUtils::hasLength).forEach(tokens::add);
			}
		});
		return tokens;
	}

}
