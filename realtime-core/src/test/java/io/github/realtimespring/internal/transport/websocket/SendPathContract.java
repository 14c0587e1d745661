package io.github.realtimespring.internal.transport.websocket;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.inbound.SocketReader;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.outbound.SocketWriter;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.TestProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What holds on every way to a client: no byte is lost, reordered or put between others,
 * and a connection that ends leaves nothing behind. The server is real, the client reads
 * raw bytes as slowly as it likes.
 */
public abstract class SendPathContract {

	private static final SessionProtocol PROTOCOL = new TestProtocol();

	private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(20);

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final List<RawClient> clients = new ArrayList<>();

	private final List<SocketWriter> writers = new CopyOnWriteArrayList<>();

	private final List<WebSocketSession> webSocketSessions = new CopyOnWriteArrayList<>();

	private final List<String> strangers = new CopyOnWriteArrayList<>();

	private final LongAdder named = new LongAdder();

	private final CountDownLatch released = new CountDownLatch(1);

	private final WebSocketServer server;

	@TempDir
	Path directory;

	private Hub hub;

	private volatile NativeSocketWriters natives;

	protected SendPathContract(WebSocketServer server) {
		this.server = server;
	}

	/**
	 * The extensions that clients offer.
	 */
	protected @Nullable String extensions() {
		return null;
	}

	/**
	 * Whether sessions get a native writer.
	 */
	protected boolean isNative() {
		return true;
	}

	/**
	 * Whether reading from a client can be stopped.
	 */
	protected boolean pausable() {
		return true;
	}

	/**
	 * Whether what is sent is on the wire as it was: not compressed, in one piece.
	 */
	protected boolean verbatim() {
		return true;
	}

	@BeforeEach
	void start() throws Exception {
		OutboundLimits limits = new OutboundLimits(1024 * 1024, 100_000, WRITE_TIMEOUT);
		this.hub = new Hub(new LocalRelay(),
				HubOptions.builder()
					.outbound(limits)
					.inbound(10, Duration.ofSeconds(5))
					.maxSubscriptions(10)
					.lanes(1, 1000)
					.interestLinger(Duration.ofSeconds(1))
					.build(),
				this.executor, this.executor, RealtimeMetrics.NONE);
		this.hub.start();
		WebSocketHandler echo = new TextWebSocketHandler() {

			@Override
			protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
				if (message.getPayload().startsWith("wait")) {
					WebSocketSessions.session(session).inbound().execute(SendPathContract.this::awaitRelease);
					return;
				}
				if (message.getPayload().startsWith("#")) {
					checkName(session, message.getPayload());
					return;
				}
				session.sendMessage(new TextMessage("echo " + message.getPayload()));
			}

		};
		NativeSocketWriters recording = new NativeSocketWriters() {

			@Override
			public @Nullable SocketWriter find(WebSocketSession session) {
				SocketWriter writer = SendPathContract.this.natives.find(session);
				if (writer != null) {
					SendPathContract.this.writers.add(writer);
				}
				SendPathContract.this.webSocketSessions.add(session);
				return writer;
			}

			@Override
			public @Nullable SocketReader reader(WebSocketSession session, SocketWriter writer) {
				return SendPathContract.this.natives.reader(session, writer);
			}

		};
		SocketWriterFactory factory = new SocketWriterFactory(this.executor, WRITE_TIMEOUT, List.of(recording));
		this.server.start(new HubWebSocketHandler(echo, this.hub, PROTOCOL, factory, 64 * 1024, RealtimeMetrics.NONE),
				this.directory);
		this.natives = this.server.writers(this.hub.timer());
	}

	@AfterEach
	void stop() throws Exception {
		this.released.countDown();
		for (RawClient client : this.clients) {
			client.close();
		}
		this.server.stop();
		this.hub.stop();
		if (this.natives instanceof AutoCloseable closeable) {
			closeable.close();
		}
		this.executor.shutdownNow();
	}

	protected final RawClient connect() throws IOException {
		int before = this.hub.sessions().size();
		RawClient client = RawClient.connect(this.server.port(), this.server.tls(), extensions());
		this.clients.add(client);
		await().until(() -> this.hub.sessions().size() == before + 1);
		return client;
	}

	/**
	 * The only session, which a test has just opened.
	 */
	protected final Session onlySession() {
		assertThat(this.hub.sessions()).hasSize(1);
		return this.hub.sessions().iterator().next();
	}

	/**
	 * The sessions as the container's adapter knows them, in the order of their coming.
	 */
	protected final List<WebSocketSession> webSocketSessions() {
		return this.webSocketSessions;
	}

	protected final Hub hub() {
		return this.hub;
	}

	/**
	 * The writers that were found natively.
	 */
	protected final List<SocketWriter> nativeWriters() {
		return this.writers;
	}

	private static Frame text(String content) {
		return Frame.text(content.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Bytes on the wire of a message in one unmasked frame.
	 */
	private static byte[] wire(int first, byte[] payload) {
		ByteBuffer header = ByteBuffer.allocate(10).put((byte) first);
		if (payload.length < 126) {
			header.put((byte) payload.length);
		}
		else if (payload.length < 65536) {
			header.put((byte) 126).putShort((short) payload.length);
		}
		else {
			header.put((byte) 127).putLong(payload.length);
		}
		byte[] result = Arrays.copyOf(header.array(), header.position() + payload.length);
		System.arraycopy(payload, 0, result, header.position(), payload.length);
		return result;
	}

	@Test
	void theNativeWriterIsUsedWhereItCanBe() throws Exception {
		connect();
		assertThat(this.writers).hasSize(isNative() ? 1 : 0);
	}

	@Test
	void slowAndFastReadersReceiveTheSameSharedFramesByteForByte() throws Exception {
		RawClient slow = connect();
		RawClient fast = connect();
		List<Frame> frames = new ArrayList<>();
		List<String> contents = new ArrayList<>();
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		for (int i = 0; i < 300; i++) {
			String content = i + ":" + "é".repeat((i % 50 == 49) ? 5_000 : (i * 37) % 400);
			contents.add(content);
			frames.add(text(content));
			stream.write(wire(RawFrame.TEXT, content.getBytes(StandardCharsets.UTF_8)));
		}
		this.executor.execute(() -> frames.forEach((frame) -> this.hub.sessions().forEach((each) -> each.send(frame))));
		if (!verbatim()) {
			// In turn: whoever isn't read for as long as a write may take is closed
			for (String content : contents) {
				assertThat(fast.readMessage().text()).isEqualTo(content);
				assertThat(slow.readMessage().text()).isEqualTo(content);
			}
			return;
		}
		byte[] expected = stream.toByteArray();
		Future<byte[]> atOnce = this.executor.submit(() -> fast.in().readNBytes(expected.length));
		byte[] byteByByte = new byte[expected.length];
		for (int i = 0; i < byteByByte.length; i++) {
			byteByByte[i] = slow.in().readByte();
		}
		assertThat(byteByByte).isEqualTo(expected);
		assertThat(atOnce.get()).isEqualTo(expected);
		assertThat(this.hub.sessions()).hasSize(2).allMatch(Session::isOpen);
	}

	@Test
	void pongsOfAReaderThatPausesFallBetweenWholeFrames() throws Exception {
		RawClient client = connect();
		Session session = onlySession();
		int count = 1_000;
		int pings = 20;
		String filler = incompressible(300);
		for (int i = 0; i < count; i++) {
			session.send(text(i + " " + filler));
		}
		// More than the socket buffers hold: a write is under way and stays so
		assertThat(session.outbound().pendingFrames()).isPositive();
		this.executor.execute(() -> {
			for (int i = 0; i < pings; i++) {
				client.send(RawFrame.PING, ("p" + i).getBytes(StandardCharsets.UTF_8));
			}
		});
		int texts = 0;
		int pongs = 0;
		while (texts < count || pongs < pings) {
			RawFrame frame = client.readMessage();
			if (frame.first() == RawFrame.PONG) {
				assertThat(frame.text()).isEqualTo("p" + pongs++);
			}
			else {
				assertThat(frame.first()).isEqualTo(RawFrame.TEXT);
				assertThat(frame.text()).isEqualTo(texts++ + " " + filler);
			}
		}
		assertThat(session.isOpen()).isTrue();
	}

	@Test
	void framesOfEverySizeAreWellFormed() throws Exception {
		RawClient client = connect();
		Session session = onlySession();
		for (int size : new int[] { 0, 1, 125, 126, 127, 1023, 4096, 65_535, 65_536, 200_000 }) {
			byte[] content = new byte[size];
			Arrays.fill(content, (byte) 'z');
			this.executor.execute(() -> session.send(Frame.binary(content)));
			RawFrame frame = client.readMessage();
			assertThat(frame.first()).isEqualTo(RawFrame.BINARY);
			assertThat(frame.payload()).isEqualTo(content);
		}
	}

	@Test
	void whatIsPendingSharesOneMessageWhereTheProtocolAllowsIt() throws Exception {
		RawClient client = connect();
		Session session = onlySession();
		for (String line : List.of("a", "b", "c")) {
			session.outbound().offer(Frame.line(line.getBytes(StandardCharsets.UTF_8)));
		}
		session.outbound().flush();
		assertThat(client.readMessage().text()).isEqualTo("a\nb\nc");
	}

	@Test
	void messagesOfDifferentKindsLeaveTogetherInOrder() throws Exception {
		RawClient client = connect();
		Session session = onlySession();
		byte[] large = incompressible(3_000).getBytes(StandardCharsets.UTF_8);
		for (int round = 0; round < 5; round++) {
			session.outbound().offer(text("first"));
			session.outbound().offer(Frame.binary(large));
			session.outbound().offer(Frame.line("a".getBytes(StandardCharsets.UTF_8)));
			session.outbound().offer(Frame.line("b".getBytes(StandardCharsets.UTF_8)));
			session.outbound().offer(text("last"));
			session.outbound().flush();
		}
		for (int round = 0; round < 5; round++) {
			assertThat(client.readMessage().text()).isEqualTo("first");
			RawFrame binary = client.readMessage();
			assertThat(binary.first()).isEqualTo(RawFrame.BINARY);
			assertThat(binary.payload()).isEqualTo(large);
			assertThat(client.readMessage().text()).isEqualTo("a\nb");
			assertThat(client.readMessage().text()).isEqualTo("last");
		}
	}

	@Test
	void twoProducersAndTheSessionsOwnSendsKeepTheirOrder() throws Exception {
		RawClient client = connect();
		Session session = onlySession();
		int count = 500;
		String filler = incompressible(100);
		for (String producer : List.of("a", "b")) {
			this.executor.execute(() -> {
				for (int i = 0; i < count; i++) {
					session.send(text(producer + i + " " + filler));
				}
			});
		}
		this.executor.execute(() -> {
			for (int i = 0; i < count; i++) {
				client.sendText(i + " " + filler);
			}
		});
		int[] next = new int[3];
		for (int i = 0; i < 3 * count; i++) {
			String content = client.readMessage().text();
			int producer = List.of("a", "b", "echo ")
				.indexOf(content.startsWith("echo ") ? "echo " : content.substring(0, 1));
			assertThat(content).isEqualTo(List.of("a", "b", "echo ").get(producer) + next[producer]++ + " " + filler);
		}
		assertThat(next).containsOnly(count);
	}

	@Test
	void aMessageLargerThanTheContainersBuffersArrivesWhole() throws Exception {
		RawClient client = connect();
		String large = "é".repeat(20_000) + "end";
		client.sendText(large);
		assertThat(client.readMessage().text()).isEqualTo("echo " + large);
	}

	@Test
	void messagesOfEverySizeUpToTheLimitArriveWholeWhateverTheirFragments() throws Exception {
		RawClient client = connect();
		for (int size : new int[] { 0, 1, 255, 256, 257, 511, 512, 513, 8_192, 65_535, 65_536 }) {
			String content = "x".repeat(size);
			client.sendText(content);
			assertThat(client.readMessage().text()).isEqualTo("echo " + content);
			int half = size / 2;
			client.send(0x01, content.substring(0, half).getBytes(StandardCharsets.UTF_8));
			client.send(RawFrame.PING, "ping".getBytes(StandardCharsets.UTF_8));
			client.send(0x80, content.substring(half).getBytes(StandardCharsets.UTF_8));
			assertThat(client.readMessage().first()).isEqualTo(RawFrame.PONG);
			assertThat(client.readMessage().text()).isEqualTo("echo " + content);
		}
	}

	@Test
	void messagesThatComeInPiecesArriveWhole() throws Exception {
		RawClient client = connect();
		for (int piece : new int[] { 1, 2, 300, 9_000 }) {
			String content = "é".repeat(Math.min(200 * piece, 30_000));
			client.sendInPieces(RawFrame.TEXT, content.getBytes(StandardCharsets.UTF_8), piece);
			assertThat(client.readMessage().text()).isEqualTo("echo " + content);
		}
	}

	@Test
	void messagesThatArriveTogetherAreToldApart() throws Exception {
		RawClient client = connect();
		int count = 500;
		this.executor.execute(() -> {
			for (int i = 0; i < count; i++) {
				client.sendText(i + "é".repeat(i));
			}
		});
		for (int i = 0; i < count; i++) {
			assertThat(client.readMessage().text()).isEqualTo("echo " + i + "é".repeat(i));
		}
	}

	@Test
	void aMessageOneByteOverTheLimitClosesTheConnection() throws Exception {
		RawClient client = connect();
		client.sendText("x".repeat(65_537));
		assertThat(client.readMessage().first()).isEqualTo(RawFrame.CLOSE);
	}

	@Test
	void aMessageOverTheLimitClosesTheConnection() throws Exception {
		RawClient client = connect();
		client.sendText("x".repeat(70 * 1024));
		RawFrame close = client.readMessage();
		assertThat(close.first()).isEqualTo(RawFrame.CLOSE);
		assertThat(close.closeCode()).isEqualTo(1009);
	}

	@Test
	void whatIsPendingLeavesBeforeTheCloseFrameAndNothingFollowsIt() throws Exception {
		RawClient client = connect();
		Session session = onlySession();
		String filler = incompressible(400);
		int taken = 0;
		while (session.outbound().pendingFrames() < 100) {
			session.send(text(taken++ + " " + filler));
		}
		Future<Integer> refused = this.executor.submit(() -> {
			int more = 0;
			while (session.send(text("late " + more))) {
				more++;
			}
			return more;
		});
		session.close(new CloseCode(4321, "bye"));
		int late = 0;
		RawFrame frame = client.readMessage();
		for (int i = 0; frame.first() != RawFrame.CLOSE; frame = client.readMessage()) {
			assertThat(frame.text()).isEqualTo((i < taken) ? i + " " + filler : "late " + late++);
			i++;
		}
		assertThat(frame.closeCode()).isEqualTo(4321);
		assertThat(late).isEqualTo(refused.get());
		client.send(RawFrame.CLOSE, new byte[] { (byte) (4321 >> 8), (byte) 4321 });
		assertThat(client.in().read()).isEqualTo(-1);
		await().until(() -> this.hub.sessions().isEmpty());
	}

	@Test
	void whenAClientResetsDuringASendThenItsSessionEndsAndOthersGoOn() throws Exception {
		RawClient broken = connect();
		Session session = onlySession();
		RawClient healthy = connect();
		Session other = other(session);
		byte[] content = incompressible(16 * 1024).getBytes(StandardCharsets.UTF_8);
		while (session.outbound().pendingFrames() < 20) {
			session.send(Frame.binary(content));
		}
		broken.reset();
		await().until(() -> !session.isOpen() && !this.hub.sessions().contains(session));
		assertThat(session.outbound().pendingBytes()).isZero();
		assertThat(session.send(text("late"))).isFalse();
		other.send(text("still here"));
		assertThat(healthy.readMessage().text()).isEqualTo("still here");
		healthy.reset();
		await().until(() -> this.hub.sessions().isEmpty());
	}

	@Test
	void whenAClientEndsItsHalfThenWhatItReadIsWholeAndItsSessionEnds() throws Exception {
		RawClient client = connect();
		Session session = onlySession();
		String filler = incompressible(300);
		int early = 20;
		for (int i = 0; i < early; i++) {
			session.send(text(i + " " + filler));
		}
		for (int i = 0; i < early; i++) {
			assertThat(client.readMessage().text()).isEqualTo(i + " " + filler);
		}
		Future<?> producer = this.executor.submit(() -> {
			for (int i = early; i < 1_000 && session.send(text(i + " " + filler)); i++) {
				Thread.yield();
			}
		});
		client.shutdownOutput();
		assertThatTheStreamIsWholeToItsEnd(client, early, " " + filler);
		producer.get();
		await().until(() -> this.hub.sessions().isEmpty());
		assertThat(session.outbound().pendingBytes()).isZero();
	}

	@Test
	void whenAnIdleClientEndsItsHalfThenItsSessionEnds() throws Exception {
		RawClient client = connect();
		client.shutdownOutput();
		assertThatTheStreamIsWholeToItsEnd(client, 0, "");
		await().until(() -> this.hub.sessions().isEmpty());
	}

	/**
	 * A client that half-closes without a close frame has broken the protocol, and the
	 * container may cut the stream; until there it must be the one that was sent.
	 */
	private void assertThatTheStreamIsWholeToItsEnd(RawClient client, int next, String suffix) throws IOException {
		try {
			for (int i = next;;) {
				RawFrame frame = client.readMessage();
				if (frame.first() != RawFrame.CLOSE) {
					assertThat(frame.text()).isEqualTo(i++ + suffix);
				}
			}
		}
		catch (EOFException | SocketException ex) {
			// The end
		}
	}

	@Test
	void whenAClientClosesDuringASendThenItsCloseIsAnsweredBetweenWholeFrames() throws Exception {
		RawClient client = connect();
		Session session = onlySession();
		String filler = incompressible(300);
		Future<?> producer = this.executor.submit(() -> {
			for (int i = 0; i < 2_000 && session.send(text(i + " " + filler)); i++) {
				Thread.yield();
			}
		});
		assertThat(client.readMessage().text()).isEqualTo("0 " + filler);
		client.send(RawFrame.CLOSE, new byte[] { 3, (byte) 232 });
		boolean closed = false;
		try {
			for (int i = 1;;) {
				RawFrame frame = client.readMessage();
				if (frame.first() == RawFrame.CLOSE) {
					closed = true;
					assertThat(frame.closeCode()).isEqualTo(1000);
				}
				else {
					assertThat(frame.text()).isEqualTo(i++ + " " + filler);
				}
			}
		}
		catch (EOFException ex) {
			assertThat(closed).isTrue();
		}
		producer.get();
		await().until(() -> this.hub.sessions().isEmpty());
	}

	@Test
	void whenClientStopsReadingThenItsSessionEndsAndOthersAreNotDelayed() throws Exception {
		connect();
		Session stopped = onlySession();
		RawClient reader = connect();
		Session healthy = other(stopped);
		byte[] content = incompressible(16 * 1024).getBytes(StandardCharsets.UTF_8);
		int sent = 0;
		while (stopped.isOpen()) {
			Frame frame = Frame.binary(content);
			stopped.send(frame);
			healthy.send(frame);
			assertThat(reader.readMessage().payload()).hasSize(content.length);
			assertThat(sent++).isLessThan(10_000);
		}
		assertThat(stopped.closeCode()).isEqualTo(PROTOCOL.closeCode(CloseReason.SLOW));
		await().until(() -> this.hub.sessions().size() == 1);
		assertThat(healthy.isOpen()).isTrue();
	}

	@Test
	void whenClientsPingAndDoNotReadThenNoThreadOfTheContainerWaitsForThem() throws Exception {
		List<RawClient> hostile = connectHostile();
		byte[] payload = incompressible(125).getBytes(StandardCharsets.UTF_8);
		flood(hostile, (client) -> client.send(RawFrame.PING, payload));
		assertThatOthersAreServed(hostile.size());
		// Whoever begins to read gets every answer, across several pauses of half a
		// second
		RawClient reformed = hostile.get(0);
		for (int i = 0; i < 200; i++) {
			RawFrame pong = reformed.readMessage();
			assertThat(pong.first()).isEqualTo(RawFrame.PONG);
			assertThat(pong.payload()).isEqualTo(payload);
		}
	}

	@Test
	void whenClientsFillTheirInboundQueuesThenTheyAreNotReadFromAndOthersAre() throws Exception {
		List<RawClient> hostile = connectHostile();
		String filler = "wait " + incompressible(16_000);
		flood(hostile, (client) -> client.sendText(filler));
		if (!pausable()) {
			connect();
			return;
		}
		assertThatOthersAreServed(hostile.size());
		assertThat(this.hub.sessions()).allMatch((session) -> session.inbound().pending() <= 50);
		this.released.countDown();
		RawClient reformed = hostile.get(0);
		this.executor.submit(() -> reformed.sendText("done"));
		assertThat(reformed.readMessage().text()).isEqualTo("echo done");
	}

	/**
	 * Buffers go round among connections, and connections end in every way while threads
	 * read from them.
	 */
	@Test
	void noConnectionEverReadsAnothersBytes() throws Exception {
		int clients = 6;
		int rounds = 40;
		List<Future<?>> ended = new ArrayList<>();
		for (int i = 0; i < clients; i++) {
			int number = i;
			ended.add(this.executor.submit(() -> {
				Random random = new Random(number);
				for (int round = 0; round < rounds; round++) {
					sendNamedAndEnd(number + "." + round, random);
				}
				return null;
			}));
		}
		for (Future<?> each : ended) {
			each.get();
		}
		await().until(() -> this.hub.sessions().isEmpty());
		assertThat(this.strangers).isEmpty();
		assertThat(this.named.sum()).isGreaterThanOrEqualTo(clients * rounds);
	}

	private void sendNamedAndEnd(String name, Random random) throws IOException {
		try (RawClient client = RawClient.connect(this.server.port(), this.server.tls(), extensions())) {
			String part = "#" + name;
			client.sendText(part.repeat(10));
			client.sendText("read");
			assertThat(client.readMessage().text()).isEqualTo("echo read");
			for (int i = random.nextInt(5); i >= 0; i--) {
				client.sendText(part.repeat(1 + random.nextInt(2_000)));
			}
			switch (random.nextInt(4)) {
				case 0 -> client.reset();
				case 1 -> client.sendText(part + "#close");
				case 2 -> client.send(RawFrame.CLOSE, new byte[] { 3, (byte) 232 });
				default -> client.send(0x01, part.repeat(500).getBytes(StandardCharsets.UTF_8));
			}
		}
		catch (UncheckedIOException ex) {
			// Closed by the server meanwhile
		}
	}

	/**
	 * Every message of a connection consists of the connection's name.
	 */
	private void checkName(WebSocketSession session, String message) {
		boolean close = message.endsWith("#close");
		String content = close ? message.substring(0, message.length() - "#close".length()) : message;
		String name = "#" + content.substring(1).split("#", 2)[0];
		Object known = session.getAttributes().putIfAbsent("name", name);
		if (known != null && !known.equals(name) || !content.replace(name, "").isEmpty()) {
			this.strangers.add(known + " received " + content);
		}
		this.named.increment();
		if (close) {
			this.executor.execute(() -> WebSocketSessions.session(session).abort(CloseReason.SLOW));
		}
	}

	/**
	 * Far more clients than the container has threads.
	 */
	private List<RawClient> connectHostile() throws IOException {
		List<RawClient> hostile = new ArrayList<>();
		for (int i = 0; i < 3 * WebSocketServer.MAX_THREADS; i++) {
			hostile.add(connect());
		}
		return hostile;
	}

	/**
	 * Let clients send until nothing is taken from any of them.
	 */
	private void flood(List<RawClient> clients, Consumer<RawClient> send) {
		LongAdder sent = new LongAdder();
		CountDownLatch ended = new CountDownLatch(clients.size());
		for (RawClient client : clients) {
			this.executor.execute(() -> {
				try {
					while (this.released.getCount() > 0) {
						send.accept(client);
						sent.increment();
					}
				}
				catch (UncheckedIOException ex) {
					// The server has had enough
				}
				finally {
					ended.countDown();
				}
			});
		}
		AtomicLong before = new AtomicLong(-1);
		await().atMost(Duration.ofMinutes(2))
			.pollInterval(Duration.ofMillis(500))
			.until(() -> ended.getCount() == 0 || before.getAndSet(sent.sum()) == sent.sum());
	}

	private void assertThatOthersAreServed(int hostile) throws IOException {
		RawClient other = connect();
		other.sendText("hello");
		assertThat(other.readMessage().text()).isEqualTo("echo hello");
		assertThat(this.hub.sessions()).hasSize(hostile + 1).allMatch(Session::isOpen);
	}

	private void awaitRelease() {
		try {
			this.released.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Session other(Session known) {
		return this.hub.sessions()
			.stream()
			.filter((each) -> each != known)
			.collect(Collectors.collectingAndThen(Collectors.toList(), (found) -> {
				assertThat(found).hasSize(1);
				return found.get(0);
			}));
	}

	/**
	 * ASCII that no compression makes small, always the same.
	 */
	protected static String incompressible(int length) {
		return new Random(length).ints(length, '!', '~')
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

}
