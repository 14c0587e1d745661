package io.github.realtimespring.internal.protocol.stomp.broker;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;

import io.github.realtimespring.internal.guard.ClientCommand;
import io.github.realtimespring.internal.guard.CommandGuard;
import io.github.realtimespring.internal.hub.session.Session;

/**
 * Asks the application's interceptors whether a client may have a subscription that it
 * does not ask for itself: an application may check permissions there, as Spring Security
 * does.
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
