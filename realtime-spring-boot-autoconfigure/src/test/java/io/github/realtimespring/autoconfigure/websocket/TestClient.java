package io.github.realtimespring.autoconfigure.websocket;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket client on the JDK's own.
 */
final class TestClient implements WebSocket.Listener {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

	/** Messages that were not received yet, and the close. */
	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();

	private final StringBuilder partial = new StringBuilder();

	private WebSocket socket;

	private TestClient() {
	}

	/**
	 * Connect.
	 * @param headers names and values of the handshake's headers, in turn
	 */
	static TestClient connect(int port, String path, String... headers) {
		TestClient client = new TestClient();
		WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(30));
		for (int i = 0; i < headers.length; i += 2) {
			builder.header(headers[i], headers[i + 1]);
		}
		client.socket = builder.buildAsync(URI.create("ws://localhost:" + port + path), client).join();
		return client;
	}

	/**
	 * Connect in vain.
	 * @return the status of the refusal
	 */
	static int refused(int port, String path, String... headers) {
		try {
			connect(port, path, headers);
			return 101;
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof WebSocketHandshakeException refusal) {
				return refusal.getResponse().statusCode();
			}
			throw ex;
		}
	}

	void send(String message) {
		this.socket.sendText(message, true).join();
	}

	String receive() throws InterruptedException {
		String message = this.messages.poll(30, TimeUnit.SECONDS);
		if (message == null) {
			throw new AssertionError("No message arrived");
		}
		this.answers.remove(message);
		return message;
	}

	/**
	 * The next message, or {@code close} with the code.
	 */
	String receiveOrClose() throws InterruptedException {
		String answer = this.answers.poll(30, TimeUnit.SECONDS);
		if (answer == null) {
			throw new AssertionError("No answer arrived");
		}
		this.messages.remove(answer);
		return answer;
	}

	int awaitClose() throws Exception {
		return this.closeCode.get(30, TimeUnit.SECONDS);
	}

	void close() {
		this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
	}

	@Override
	public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.partial.append(data);
		if (last) {
			this.answers.add(this.partial.toString());
			this.messages.add(this.partial.toString());
			this.partial.setLength(0);
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.answers.add("close " + statusCode);
		this.closeCode.complete(statusCode);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.closeCode.completeExceptionally(error);
	}

}
