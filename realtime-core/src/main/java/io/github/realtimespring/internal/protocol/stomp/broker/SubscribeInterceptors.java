package io.github.realtimespring.internal.protocol.stomp.broker;

import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

import io.github.realtimespring.internal.guard.ClientCommand;
import io.github.realtimespring.internal.guard.CommandGuard;
import io.github.realtimespring.internal.guard.ConnectCheck;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.security.BearerTokens;

/**
 * Asks the application's interceptors whether a client may have a subscription that it
 * does not ask for itself, or connect with a new token: an application may check
 * permissions there, as Spring Security does.
 */
final class SubscribeInterceptors {

	private static final byte[] NO_BODY = new byte[0];

	private final CommandGuard guard;

	SubscribeInterceptors(CommandGuard guard) {
		this.guard = guard;
	}

	/**
	 * Whether all interceptors would let a frame pass. Their changes are ignored, because
	 * the frame passed them before. May block.
	 * @param connect the headers of the client's CONNECT frame
	 */
	boolean admit(Session session, MessageHeaders connect, SubscribeFrame frame) {
		return !this.guard.isActive()
				|| this.guard.check(session, new ClientCommand.Subscribe(frame.destination()), message(connect, frame));
	}

	/**
	 * Whether there are interceptors to ask.
	 */
	boolean isActive() {
		return this.guard.isActive();
	}

	/**
	 * Ask whether the interceptors would let a client connect. May block.
	 * @param headers the headers of its CONNECT frame, with the new token
	 * @param user the user of the new token
	 */
	ConnectCheck check(Session session, Map<String, String> headers, @Nullable Principal user) {
		return this.guard.check(session, new ClientCommand.Connect(headers), user);
	}

	/**
	 * The client's headers of a CONNECT frame, without the token.
	 */
	static Map<String, String> nativeHeaders(MessageHeaders connect) {
		Map<String, String> headers = new LinkedHashMap<>();
		if (connect.get(NativeMessageHeaderAccessor.NATIVE_HEADERS) instanceof Map<?, ?> natives) {
			for (Object name : natives.keySet()) {
				String value = NativeMessageHeaderAccessor.getFirstNativeHeader((String) name, connect);
				if (value != null && !BearerTokens.HEADER.equalsIgnoreCase((String) name)) {
					headers.put((String) name, value);
				}
			}
		}
		return headers;
	}

	private static Message<?> message(MessageHeaders connect, SubscribeFrame frame) {
		StompHeaderAccessor accessor = StompHeaderAccessor.create(StompCommand.SUBSCRIBE);
		accessor.setSessionId(SimpMessageHeaderAccessor.getSessionId(connect));
		accessor.setSessionAttributes(SimpMessageHeaderAccessor.getSessionAttributes(connect));
		accessor.setUser(SimpMessageHeaderAccessor.getUser(connect));
		accessor.setSubscriptionId(frame.id());
		accessor.setDestination(frame.destination());
		accessor.setNativeHeader(StompHeaderAccessor.STOMP_ID_HEADER, frame.id());
		accessor.setNativeHeader(StompHeaderAccessor.STOMP_DESTINATION_HEADER, frame.destination());
		frame.saved(null).options().forEach(accessor::setNativeHeader);
		accessor.setLeaveMutable(true);
		return MessageBuilder.createMessage(NO_BODY, accessor.getMessageHeaders());
	}

}
