package io.github.realtimespring.protocol.stomp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.apache.commons.logging.Log;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.AbstractMessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageBuilder;

import io.github.realtimespring.observability.LimitedLog;

/**
 * Asks the interceptors of the clients' channel whether a client may have a subscription
 * that it does not ask for itself: an application may check permissions there, as Spring
 * Security does.
 */
final class SubscribeInterceptors {

	private static final Log logger = LimitedLog.of(SubscribeInterceptors.class);

	private static final byte[] NO_BODY = new byte[0];

	private final MessageChannel channel;

	/**
	 * Create the check.
	 * @param clientInboundChannel the channel that the clients' frames come through
	 */
	SubscribeInterceptors(MessageChannel clientInboundChannel) {
		this.channel = clientInboundChannel;
	}

	/**
	 * Whether all interceptors would let a frame pass. What they change is ignored: the
	 * frame has been through them before. May block.
	 * @param connect the headers of the client's CONNECT frame
	 */
	boolean admit(MessageHeaders connect, SubscribeFrame frame) {
		if (!(this.channel instanceof AbstractMessageChannel intercepted)) {
			return true;
		}
		Message<?> message = message(connect, frame);
		Deque<ChannelInterceptor> passed = new ArrayDeque<>();
		try {
			return pass(intercepted.getInterceptors(), message, passed);
		}
		catch (RuntimeException ex) {
			logger.debug("An interceptor refused to let a subscription be restored", ex);
			return false;
		}
		finally {
			passed.forEach((interceptor) -> complete(interceptor, message));
		}
	}

	private boolean pass(List<ChannelInterceptor> interceptors, Message<?> original, Deque<ChannelInterceptor> passed) {
		Message<?> message = original;
		for (ChannelInterceptor interceptor : interceptors) {
			message = interceptor.preSend(message, this.channel);
			if (message == null) {
				return false;
			}
			passed.push(interceptor);
		}
		return true;
	}

	private void complete(ChannelInterceptor interceptor, Message<?> message) {
		try {
			interceptor.afterSendCompletion(message, this.channel, false, null);
		}
		catch (RuntimeException ex) {
			logger.error("An interceptor failed after it was asked about a subscription", ex);
		}
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
