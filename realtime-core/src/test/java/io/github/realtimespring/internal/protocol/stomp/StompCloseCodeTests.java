package io.github.realtimespring.internal.protocol.stomp;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.Hub;

import static org.assertj.core.api.Assertions.assertThat;

class StompCloseCodeTests {

	@ParameterizedTest
	@ValueSource(ints = { 0, 999, 2000, 5000 })
	void aConnectionThatCanNotBeClosedWithACodeIsClosedNevertheless(int code) throws Exception {
		try (StompServer server = StompServer.start(EchoController.class); StompClient client = server.connect()) {
			server.bean(Hub.class).sessions().forEach((session) -> session.close(new CloseCode(code, "invalid")));
			assertThat(client.closeCode()).isEqualTo(1011);
		}
	}

}
