package io.github.realtimespring.internal.protocol.stomp.spring;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.messaging.SubProtocolWebSocketHandler;

import io.github.realtimespring.internal.concurrent.Beginning;
import io.github.realtimespring.internal.protocol.stomp.message.TextSafeWebSocketSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;

/**
 * Sends to sessions without a buffer of its own: a session of the hub has one. Spring's
 * buffer loses a frame of one thread, for example an ERROR frame, when another thread
 * sends at the same time and the session is then closed.
 *
 * <p>
 * A session that ends while its {@code SessionConnectedEvent} is published gets its
 * {@code SessionDisconnectEvent} afterwards. The other way round, Spring's user registry
 * would keep the user for ever.
 */
final class DirectSubProtocolWebSocketHandler extends SubProtocolWebSocketHandler {

	private final StompSessions sessions;

	/** The sessions whose connection is being announced, by their ids. */
	private final Map<String, Beginning<End>> announcements = new ConcurrentHashMap<>();

	DirectSubProtocolWebSocketHandler(MessageChannel clientInboundChannel, SubscribableChannel clientOutboundChannel,
			StompSessions sessions) {
		super(clientInboundChannel, clientOutboundChannel);
		this.sessions = sessions;
	}

	@Override
	protected WebSocketSession decorateSession(WebSocketSession session) {
		return new TextSafeWebSocketSession(session);
	}

	@Override
	public void handleMessage(Message<?> message) {
		String id = isConnected(message) ? SimpMessageHeaderAccessor.getSessionId(message.getHeaders()) : null;
		StompSession stomp = this.sessions.find(id);
		if (id == null || stomp == null) {
			super.handleMessage(message);
			return;
		}
		Beginning<End> announcement = new Beginning<>();
		this.announcements.put(id, announcement);
		try {
			// In this order: a session that ends is marked before it is looked up here
			if (!stomp.isEnded()) {
				super.handleMessage(message);
			}
		}
		finally {
			this.announcements.remove(id, announcement);
			handle(announcement.finish(), message);
		}
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) throws Exception {
		Beginning<End> announcement = this.announcements.get(session.getId());
		if (announcement == null || !announcement.defer(() -> super.afterConnectionClosed(session, status))) {
			super.afterConnectionClosed(session, status);
		}
	}

	private static void handle(@Nullable End end, Message<?> message) {
		if (end != null) {
			try {
				end.handle();
			}
			catch (Exception ex) {
				throw new MessageHandlingException(message, ex);
			}
		}
	}

	private static boolean isConnected(Message<?> message) {
		SimpMessageType type = SimpMessageHeaderAccessor.getMessageType(message.getHeaders());
		if (type == SimpMessageType.CONNECT_ACK) {
			return true;
		}
		StompHeaderAccessor frame = (type != SimpMessageType.MESSAGE)
				? MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class) : null;
		return frame != null && frame.getCommand() == StompCommand.CONNECTED;
	}

	/**
	 * The end of a session.
	 */
	private interface End {

		void handle() throws Exception;

	}

}
