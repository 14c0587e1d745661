package io.github.realtimespring.internal.protocol.stomp.spring;

import java.nio.ByteBuffer;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.stomp.BufferingStompDecoder;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.inbound.InboundLimits;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.protocol.stomp.BrokerOwnership;
import io.github.realtimespring.internal.protocol.stomp.StompOptions;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.internal.protocol.stomp.session.StompFrameDecoder;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.RecordingSocketWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.mock;

/**
 * Unfinished frames of a client that can't be kept from sending, as over SockJS.
 */
class StompConnectGuardTests {

	private static final long TOTAL = 20_000;

	private final Hub hub = new Hub(new LocalRelay(),
			HubOptions.builder().inbound(new InboundLimits(256, 10_000, TOTAL, Duration.ofMinutes(1))).build(),
			Runnable::run, Runnable::run, RealtimeMetrics.NONE);

	private final StompSessions sessions = new StompSessions(this.hub, StompOptions.defaults(), RealtimeMetrics.NONE,
			() -> mock(MessageChannel.class), new BrokerOwnership());

	private final StompConnectGuard gate = new StompConnectGuard(new DecodingHandler(), this.sessions);

	private final RecordingSocketWriter writer = new RecordingSocketWriter();

	private final WebSocketSession socket = mock();

	@Test
	void whenTheNodesBudgetIsUsedUpThenTheClientIsClosed() throws Exception {
		Session session = this.hub.open("s", "test", new StompProtocol(), ClientIdentity.ANONYMOUS, this.writer);
		session.markConnected();
		this.sessions.open(session, true);
		given(this.socket.getId()).willReturn("s");
		this.gate.handleMessage(this.socket, new TextMessage("CONNECT\nx:" + "a".repeat(9_000)));
		assertThat(this.writer.closeCode()).isNull();
		assertThat(this.hub.statistics().pendingInboundBytes()).isGreaterThan(9_000);
		for (int i = 0; i < 10; i++) {
			this.gate.handleMessage(this.socket, new TextMessage("a".repeat(5_000)));
			assertThat(this.hub.statistics().pendingInboundBytes()).isLessThan(2 * TOTAL);
		}
		assertThat(this.writer.closeCode().reason()).isEqualTo("too many requests");
		assertThat(this.hub.statistics().pendingInboundBytes()).isZero();
	}

	private static final class DecodingHandler extends AbstractWebSocketHandler {

		private final BufferingStompDecoder decoder = new BufferingStompDecoder(new StompFrameDecoder(64 * 1024, false),
				Integer.MAX_VALUE);

		@Override
		public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
			this.decoder.decode(ByteBuffer.wrap(((TextMessage) message).asBytes()));
		}

	}

}
