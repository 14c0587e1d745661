package io.github.realtimespring.internal.transport.websocket;

import java.nio.ByteBuffer;
import java.util.List;

import org.springframework.util.Assert;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.ProtocolHandler;

/**
 * Carries a protocol over WebSocket. To be decorated by {@link HubWebSocketHandler}.
 */
public class ProtocolWebSocketHandler extends AbstractWebSocketHandler implements SubProtocolCapable {

	private final ProtocolHandler protocol;

	public ProtocolWebSocketHandler(ProtocolHandler protocol) {
		Assert.notNull(protocol, "'protocol' must not be null");
		this.protocol = protocol;
	}

	@Override
	public List<String> getSubProtocols() {
		return this.protocol.subProtocols();
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession socket) {
		this.protocol.onOpened(WebSocketSessions.session(socket), socket.getAcceptedProtocol(), socket.getUri());
	}

	@Override
	protected void handleTextMessage(WebSocketSession socket, TextMessage message) {
		this.protocol.onReceived(WebSocketSessions.session(socket), message.asBytes(), true);
	}

	@Override
	protected void handleBinaryMessage(WebSocketSession socket, BinaryMessage message) {
		ByteBuffer payload = message.getPayload();
		byte[] bytes = new byte[payload.remaining()];
		payload.get(bytes);
		this.protocol.onReceived(WebSocketSessions.session(socket), bytes, false);
	}

	@Override
	public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) {
		String reason = status.getReason();
		this.protocol.onEnded(WebSocketSessions.session(socket),
				new CloseCode(status.getCode(), (reason != null) ? reason : ""));
	}

}
