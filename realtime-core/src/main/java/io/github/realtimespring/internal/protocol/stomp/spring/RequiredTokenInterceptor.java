package io.github.realtimespring.internal.protocol.stomp.spring;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;

import io.github.realtimespring.internal.guard.ProtocolInterceptor;
import io.github.realtimespring.internal.protocol.stomp.frame.StompError;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;

/**
 * Rejects a CONNECT frame without the required token. It comes after the application's
 * interceptors, which may authenticate a client in other ways, and before the frame is
 * marked as sent: neither they nor Spring's event listeners see later frames of the
 * client. Thread-safe.
 */
final class RequiredTokenInterceptor implements ProtocolInterceptor {

	private final StompSessions sessions;

	RequiredTokenInterceptor(StompSessions sessions) {
		this.sessions = sessions;
	}

	@Override
	public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
		if (SimpMessageHeaderAccessor.getMessageType(message.getHeaders()) != SimpMessageType.CONNECT) {
			return message;
		}
		StompSession stomp = this.sessions.find(message.getHeaders());
		if (stomp == null) {
			return message;
		}
		if (!this.sessions.mayConnect(stomp, user(message))) {
			this.sessions.refuse(stomp, "Unauthorized", null, StompError.UNAUTHORIZED);
			return null;
		}
		if (!this.sessions.hasTenant(stomp, user(message))) {
			this.sessions.refuseTenant(stomp, null);
			return null;
		}
		return message;
	}

	private static @Nullable Principal user(Message<?> message) {
		return SimpMessageHeaderAccessor.getUser(message.getHeaders());
	}

}
