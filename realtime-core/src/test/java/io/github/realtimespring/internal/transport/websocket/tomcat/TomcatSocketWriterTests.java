package io.github.realtimespring.internal.transport.websocket.tomcat;

import org.junit.jupiter.api.Test;

import org.springframework.web.socket.adapter.NativeWebSocketSession;

import io.github.realtimespring.internal.transport.websocket.RawClient;
import io.github.realtimespring.internal.transport.websocket.SendPathContract;
import io.github.realtimespring.test.BufferSizes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The writer on Tomcat's plain sockets.
 */
class TomcatSocketWriterTests extends SendPathContract {

	TomcatSocketWriterTests() {
		super(new EmbeddedTomcat(false));
	}

	@Test
	void aConnectionKeepsOnlySmallBuffersAlsoAfterALargeMessage() throws Exception {
		RawClient client = connect();
		Object nativeSession = ((NativeWebSocketSession) webSocketSessions().get(0)).getNativeSession();
		awaitSmallBuffers(nativeSession);
		client.sendText("x".repeat(60_000));
		client.readMessage();
		awaitSmallBuffers(nativeSession);
	}

	/**
	 * The reply may arrive while the thread that read the message still has its buffers.
	 */
	private static void awaitSmallBuffers(Object nativeSession) {
		await().untilAsserted(() -> assertThat(BufferSizes.of(nativeSession)).hasSizeGreaterThan(7)
			.allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(ConnectionBuffers.MIN_SIZE)));
	}

}
