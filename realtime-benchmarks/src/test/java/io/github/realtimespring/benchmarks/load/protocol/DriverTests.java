package io.github.realtimespring.benchmarks.load.protocol;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.benchmarks.load.frame.Bytes;
import io.github.realtimespring.benchmarks.load.frame.WebSocketFrames;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The drivers, with what real servers were seen to send.
 */
class DriverTests implements ConnectionListener {

	private static final String PAYLOAD = new String(Payload.create(60, false, 7, 3, 99), StandardCharsets.UTF_8);

	private static final String MESSAGE = "MESSAGE\ndestination:/topic/bench-7\ncontent-type:application/json\n"
			+ "subscription:0\nmessage-id:1\ncontent-length:60\n\n" + PAYLOAD + "\0";

	private static final String PUSH = "{\"push\":{\"channel\":\"bench-7\",\"pub\":{\"data\":" + PAYLOAD
			+ ",\"info\":{\"client\":\"5e1f\"}}}}";

	private static final String MSG = "MSG bench.7 1 60\r\n" + PAYLOAD + "\r\n";

	private final List<String> events = new ArrayList<>();

	private ServerSocketChannel acceptor;

	private Selector selector;

	@BeforeEach
	void listen() throws IOException {
		this.acceptor = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.selector = Selector.open();
	}

	@AfterEach
	void close() throws IOException {
		this.selector.close();
		this.acceptor.close();
	}

	@Test
	void whenCentrifugeSharesOneMessageThenAllRepliesCount() throws IOException {
		receive(Protocol.CENTRIFUGE, "{\"id\":1,\"connect\":{\"client\":\"5e1f\",\"ping\":25,\"pong\":true}}\n"
				+ "{\"id\":2,\"subscribe\":{}}\n" + PUSH + "\n" + PUSH);
		assertThat(this.events).containsExactly("ready", "7 3 99", "7 3 99");
	}

	@Test
	void whenCentrifugeRefusesThenConnectionFails() throws IOException {
		receive(Protocol.CENTRIFUGE, "{\"id\":2,\"error\":{\"code\":103,\"message\":\"permission denied\"}}");
		assertThat(this.events).singleElement().asString().contains("permission denied");
	}

	@Test
	void whenCentrifugePublicationIsCutThenConnectionFails() throws IOException {
		receive(Protocol.CENTRIFUGE, PUSH.substring(0, PUSH.length() - 2));
		assertThat(this.events).singleElement().asString().startsWith("Not a whole publication");
	}

	@Test
	void whenStompSharesOneMessageThenAllFramesCount() throws IOException {
		receive(Protocol.STOMP, "CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0");
		receive(Protocol.STOMP, "\n" + MESSAGE + "\n" + MESSAGE);
		assertThat(this.events).containsExactly("ready", "7 3 99", "7 3 99");
	}

	@Test
	void whenStompSendsErrorThenConnectionFails() throws IOException {
		receive(Protocol.STOMP, "ERROR\nmessage:no\n\n\0");
		assertThat(this.events).singleElement().asString().contains("ERROR");
	}

	@Test
	void whenNatsStreamIsCutAnywhereThenAllLinesCount() throws IOException {
		String stream = "INFO {\"server_id\":\"A\"}\r\nPONG\r\n" + MSG + "PING\r\n" + MSG;
		for (int size : new int[] { 1, 5, 40, 1000 }) {
			this.events.clear();
			Connection connection = connection(Protocol.NATS);
			ProtocolDriver driver = Protocol.NATS.driver();
			byte[] bytes = Bytes.of(stream);
			for (int i = 0; i < bytes.length; i += size) {
				driver.message(connection, bytes, i, Math.min(size, bytes.length - i));
			}
			assertThat(this.events).containsExactly("ready", "7 3 99", "7 3 99");
		}
	}

	@Test
	void whenSocketIoIsJoinedThenEventsCount() throws IOException {
		Connection connection = connection(Protocol.SOCKET_IO);
		for (String packet : List.of("0{\"sid\":\"a\",\"pingInterval\":25000}", "40{\"sid\":\"b\"}", "430[]", "2",
				"42[\"m\"," + PAYLOAD + "]")) {
			Protocol.SOCKET_IO.driver().message(connection, Bytes.of(packet), 0, packet.length());
		}
		assertThat(this.events).containsExactly("ready", "7 3 99");
	}

	@Test
	void whenSubscriptionsAreRenewedThenServerConfirmsThem() throws IOException {
		confirmed(Protocol.CENTRIFUGE, "{\"id\":1,\"unsubscribe\":{}}\n{\"id\":2,\"subscribe\":{}}",
				"{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{}}");
		confirmed(Protocol.NATS, "PONG\r\n", "INFO {}\r\n", "PONG\r\n");
		confirmed(Protocol.SOCKET_IO, "430[]", "430[]");
	}

	@Test
	void whenStompSubscriptionsAreRenewedThenMessagesOfEarlierOnesAreLeftOut() throws IOException {
		Connection connection = connection(Protocol.STOMP);
		ProtocolDriver driver = Protocol.STOMP.driver();
		assertThat(driver.confirms()).isFalse();
		driver.resubscribe(connection, 2);
		for (String id : List.of("0", "0-1", "0-12", "0-2")) {
			byte[] bytes = Bytes.of(MESSAGE.replace("subscription:0", "subscription:" + id));
			driver.message(connection, bytes, 0, bytes.length);
		}
		assertThat(this.events).containsExactly("7 3 99");
	}

	private void confirmed(Protocol protocol, String confirmation, String... first) throws IOException {
		this.events.clear();
		Connection connection = connection(protocol);
		ProtocolDriver driver = protocol.driver();
		assertThat(driver.confirms()).isTrue();
		driver.opened(connection);
		for (String message : first) {
			driver.message(connection, Bytes.of(message), 0, message.length());
		}
		driver.resubscribe(connection, 1);
		assertThat(this.events).containsExactly("ready");
		driver.message(connection, Bytes.of(confirmation), 0, confirmation.length());
		assertThat(this.events).containsExactly("ready", "confirmed");
	}

	@Test
	void whenPublishingThenPayloadIsPartOfTheMessage() {
		byte[] payload = Bytes.of(PAYLOAD);
		for (Protocol protocol : Protocol.values()) {
			String message = new String(protocol.driver().publish(7, payload), StandardCharsets.UTF_8);
			assertThat(message).contains("7").contains(PAYLOAD);
		}
	}

	private void receive(Protocol protocol, String message) throws IOException {
		byte[] bytes = Bytes.of(message);
		Connection connection = connection(protocol);
		protocol.driver().opened(connection);
		protocol.driver().message(connection, bytes, 0, bytes.length);
	}

	/** Its socket stands in the server's backlog and takes what the driver sends. */
	private Connection connection(Protocol protocol) throws IOException {
		int port = ((InetSocketAddress) this.acceptor.getLocalAddress()).getPort();
		ProtocolDriver driver = protocol.driver();
		byte[] request = WebSocketFrames.request("/", port, driver.subprotocol(), null);
		Connection connection = new Connection(this.selector, 0, port, request, driver, new int[] { 7 }, this);
		this.selector.select();
		connection.selected(ByteBuffer.allocate(1000).array());
		return connection;
	}

	@Override
	public void read(int bytes) {
		this.events.add("read");
	}

	@Override
	public void accepted() {
		this.events.add("ready");
	}

	@Override
	public void confirmed() {
		this.events.add("confirmed");
	}

	@Override
	public void probed(int channel) {
		this.events.add("probed");
	}

	@Override
	public void delivered(int channel, long sequence, long intendedTime) {
		this.events.add(channel + " " + sequence + " " + intendedTime);
	}

	@Override
	public void failed(String reason) {
		this.events.add(reason);
	}

}
