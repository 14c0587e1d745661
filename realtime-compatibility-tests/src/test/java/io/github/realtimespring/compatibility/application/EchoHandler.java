package io.github.realtimespring.compatibility.application;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

/**
 * Echoes, and does some things on demand. Counts what it gets: one instance a connection
 * has a count of its own.
 */
class EchoHandler extends AbstractWebSocketHandler implements SubProtocolCapable {

	private final Recorder recorder;

	private int count;

	EchoHandler(Recorder recorder) {
		this.recorder = recorder;
	}

	@Override
	public List<String> getSubProtocols() {
		return List.of("echo.v2", "echo.v1");
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession session) {
		this.recorder.opened(session.getId(), ClientNames.of(session));
		this.recorder.call(session.getId(), "established", session.getAcceptedProtocol(),
				(session.getPrincipal() != null) ? session.getPrincipal().getName() : "nobody",
				session.getAttributes().keySet(), session.getUri().getPath(), session.isOpen(),
				session.getTextMessageSizeLimit(), session.getBinaryMessageSizeLimit(), session.getExtensions());
	}

	@Override
	protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
		String text = message.getPayload();
		this.recorder.call(session.getId(), "text", (text.length() < 100) ? text : text.length() + " characters");
		switch (text) {
			case "fail" -> throw new IllegalStateException("asked to fail");
			case "close" -> session.close();
			case "close with code" -> session.close(new CloseStatus(4321, "as asked"));
			case "going away" -> session.close(CloseStatus.GOING_AWAY);
			case "binary" -> session.sendMessage(new BinaryMessage(new byte[] { 1, 2, (byte) 0xff }));
			case "ping" -> session.sendMessage(new PingMessage(ByteBuffer.wrap("ping".getBytes())));
			case "count" -> session.sendMessage(new TextMessage("count " + this.count));
			case "empty" -> session.sendMessage(new TextMessage(""));
			case "limits" -> {
				session.setTextMessageSizeLimit(100_000);
				session.setBinaryMessageSizeLimit(100_000);
				session.sendMessage(new TextMessage("limits"));
			}
			case "close and send" -> {
				session.close();
				try {
					session.sendMessage(new TextMessage("late"));
					this.recorder.call(session.getId(), "sent");
				}
				catch (Exception ex) {
					this.recorder.call(session.getId(), "not sent", session.isOpen());
				}
			}
			default -> session.sendMessage(new TextMessage("echo " + text));
		}
		this.count++;
	}

	@Override
	protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws Exception {
		byte[] bytes = new byte[message.getPayload().remaining()];
		message.getPayload().get(bytes);
		this.recorder.call(session.getId(), "binary", HexFormat.of().formatHex(bytes));
		session.sendMessage(new BinaryMessage(bytes));
	}

	@Override
	protected void handlePongMessage(WebSocketSession session, PongMessage message) {
		byte[] bytes = new byte[message.getPayload().remaining()];
		message.getPayload().get(bytes);
		this.recorder.call(session.getId(), "pong", new String(bytes));
	}

	@Override
	public void handleTransportError(WebSocketSession session, Throwable ex) {
		this.recorder.call(session.getId(), "error", ex.getClass().getSimpleName());
	}

	@Override
	public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
		this.recorder.call(session.getId(), "closed", status.getCode(), session.isOpen());
		this.recorder.closed(session.getId());
	}

}
