package io.github.realtimespring.internal.protocol.stomp.spring;

import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.messaging.SubProtocolWebSocketHandler;

import io.github.realtimespring.internal.protocol.stomp.message.TextSafeWebSocketSession;

/**
 * Sends to sessions without a buffer of its own: a session of the hub has one. Spring's
 * buffer loses a frame of one thread, for example an ERROR frame, when another thread
 * sends at the same time and the session is then closed.
 */
final class DirectSubProtocolWebSocketHandler extends SubProtocolWebSocketHandler {

	DirectSubProtocolWebSocketHandler(MessageChannel clientInboundChannel, SubscribableChannel clientOutboundChannel) {
		super(clientInboundChannel, clientOutboundChannel);
	}

	@Override
	protected WebSocketSession decorateSession(WebSocketSession session) {
		return new TextSafeWebSocketSession(session);
	}

}
