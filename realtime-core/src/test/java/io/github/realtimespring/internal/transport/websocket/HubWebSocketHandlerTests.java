package io.github.realtimespring.internal.transport.websocket;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.control.ControlCommand;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.RealtimeMetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * Connections that end while they begin.
 */
class HubWebSocketHandlerTests {

	private final Hub hub = new Hub(new LocalRelay(), HubOptions.defaults(), Runnable::run, Runnable::run,
			RealtimeMetrics.NONE);

	private final RecordingHandler delegate = new RecordingHandler();

	private final HubWebSocketHandler handler = new HubWebSocketHandler(this.delegate, this.hub, PlainProtocol.INSTANCE,
			new SocketWriterFactory(Runnable::run, Duration.ofSeconds(1), List.of()), 1024, RealtimeMetrics.NONE);

	@BeforeEach
	void start() {
		this.hub.start();
	}

	@AfterEach
	void stop() {
		this.hub.stop();
	}

	@Test
	void whenTheNodeClosesASessionWhileItIsOpenedThenNothingOfItIsLeft() throws Exception {
		this.hub.control()
			.send(new ControlCommand.Revoke(ClientSelector.user("ann"), Instant.now(),
					Instant.now().plus(Duration.ofHours(1))))
			.join();
		WebSocketSession socket = socket(
				new ClientIdentity(() -> "ann", null, null, Instant.now().minus(Duration.ofHours(1))));
		this.handler.afterConnectionEstablished(socket);
		assertThat(this.hub.sessions()).isEmpty();
		assertThat(this.delegate.calls).isIn(List.of(), List.of("established", "closed"));
	}

	@Test
	void whenAHandlerClosesItsSessionAtOnceThenNothingOfItIsLeft() throws Exception {
		this.delegate.closing = true;
		this.handler.afterConnectionEstablished(socket(ClientIdentity.ANONYMOUS));
		assertThat(this.hub.sessions()).isEmpty();
		assertThat(this.delegate.calls).containsExactly("established", "closed");
	}

	/**
	 * A connection whose container reports its end at once, as Tomcat does.
	 */
	private WebSocketSession socket(ClientIdentity identity) throws Exception {
		WebSocketSession socket = mock(WebSocketSession.class);
		Map<String, Object> attributes = new HashMap<>();
		WebSocketSessions.setIdentity(attributes, identity);
		given(socket.getId()).willReturn("s");
		given(socket.getAttributes()).willReturn(attributes);
		willAnswer((call) -> {
			this.handler.afterConnectionClosed(socket, call.getArgument(0));
			return null;
		}).given(socket).close(any(CloseStatus.class));
		return socket;
	}

	private static final class RecordingHandler extends AbstractWebSocketHandler {

		private final List<String> calls = new ArrayList<>();

		private boolean closing;

		@Override
		public void afterConnectionEstablished(WebSocketSession session) throws Exception {
			this.calls.add("established");
			if (this.closing) {
				session.close();
			}
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			this.calls.add("closed");
		}

	}

}
