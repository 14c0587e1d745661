package io.github.realtimespring.internal.protocol.stomp.spring;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;

import org.springframework.util.Assert;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;
import org.springframework.web.socket.sockjs.transport.SockJsSession;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.hub.inbound.InboundQueue;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.protocol.stomp.frame.StompError;
import io.github.realtimespring.internal.protocol.stomp.frame.UnfinishedFrame;
import io.github.realtimespring.internal.protocol.stomp.session.StompFrameDecoder;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;
import io.github.realtimespring.internal.transport.websocket.WebSocketSessions;

/**
 * Stands between the hub's sessions and Spring's STOMP support: begins and ends the STOMP
 * session, notes when the client was last heard of, and lets nothing in before CONNECT.
 */
final class StompConnectGuard extends WebSocketHandlerDecorator {

	/** Enough to tell a command by, after any number of line ends. */
	private static final int COMMAND_LENGTH = 16;

	private final StompSessions sessions;

	StompConnectGuard(WebSocketHandler delegate, StompSessions sessions) {
		super(delegate);
		this.sessions = sessions;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession socket) throws Exception {
		Session session = this.sessions.hub().session(socket.getId());
		Assert.state(session != null, "Not a session of the hub");
		boolean textOnly = WebSocketSessionDecorator.unwrap(socket) instanceof SockJsSession;
		StompSession stomp = this.sessions.open(session, textOnly);
		if (!textOnly) {
			stomp.setPing(() -> WebSocketSessions.ping(socket));
		}
		boolean applicationEndpoint = ApplicationEndpoint.takeMark(socket);
		if (applicationEndpoint) {
			useDeterminedUser(session, socket);
		}
		stomp.setHandshake(applicationEndpoint, socket.getPrincipal());
		socket.setTextMessageSizeLimit(this.sessions.maxFrameSize());
		socket.setBinaryMessageSizeLimit(this.sessions.maxFrameSize());
		super.afterConnectionEstablished(socket);
	}

	/**
	 * At its own endpoint the application may replace the container's user in its
	 * handshake handler.
	 */
	private static void useDeterminedUser(Session session, WebSocketSession socket) {
		Principal determined = WebSocketSessionDecorator.unwrap(socket).getPrincipal();
		ClientIdentity identity = session.identity();
		if (determined != null && identity.isAuthenticated() && !determined.equals(identity.principal())) {
			session.setIdentity(identity.withPrincipal(determined));
		}
	}

	@Override
	public void handleMessage(WebSocketSession socket, WebSocketMessage<?> message) throws Exception {
		StompSession stomp = this.sessions.find(socket.getId());
		if (stomp == null || stomp.isRefused() || !stomp.session().isOpen()) {
			// Spring would report a session that it has ended already as unknown
			return;
		}
		stomp.touch();
		if (!stomp.isConnected() && !stomp.isConnecting()) {
			String beginning = beginning(message);
			if (beginning.isEmpty()) {
				return;
			}
			if (!isConnect(beginning)) {
				this.sessions.refuse(stomp, "CONNECT expected", null, StompError.NOT_CONNECTED);
				return;
			}
			stomp.markConnecting();
		}
		UnfinishedFrame unfinished = stomp.unfinishedFrame();
		if (unfinished == null) {
			handOver(socket, stomp, message);
		}
		else {
			InboundQueue inbound = stomp.session().inbound();
			int earlier = unfinished.length();
			long before = inbound.added();
			handOver(socket, stomp, message);
			inbound.recordMessage(earlier, before);
		}
		if (stomp.unfinishedFrame() != null && stomp.session().inbound().isOverdrawn()) {
			stomp.setUnfinishedFrame(null);
			this.sessions.closeOverloaded(stomp);
		}
	}

	private void handOver(WebSocketSession socket, StompSession stomp, WebSocketMessage<?> message) throws Exception {
		StompFrameDecoder.setReading(stomp);
		try {
			super.handleMessage(socket, message);
		}
		finally {
			StompFrameDecoder.setReading(null);
		}
	}

	@Override
	public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) throws Exception {
		StompSession stomp = this.sessions.find(socket.getId());
		if (stomp != null) {
			stomp.markEnded();
		}
		try {
			super.afterConnectionClosed(socket, status);
		}
		finally {
			if (stomp != null) {
				this.sessions.remove(stomp);
			}
		}
	}

	private static String beginning(WebSocketMessage<?> message) {
		if (message instanceof TextMessage text) {
			String payload = text.getPayload();
			int start = 0;
			while (start < payload.length() && isEol(payload.charAt(start))) {
				start++;
			}
			return payload.substring(start, Math.min(payload.length(), start + COMMAND_LENGTH));
		}
		if (message instanceof BinaryMessage binary) {
			ByteBuffer payload = binary.getPayload().asReadOnlyBuffer();
			while (payload.hasRemaining() && isEol(payload.get(payload.position()))) {
				payload.get();
			}
			byte[] bytes = new byte[Math.min(payload.remaining(), COMMAND_LENGTH)];
			payload.get(bytes);
			return new String(bytes, StandardCharsets.ISO_8859_1);
		}
		return "";
	}

	private static boolean isEol(int character) {
		return character == '\n' || character == '\r';
	}

	/**
	 * Whether a frame is one that opens a session, as far as can be seen: a frame may
	 * come in pieces.
	 */
	private static boolean isConnect(String beginning) {
		return isCommand("CONNECT", beginning) || isCommand("STOMP", beginning);
	}

	private static boolean isCommand(String command, String beginning) {
		return (beginning.length() <= command.length()) ? command.startsWith(beginning)
				: (beginning.startsWith(command) && isEol(beginning.charAt(command.length())));
	}

}
