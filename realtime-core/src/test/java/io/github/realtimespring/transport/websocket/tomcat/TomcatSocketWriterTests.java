package io.github.realtimespring.transport.websocket.tomcat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.websocket.server.WsSci;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

import io.github.realtimespring.hub.CloseCode;
import io.github.realtimespring.hub.CloseReason;
import io.github.realtimespring.hub.Hub;
import io.github.realtimespring.hub.HubOptions;
import io.github.realtimespring.hub.Session;
import io.github.realtimespring.hub.SessionProtocol;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.outbound.Frame;
import io.github.realtimespring.outbound.OutboundLimits;
import io.github.realtimespring.relay.LocalRelay;
import io.github.realtimespring.transport.websocket.HubWebSocketHandler;
import io.github.realtimespring.transport.websocket.SocketWriterFactory;
import io.github.realtimespring.test.BufferSizes;
import io.github.realtimespring.test.TestProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A real Tomcat, and a client that reads raw bytes as slowly as it likes.
 */
class TomcatSocketWriterTests {

	private static final SessionProtocol PROTOCOL = new TestProtocol();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final List<Socket> sockets = new ArrayList<>();

	@TempDir
	Path directory;

	private volatile Object nativeSession;

	private Hub hub;

	private Tomcat tomcat;

	@BeforeEach
	void start() throws Exception {
		OutboundLimits limits = new OutboundLimits(1024 * 1024, 100_000, Duration.ofSeconds(5));
		this.hub = new Hub(new LocalRelay(),
				new HubOptions(limits, 10, Duration.ofSeconds(5), 10, 1, 1000, Duration.ofSeconds(1)), this.executor,
				this.executor, RealtimeMetrics.NONE);
		this.hub.start();
		WebSocketHandler echo = new TextWebSocketHandler() {

			@Override
			public void afterConnectionEstablished(WebSocketSession session) {
				TomcatSocketWriterTests.this.nativeSession = WebSocketSessionDecorator
					.unwrap(session) instanceof NativeWebSocketSession holder ? holder.getNativeSession() : null;
			}

			@Override
			protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
				session.sendMessage(new TextMessage("echo " + message.getPayload()));
			}

		};
		SocketWriterFactory writers = new SocketWriterFactory(this.executor, Duration.ofSeconds(5),
				List.of(new TomcatSocketWriters(this.hub.timer(), Duration.ofSeconds(5), ConnectionBuffers.MIN_SIZE)));
		WebSocketHandler handler = new HubWebSocketHandler(echo, this.hub, PROTOCOL, writers, 64 * 1024,
				RealtimeMetrics.NONE);
		startTomcat(handler);
	}

	private void startTomcat(WebSocketHandler handler) throws Exception {
		this.tomcat = new Tomcat();
		this.tomcat.setBaseDir(this.directory.toString());
		this.tomcat.setPort(0);
		this.tomcat.getConnector().setProperty("socket.bufferPool", "0");
		this.tomcat.getConnector().setProperty("socket.txBufSize", "4096");
		Context context = this.tomcat.addContext("", this.directory.toString());
		context.addServletContainerInitializer(new WsSci(), null);
		FilterDef filter = new FilterDef();
		filter.setFilterName("upgrade");
		filter.setFilter(new TomcatUpgradeFilter());
		filter.setAsyncSupported("true");
		context.addFilterDef(filter);
		FilterMap mapping = new FilterMap();
		mapping.setFilterName("upgrade");
		mapping.addURLPattern("/*");
		context.addFilterMap(mapping);
		DefaultHandshakeHandler handshake = new DefaultHandshakeHandler();
		Tomcat.addServlet(context, "ws", new jakarta.servlet.http.HttpServlet() {

			@Override
			public void init() {
				handshake.setServletContext(getServletContext());
				handshake.start();
			}

			@Override
			protected void doGet(jakarta.servlet.http.HttpServletRequest request,
					jakarta.servlet.http.HttpServletResponse response) {
				handshake.doHandshake(new ServletServerHttpRequest(request), new ServletServerHttpResponse(response),
						handler, new java.util.concurrent.ConcurrentHashMap<>(Map.of()));
			}

		});
		context.addServletMappingDecoded("/ws", "ws");
		this.tomcat.start();
	}

	@AfterEach
	void stop() throws Exception {
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.tomcat.stop();
		this.tomcat.destroy();
		this.hub.stop();
		this.executor.shutdownNow();
	}

	@Test
	void aClientThatReadsOneByteAtATimeReceivesTheExactStream() throws Exception {
		Socket socket = connect();
		Session session = awaitSession();
		byte[] expected = new byte[0];
		List<Frame> frames = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			String content = i + ":" + "x".repeat((i * 37) % 400);
			frames.add(Frame.text(content.getBytes(StandardCharsets.UTF_8)));
			expected = append(expected, content);
		}
		this.executor.execute(() -> frames.forEach(session::send));
		byte[] received = new byte[expected.length];
		for (int i = 0; i < received.length; i++) {
			int next = socket.getInputStream().read();
			assertThat(next).isNotNegative();
			received[i] = (byte) next;
		}
		assertThat(received).isEqualTo(expected);
		assertThat(session.isOpen()).isTrue();
	}

	@Test
	void tomcatsPongsFallBetweenWholeFrames() throws Exception {
		Socket socket = connect();
		Session session = awaitSession();
		int count = 2_000;
		this.executor.execute(() -> {
			for (int i = 0; i < count; i++) {
				session.send(Frame.text((i + " " + "y".repeat(100)).getBytes(StandardCharsets.UTF_8)));
			}
		});
		this.executor.execute(() -> {
			for (int i = 0; i < 50; i++) {
				sendMasked(socket, 0x89, "p" + i);
			}
		});
		int texts = 0;
		int pongs = 0;
		DataInputStream in = new DataInputStream(socket.getInputStream());
		while (texts < count || pongs < 50) {
			RawFrame frame = RawFrame.read(in);
			if (frame.opcode() == 0x8a) {
				assertThat(frame.text()).isEqualTo("p" + pongs++);
			}
			else {
				assertThat(frame.opcode()).isEqualTo(0x81);
				assertThat(frame.text()).startsWith(texts++ + " ");
			}
		}
	}

	@Test
	void whatIsPendingShareOneMessageWhereTheProtocolAllowsIt() throws Exception {
		Socket socket = connect();
		Session session = awaitSession();
		for (String line : List.of("a", "b", "c")) {
			session.outbound().offer(Frame.line(line.getBytes(StandardCharsets.UTF_8)));
		}
		session.outbound().flush();
		assertThat(RawFrame.read(new DataInputStream(socket.getInputStream())).text()).isEqualTo("a\nb\nc");
	}

	@Test
	void framesOfEverySizeAreWellFormed() throws Exception {
		Socket socket = connect();
		Session session = awaitSession();
		DataInputStream in = new DataInputStream(socket.getInputStream());
		for (int size : new int[] { 0, 1, 125, 126, 127, 65_535, 65_536, 200_000 }) {
			byte[] content = new byte[size];
			Arrays.fill(content, (byte) 'z');
			this.executor.execute(() -> session.send(Frame.binary(content)));
			RawFrame frame = RawFrame.read(in);
			assertThat(frame.opcode()).isEqualTo(0x82);
			assertThat(frame.payload()).isEqualTo(content);
		}
	}

	@Test
	void aHandlersOwnMessagesGoThroughTheSameQueue() throws Exception {
		Socket socket = connect();
		awaitSession();
		sendMasked(socket, 0x81, "hello");
		assertThat(RawFrame.read(new DataInputStream(socket.getInputStream())).text()).isEqualTo("echo hello");
	}

	@Test
	void aMessageLargerThanTheContainersBuffersArrivesWhole() throws Exception {
		Socket socket = connect();
		awaitSession();
		String large = "é".repeat(20_000) + "end";
		sendMasked(socket, 0x81, large);
		assertThat(RawFrame.read(new DataInputStream(socket.getInputStream())).text()).isEqualTo("echo " + large);
	}

	@Test
	void messagesOfEverySizeUpToTheLimitArriveWholeWhateverTheirFragments() throws Exception {
		Socket socket = connect();
		awaitSession();
		DataInputStream in = new DataInputStream(socket.getInputStream());
		for (int size : new int[] { 0, 1, 255, 256, 257, 511, 512, 513, 8_192, 65_535, 65_536 }) {
			String content = "x".repeat(size);
			sendMasked(socket, 0x81, content);
			assertThat(RawFrame.read(in).text()).isEqualTo("echo " + content);
			int half = size / 2;
			sendMasked(socket, 0x01, content.substring(0, half));
			sendMasked(socket, 0x89, "ping");
			sendMasked(socket, 0x80, content.substring(half));
			assertThat(RawFrame.read(in).opcode()).isEqualTo(0x8a);
			assertThat(RawFrame.read(in).text()).isEqualTo("echo " + content);
		}
	}

	@Test
	void messagesThatArriveTogetherAreToldApart() throws Exception {
		Socket socket = connect();
		awaitSession();
		int count = 500;
		this.executor.execute(() -> {
			for (int i = 0; i < count; i++) {
				sendMasked(socket, 0x81, i + "é".repeat(i));
			}
		});
		DataInputStream in = new DataInputStream(socket.getInputStream());
		for (int i = 0; i < count; i++) {
			assertThat(RawFrame.read(in).text()).isEqualTo("echo " + i + "é".repeat(i));
		}
	}

	@Test
	void aConnectionKeepsOnlySmallBuffersAlsoAfterALargeMessage() throws Exception {
		Socket socket = connect();
		awaitSession();
		assertThat(BufferSizes.of(this.nativeSession)).hasSizeGreaterThan(7)
			.allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(ConnectionBuffers.MIN_SIZE));
		sendMasked(socket, 0x81, "x".repeat(60_000));
		RawFrame.read(new DataInputStream(socket.getInputStream()));
		assertThat(BufferSizes.of(this.nativeSession))
			.allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(ConnectionBuffers.MIN_SIZE));
	}

	@Test
	void aMessageOneByteOverTheLimitClosesTheConnection() throws Exception {
		Socket socket = connect();
		awaitSession();
		sendMasked(socket, 0x81, "x".repeat(65_537));
		assertThat(RawFrame.read(new DataInputStream(socket.getInputStream())).opcode()).isEqualTo(0x88);
	}

	@Test
	void aMessageOverTheLimitClosesTheConnection() throws Exception {
		Socket socket = connect();
		awaitSession();
		sendMasked(socket, 0x81, "x".repeat(70 * 1024));
		RawFrame close = RawFrame.read(new DataInputStream(socket.getInputStream()));
		assertThat(close.opcode()).isEqualTo(0x88);
		assertThat(((close.payload()[0] & 0xff) << 8) | (close.payload()[1] & 0xff)).isEqualTo(1009);
	}

	@Test
	void whatIsPendingLeavesBeforeTheCloseFrameAndNothingFollowsIt() throws Exception {
		Socket socket = connect();
		Session session = awaitSession();
		for (int i = 0; i < 100; i++) {
			session.outbound().offer(Frame.text(("m" + i).getBytes(StandardCharsets.UTF_8)));
		}
		session.close(new CloseCode(4321, "bye"));
		DataInputStream in = new DataInputStream(socket.getInputStream());
		for (int i = 0; i < 100; i++) {
			assertThat(RawFrame.read(in).text()).isEqualTo("m" + i);
		}
		RawFrame close = RawFrame.read(in);
		assertThat(close.opcode()).isEqualTo(0x88);
		assertThat(((close.payload()[0] & 0xff) << 8) | (close.payload()[1] & 0xff)).isEqualTo(4321);
	}

	@Test
	void whenClientStopsReadingThenItsSessionEndsAndOthersAreNotDelayed() throws Exception {
		connect();
		Session stopped = awaitSession();
		Socket healthySocket = connect();
		Session healthy = await().until(
				() -> this.hub.sessions().stream().filter((session) -> session != stopped).findFirst().orElse(null),
				(session) -> session != null);
		DataInputStream in = new DataInputStream(healthySocket.getInputStream());
		byte[] content = new byte[16 * 1024];
		int sent = 0;
		while (stopped.isOpen()) {
			stopped.send(Frame.binary(content));
			healthy.send(Frame.binary(content));
			assertThat(RawFrame.read(in).payload()).hasSize(content.length);
			assertThat(sent++).isLessThan(10_000);
		}
		assertThat(stopped.closeCode()).isEqualTo(PROTOCOL.closeCode(CloseReason.SLOW));
		await().until(() -> this.hub.sessions().size() == 1);
		assertThat(healthy.isOpen()).isTrue();
	}

	private Session awaitSession() {
		return await().until(() -> this.hub.sessions().stream().findFirst().orElse(null), (session) -> session != null);
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(2048);
		socket.connect(new InetSocketAddress("127.0.0.1", this.tomcat.getConnector().getLocalPort()));
		socket.setSoTimeout(30_000);
		this.sockets.add(socket);
		socket.getOutputStream()
			.write(("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
					+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) socket.getInputStream().read());
		}
		assertThat(head.toString()).startsWith("HTTP/1.1 101");
		return socket;
	}

	private static byte[] append(byte[] stream, String content) {
		byte[] payload = content.getBytes(StandardCharsets.UTF_8);
		byte[] header = (payload.length < 126) ? new byte[] { (byte) 0x81, (byte) payload.length }
				: new byte[] { (byte) 0x81, 126, (byte) (payload.length >> 8), (byte) payload.length };
		byte[] result = Arrays.copyOf(stream, stream.length + header.length + payload.length);
		System.arraycopy(header, 0, result, stream.length, header.length);
		System.arraycopy(payload, 0, result, stream.length + header.length, payload.length);
		return result;
	}

	private static void sendMasked(Socket socket, int opcode, String content) {
		byte[] payload = content.getBytes(StandardCharsets.UTF_8);
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) opcode);
		if (payload.length < 126) {
			frame.put((byte) (0x80 | payload.length));
		}
		else {
			frame.put((byte) (0x80 | 127)).putLong(payload.length);
		}
		// A mask of zeros changes nothing
		frame.putInt(0).put(payload).flip();
		try {
			OutputStream out = socket.getOutputStream();
			out.write(frame.array(), 0, frame.limit());
			out.flush();
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	private record RawFrame(int opcode, byte[] payload) {

		static RawFrame read(DataInputStream in) throws IOException {
			int opcode = in.readUnsignedByte();
			long length = in.readUnsignedByte();
			if (length == 126) {
				length = in.readUnsignedShort();
			}
			else if (length == 127) {
				length = in.readLong();
			}
			byte[] payload = new byte[Math.toIntExact(length)];
			in.readFully(payload);
			return new RawFrame(opcode, payload);
		}

		String text() {
			return new String(this.payload, StandardCharsets.UTF_8);
		}

	}

}
