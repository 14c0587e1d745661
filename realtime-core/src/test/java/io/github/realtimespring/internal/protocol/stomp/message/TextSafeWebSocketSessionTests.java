package io.github.realtimespring.internal.protocol.stomp.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.sockjs.transport.SockJsSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Frames that Spring encoded never leave as malformed text.
 */
class TextSafeWebSocketSessionTests {

	private static final byte[] PNG = { (byte) 0x89, 'P', 'N', 'G' };

	private static WebSocketMessage<?> sent(WebSocketSession delegate, WebSocketMessage<?> message) throws Exception {
		new TextSafeWebSocketSession(delegate).sendMessage(message);
		ArgumentCaptor<WebSocketMessage<?>> captor = ArgumentCaptor.captor();
		then(delegate).should().sendMessage(captor.capture());
		return captor.getValue();
	}

	@Test
	void textStaysText() throws Exception {
		TextMessage message = new TextMessage("é".getBytes(StandardCharsets.UTF_8));
		assertThat(sent(mock(WebSocketSession.class), message)).isSameAs(message);
	}

	@Test
	void whatIsNotUtf8BecomesBinary() throws Exception {
		assertThat(sent(mock(WebSocketSession.class), new TextMessage(PNG))).isInstanceOfSatisfying(BinaryMessage.class,
				(binary) -> assertThat(binary.getPayload().array()).isEqualTo(PNG));
	}

	@Test
	void whatIsNotUtf8IsReplacedWhereTheTransportKnowsOnlyText() throws Exception {
		assertThat(sent(mock(SockJsSession.class), new TextMessage(PNG))).isInstanceOfSatisfying(TextMessage.class,
				(text) -> assertThat(text.getPayload()).isEqualTo("\ufffdPNG"));
	}

	@Test
	void binaryBecomesTextWhereTheTransportKnowsOnlyText() throws Exception {
		assertThat(sent(mock(SockJsSession.class), new BinaryMessage(ByteBuffer.wrap(PNG))))
			.isInstanceOfSatisfying(TextMessage.class, (text) -> assertThat(text.getPayload()).isEqualTo("\ufffdPNG"));
	}

}
