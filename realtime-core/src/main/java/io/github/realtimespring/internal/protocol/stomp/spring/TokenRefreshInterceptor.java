package io.github.realtimespring.internal.protocol.stomp.spring;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageHeaderAccessor;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.guard.ConnectCheck;
import io.github.realtimespring.internal.guard.ProtocolInterceptor;
import io.github.realtimespring.internal.guard.Refusal;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.internal.protocol.stomp.frame.StompError;
import io.github.realtimespring.internal.protocol.stomp.frame.StompFrames;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;
import io.github.realtimespring.internal.protocol.stomp.session.TokenRefreshHandler;
import io.github.realtimespring.internal.protocol.stomp.session.TokenRefreshState;
import io.github.realtimespring.internal.security.TokenCheck;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * Takes the new token of a connected client, a SEND to {@value #DESTINATION}, before the
 * application's interceptors and methods could see the frame. Later frames have the new
 * user.
 *
 * <p>
 * As in CONNECT, the token is verified on the thread that reads from this client: the
 * application's interceptors see the client's next frame on the same thread, and decide
 * by its user. Everything else happens in the session's inbound queue, after what the
 * client sent before, and before what it sends next.
 */
final class TokenRefreshInterceptor implements ProtocolInterceptor {

	static final String DESTINATION = "/realtime/refresh";

	private final StompSessions sessions;

	private final @Nullable TokenAuthenticator authenticator;

	TokenRefreshInterceptor(StompSessions sessions, @Nullable TokenAuthenticator authenticator) {
		this.sessions = sessions;
		this.authenticator = authenticator;
	}

	@Override
	public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
		TokenAuthenticator authenticator = this.authenticator;
		if (authenticator == null) {
			return message;
		}
		StompHeaderAccessor accessor = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
		StompSession stomp = (accessor != null) ? this.sessions.find(message.getHeaders()) : null;
		if (accessor == null || stomp == null || stomp.isApplicationEndpoint() || accessor.getCommand() == null) {
			return message;
		}
		if (accessor.getCommand() == StompCommand.SEND && DESTINATION.equals(accessor.getDestination())) {
			refresh(stomp, accessor, authenticator);
			return null;
		}
		TokenRefreshState state = stomp.tokenRefresh();
		Principal user = (state != null) ? state.user() : null;
		if (user != null && accessor.isMutable()) {
			accessor.setUser(user);
		}
		return message;
	}

	/**
	 * Note the user of a CONNECT frame that every interceptor has passed.
	 */
	@Override
	public void postSend(Message<?> message, MessageChannel channel, boolean sent) {
		if (this.authenticator != null && sent
				&& SimpMessageHeaderAccessor.getMessageType(message.getHeaders()) == SimpMessageType.CONNECT) {
			StompSession stomp = this.sessions.find(message.getHeaders());
			TokenRefreshState state = (stomp != null) ? stomp.tokenRefresh() : null;
			if (stomp != null && state != null) {
				state.setConnected(SimpMessageHeaderAccessor.getUser(message.getHeaders()));
				this.sessions.tokenRefreshHandler().recordConnect(stomp, state, message.getHeaders());
			}
		}
	}

	private void refresh(StompSession stomp, StompHeaderAccessor accessor, TokenAuthenticator authenticator) {
		String receipt = accessor.getReceipt();
		Set<String> tokens = ConnectInterceptor.tokens(accessor);
		if (tokens.isEmpty()) {
			this.sessions.refuseInTurn(stomp, "Missing header: Authorization", receipt, StompError.HEADER);
			return;
		}
		TokenRefreshState state = stomp.tokenRefresh();
		if (state == null) {
			refuse(stomp, receipt, "an anonymous client can't refresh a token");
			return;
		}
		if (!state.budget().tryUse()) {
			fail(stomp, "too-many-requests", StompError.LIMIT);
			return;
		}
		String token = tokens.iterator().next();
		Session session = stomp.session();
		TokenCheck check = (tokens.size() == 1)
				? TokenCheck.of(() -> session.tenants().assign(session.identity(), authenticator.authenticate(token)))
				: TokenCheck.AMBIGUOUS;
		ClientIdentity identity = check.identity();
		switch (check.outcome()) {
			case VERIFIED -> refresh(stomp, accessor, state, token, Objects.requireNonNull(identity));
			case INVALID -> refuse(stomp, receipt, "its new token is invalid");
			case TENANT -> inTurn(stomp, () -> this.sessions.refuseTenant(stomp, receipt));
			case EXPIRED -> fail(stomp, "expired", StompError.UNAUTHORIZED);
			case UNAVAILABLE -> fail(stomp, "unavailable", StompError.UNAVAILABLE);
		}
	}

	private void refresh(StompSession stomp, StompHeaderAccessor accessor, TokenRefreshState state, String token,
			ClientIdentity verified) {
		String receipt = accessor.getReceipt();
		TokenRefreshHandler handler = this.sessions.tokenRefreshHandler();
		if (!state.isVerifiedUser(verified)) {
			refuse(stomp, receipt, "its new token is another user's");
			return;
		}
		ConnectCheck check = handler.check(stomp, state, token, verified);
		Refusal refusal = check.refusal();
		if (refusal == Refusal.UNAVAILABLE) {
			fail(stomp, "unavailable", StompError.UNAVAILABLE);
			return;
		}
		if (refusal != null) {
			refuse(stomp, receipt, "the application's interceptors refused its new token");
			return;
		}
		ClientIdentity identity = check.identity(verified);
		if (!state.isConnectedUser(identity)) {
			refuse(stomp, receipt, "the application's interceptors made it another user");
			return;
		}
		state.setUser(identity.principal());
		if (accessor.isMutable()) {
			accessor.setUser(identity.principal());
		}
		MessageHeaders headers = accessor.getMessageHeaders();
		inTurn(stomp, () -> {
			handler.refresh(stomp, state, identity, headers);
			if (receipt != null) {
				stomp.session().send(StompFrames.refreshed(stomp.version(), receipt, secondsLeft(stomp.session())));
			}
		});
	}

	/**
	 * The seconds until the session's identity expires, {@code null} if it doesn't.
	 */
	private static @Nullable Long secondsLeft(Session session) {
		Instant expiresAt = session.identity().expiresAt();
		return (expiresAt != null) ? Math.max(1, Duration.between(Instant.now(), expiresAt).toSeconds()) : null;
	}

	private void refuse(StompSession stomp, @Nullable String receipt, String cause) {
		inTurn(stomp, () -> this.sessions.refuse(stomp, "Unauthorized", receipt, StompError.UNAUTHORIZED,
				"Unauthorized, " + cause));
	}

	/**
	 * Tell the client that it may try again. STOMP's ERROR would end the session.
	 */
	private void fail(StompSession stomp, String reason, StompError error) {
		inTurn(stomp, () -> {
			this.sessions.metrics().protocolError(StompProtocol.NAME, error.tag());
			stomp.session().send(StompFrames.refreshFailed(stomp.version(), reason));
		});
	}

	private void inTurn(StompSession stomp, Runnable task) {
		try {
			stomp.session().inbound().execute(() -> {
				if (!stomp.isOver() && stomp.session().isOpen()) {
					task.run();
				}
			});
		}
		catch (RejectedExecutionException ex) {
			this.sessions.closeOverloaded(stomp);
		}
	}

}
