package io.github.realtimespring.internal.protocol.stomp.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;
import org.springframework.web.socket.sockjs.transport.SockJsSession;

/**
 * A session through which Spring sends frames that it encoded itself. A frame that is not
 * UTF-8 becomes a binary message; as text it would end the connection of every client
 * that conforms to RFC 6455. SockJS supports only text: malformed UTF-8 is replaced
 * there.
 */
public final class TextSafeWebSocketSession extends WebSocketSessionDecorator {

	private final boolean textOnly;

	public TextSafeWebSocketSession(WebSocketSession delegate) {
		super(delegate);
		this.textOnly = WebSocketSessionDecorator.unwrap(delegate) instanceof SockJsSession;
	}

	@Override
	public void sendMessage(WebSocketMessage<?> message) throws IOException {
		if (message instanceof TextMessage text && !StompMessageEncoder.isUtf8(text.asBytes())) {
			super.sendMessage(this.textOnly ? new TextMessage(text.getPayload()) : new BinaryMessage(text.asBytes()));
		}
		else if (message instanceof BinaryMessage binary && this.textOnly) {
			ByteBuffer payload = binary.getPayload().asReadOnlyBuffer();
			super.sendMessage(new TextMessage(StandardCharsets.UTF_8.decode(payload)));
		}
		else {
			super.sendMessage(message);
		}
	}

	/**
	 * Without the address of the handshake, which may contain a token: messages carry the
	 * session in their headers, and exceptions and logs repeat these.
	 */
	@Override
	public String toString() {
		return getClass().getSimpleName() + "[id=" + getId() + "]";
	}

}
