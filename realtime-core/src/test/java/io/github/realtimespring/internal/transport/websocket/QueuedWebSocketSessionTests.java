package io.github.realtimespring.internal.transport.websocket;

import org.junit.jupiter.api.Test;

import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

import io.github.realtimespring.internal.hub.session.Session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class QueuedWebSocketSessionTests {

	@Test
	void anApplicationsDecoratorFindsTheContainersSession() {
		NativeWebSocketSession container = mock();
		given(container.getNativeSession()).willReturn("native");
		given(container.getNativeSession(String.class)).willReturn("native");
		NativeWebSocketSession session = queued(container);
		assertThat(session.getNativeSession()).isEqualTo("native");
		assertThat(session.getNativeSession(String.class)).isEqualTo("native");
	}

	@Test
	void aSessionWithoutAContainersIsItsOwn() {
		WebSocketSession other = mock();
		assertThat(queued(other).getNativeSession()).isSameAs(other);
		assertThat(queued(other).getNativeSession(String.class)).isNull();
	}

	private static NativeWebSocketSession queued(WebSocketSession delegate) {
		return new QueuedWebSocketSession(delegate, mock(Session.class), new MessageAssembler(1024));
	}

}
