package io.github.realtimespring.internal.protocol.stomp;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that sends and shows frames as they are.
 */
final class StompClient implements WebSocket.Listener, AutoCloseable {

	private static final HttpClient http = HttpClient.newHttpClient();

	private final BlockingQueue<StompFrame> frames = new LinkedBlockingQueue<>();

	private final CompletableFuture<Integer> closed = new CompletableFuture<>();

	private final StringBuilder text = new StringBuilder();

	private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

	private WebSocket socket;

	private CompletableFuture<?> lastSend = CompletableFuture.completedFuture(null);

	static StompClient open(URI uri) throws Exception {
		StompClient client = new StompClient();
		client.socket = http.newWebSocketBuilder()
			.subprotocols("v12.stomp")
			.buildAsync(uri, client)
			.get(30, TimeUnit.SECONDS);
		return client;
	}

	/**
	 * Connect with STOMP 1.2.
	 */
	StompClient connect(String... headers) throws Exception {
		StringBuilder frame = new StringBuilder("CONNECT\naccept-version:1.2\nhost:localhost\n");
		for (String header : headers) {
			frame.append(header).append('\n');
		}
		send(frame.append('\n').toString());
		assertThat(next().command()).isEqualTo("CONNECTED");
		return this;
	}

	/**
	 * Send a frame; the final NUL is added.
	 */
	void send(String frame) throws Exception {
		sendRaw(frame + '\0');
	}

	synchronized void sendRaw(String content) throws Exception {
		this.lastSend = this.lastSend.thenCompose((previous) -> this.socket.sendText(content, true));
		this.lastSend.get(30, TimeUnit.SECONDS);
	}

	synchronized void sendBinary(byte[] content) throws Exception {
		this.lastSend = this.lastSend.thenCompose((previous) -> this.socket.sendBinary(ByteBuffer.wrap(content), true));
		this.lastSend.get(30, TimeUnit.SECONDS);
	}

	/**
	 * Subscribe and wait until that has happened.
	 */
	StompClient subscribe(String id, String destination) throws Exception {
		send("SUBSCRIBE\nid:" + id + "\ndestination:" + destination + "\nreceipt:sub-" + id + "\n\n");
		assertThat(next()).isEqualTo(StompFrame.receipt("sub-" + id));
		return this;
	}

	/**
	 * The next frame that is not a heart-beat.
	 */
	StompFrame next() throws InterruptedException {
		StompFrame frame;
		do {
			frame = nextOrHeartbeat();
		}
		while (frame.isHeartbeat());
		return frame;
	}

	StompFrame nextOrHeartbeat() throws InterruptedException {
		StompFrame frame = this.frames.poll(30, TimeUnit.SECONDS);
		assertThat(frame).as("a frame in time").isNotNull();
		return frame;
	}

	/**
	 * Whether everything sent so far was answered and nothing else came: a round trip
	 * brings nothing but its receipt.
	 */
	void assertNothingElse() throws Exception {
		send("UNSUBSCRIBE\nid:nothing\nreceipt:round-trip\n\n");
		assertThat(next()).isEqualTo(StompFrame.receipt("round-trip"));
	}

	int closeCode() throws Exception {
		return this.closed.get(30, TimeUnit.SECONDS);
	}

	@Override
	public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			this.frames.add(StompFrame.parse(this.text.toString().getBytes(StandardCharsets.UTF_8), true));
			this.text.setLength(0);
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
		byte[] bytes = new byte[data.remaining()];
		data.get(bytes);
		this.binary.writeBytes(bytes);
		if (last) {
			this.frames.add(StompFrame.parse(this.binary.toByteArray(), false));
			this.binary.reset();
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.closed.complete(statusCode);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.closed.complete(1006);
	}

	@Override
	public void close() {
		this.socket.abort();
	}

}
