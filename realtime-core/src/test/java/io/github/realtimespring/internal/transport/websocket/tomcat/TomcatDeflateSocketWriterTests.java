package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import org.springframework.web.socket.TextMessage;

import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.transport.websocket.RawClient;
import io.github.realtimespring.internal.transport.websocket.RawFrame;
import io.github.realtimespring.internal.transport.websocket.SendPathContract;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The writer where clients negotiate compression: shared frames stay as they are, which
 * RFC 7692 allows for any message.
 */
class TomcatDeflateSocketWriterTests extends SendPathContract {

	TomcatDeflateSocketWriterTests() {
		super(new EmbeddedTomcat(false));
	}

	@Override
	protected String extensions() {
		return "permessage-deflate";
	}

	@Test
	void sharedFramesAndWhatTomcatCompressesMayAlternate() throws Exception {
		RawClient client = connect();
		assertThat(client.responseHead()).contains("permessage-deflate");
		Session session = onlySession();
		String content = "the same again and again, ".repeat(20);
		for (int i = 0; i < 20; i++) {
			session.send(Frame.text((i + content).getBytes(StandardCharsets.UTF_8)));
			RawFrame shared = client.read();
			assertThat(shared.first()).isEqualTo(RawFrame.TEXT);
			assertThat(shared.text()).isEqualTo(i + content);
			webSocketSessions().get(0).sendMessage(new TextMessage("own " + i + content));
			assertThat(client.readMessage().text()).isEqualTo("own " + i + content);
			assertThat(client.wasCompressed()).isTrue();
		}
	}

}
