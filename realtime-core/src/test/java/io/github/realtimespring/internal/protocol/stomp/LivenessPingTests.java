package io.github.realtimespring.internal.protocol.stomp;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.hub.session.LivenessPing;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LivenessPing} over real sockets, with a client whose WebSocket layer
 * is the test itself.
 */
class LivenessPingTests {

	private static final int PING = 0x89;

	private static final int PONG = 0x8A;

	private static final int CLOSE = 0x88;

	private static final int TEXT = 0x81;

	private static StompServer server;

	@BeforeAll
	static void startServer() throws Exception {
		StompOptions options = StompOptions.builder()
			.heartbeat(Duration.ofSeconds(1), Duration.ofMillis(300))
			.connectTimeout(Duration.ofSeconds(30))
			.ping(Duration.ofMillis(300), Duration.ofSeconds(2))
			.build();
		server = StompServer.start(options, new Namespaces(List.of(), true));
	}

	@AfterAll
	static void stopServer() throws Exception {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0,0", "86400000,0" })
	void aClientWithoutOrWithRareHeartbeatsThatAnswersNoPingIsClosed(String heartbeat) throws Exception {
		try (RawClient client = new RawClient(server.uri())) {
			client.send(TEXT, "CONNECT\naccept-version:1.2\nheart-beat:" + heartbeat + "\n\n\0");
			assertThat(client.next()).isEqualTo(TEXT);
			assertThat(client.next()).isEqualTo(PING);
			assertThat(client.awaitEnd()).isTrue();
		}
	}

	@Test
	void aClientWithoutHeartbeatsThatAnswersPingsIsKept() throws Exception {
		try (RawClient client = new RawClient(server.uri())) {
			client.send(TEXT, "CONNECT\naccept-version:1.2\n\n\0");
			assertThat(client.next()).isEqualTo(TEXT);
			// Longer than the time after which an unanswered ping ends the connection
			for (int i = 0; i < 3; i++) {
				assertThat(client.next()).isEqualTo(PING);
				client.send(PONG, "");
			}
			client.send(TEXT, "DISCONNECT\nreceipt:1\n\n\0");
			assertThat(client.next()).isEqualTo(TEXT);
		}
	}

	/**
	 * As a browser does that throttles the timers of a hidden page.
	 */
	@Test
	void aClientWithSlowHeartbeatsThatOnlyAnswersPingsIsKept() throws Exception {
		StompOptions options = StompOptions.builder()
			.heartbeat(Duration.ofSeconds(1), Duration.ofMillis(700))
			.connectTimeout(Duration.ofSeconds(30))
			.ping(Duration.ofSeconds(1), Duration.ofSeconds(1))
			.build();
		try (StompServer slow = StompServer.start(options, new Namespaces(List.of(), true));
				RawClient client = new RawClient(slow.uri())) {
			client.send(TEXT, "CONNECT\naccept-version:1.2\nheart-beat:700,0\n\n\0");
			assertThat(client.next()).isEqualTo(TEXT);
			// Longer than three intervals
			for (int i = 0; i < 4; i++) {
				assertThat(client.next()).isEqualTo(PING);
				client.send(PONG, "");
			}
			client.send(TEXT, "DISCONNECT\nreceipt:1\n\n\0");
			assertThat(client.next()).isEqualTo(TEXT);
		}
	}

	@Test
	void aClientWithHeartbeatsGetsNoPings() throws Exception {
		try (RawClient client = new RawClient(server.uri())) {
			client.send(TEXT, "CONNECT\naccept-version:1.2\nheart-beat:300,0\n\n\0");
			assertThat(client.next()).isEqualTo(TEXT);
			assertThat(client.next()).isEqualTo(CLOSE);
		}
	}

	private static final class RawClient implements AutoCloseable {

		private final Socket socket;

		private final DataInputStream input;

		RawClient(URI uri) throws IOException {
			this.socket = new Socket(uri.getHost(), uri.getPort());
			this.socket.setSoTimeout(60_000);
			this.input = new DataInputStream(this.socket.getInputStream());
			this.socket.getOutputStream()
				.write(("GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
						+ "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
						+ "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n")
					.getBytes(StandardCharsets.ISO_8859_1));
			StringBuilder head = new StringBuilder();
			while (head.indexOf("\r\n\r\n") < 0) {
				head.append((char) this.input.readUnsignedByte());
			}
			assertThat(head.toString()).startsWith("HTTP/1.1 101");
		}

		void send(int first, String text) throws IOException {
			byte[] payload = text.getBytes(StandardCharsets.UTF_8);
			// A mask of zeros leaves the payload as it is
			ByteBuffer frame = ByteBuffer.allocate(6 + payload.length)
				.put((byte) first)
				.put((byte) (0x80 | payload.length))
				.putInt(0)
				.put(payload);
			OutputStream output = this.socket.getOutputStream();
			output.write(frame.array());
			output.flush();
		}

		/**
		 * The first byte of the next frame.
		 */
		int next() throws IOException {
			int first = this.input.readUnsignedByte();
			int length = this.input.readUnsignedByte();
			if (length == 126) {
				length = this.input.readUnsignedShort();
			}
			this.input.readFully(new byte[length]);
			return first;
		}

		/**
		 * Read until the server closes.
		 */
		boolean awaitEnd() throws IOException {
			try {
				while (true) {
					int first = next();
					if (first == CLOSE) {
						return true;
					}
					assertThat(first).isEqualTo(PING);
				}
			}
			catch (EOFException | SocketException ex) {
				return true;
			}
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
