package io.github.realtimespring.internal.protocol.stomp;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.simp.SimpMessagingTemplate;

import io.github.realtimespring.channel.ClientAccess;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.relay.local.LocalRelay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StompRelayFailureTests {

	@Test
	void whoPublishesLearnsThatTheRelayIsGone() throws Exception {
		Namespaces namespaces = new Namespaces(List.of(new Namespace("open", ClientAccess.ANY, ClientAccess.ANY)),
				false);
		LocalRelay relay = new LocalRelay();
		try (StompServer server = StompServer.start(namespaces, relay, OutboundLimits.defaults(), EchoController.class);
				StompClient client = server.connect()) {
			relay.stop();
			assertThatExceptionOfType(MessageDeliveryException.class)
				.isThrownBy(() -> server.bean(SimpMessagingTemplate.class).convertAndSend("/topic/x", "x"));
			client.send("SEND\ndestination:/topic/open:x\nreceipt:r\n\nx");
			StompFrame error = client.next();
			assertThat(error.command()).isEqualTo("ERROR");
			assertThat(error.header("receipt-id")).isEqualTo("r");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

}
