package io.github.realtimespring.sample;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static io.github.realtimespring.sample.Waiting.await;

/**
 * A WebSocket client that keeps every message it receives.
 */
class SocketClient implements WebSocket.Listener, AutoCloseable {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	/**
	 * A message as it came.
	 *
	 * @param bytes its content
	 * @param text whether it came as text
	 */
	record Received(byte[] bytes, boolean text) {

		String string() {
			return new String(this.bytes, StandardCharsets.UTF_8);
		}

	}

	private final List<Received> messages = new CopyOnWriteArrayList<>();

	private final CompletableFuture<Integer> closed = new CompletableFuture<>();

	private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

	private final WebSocket socket;

	SocketClient(URI uri, List<String> subProtocols) {
		WebSocket.Builder builder = HTTP.newWebSocketBuilder();
		if (!subProtocols.isEmpty()) {
			builder.subprotocols(subProtocols.get(0),
					subProtocols.subList(1, subProtocols.size()).toArray(String[]::new));
		}
		this.socket = builder.buildAsync(uri, this).orTimeout(Waiting.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	/**
	 * Called for each whole message, on the client's one reader thread.
	 */
	protected void onMessage(Received message) {
	}

	@Override
	public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.partial.writeBytes(data.toString().getBytes(StandardCharsets.UTF_8));
		return received(webSocket, last, true);
	}

	@Override
	public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
		byte[] bytes = new byte[data.remaining()];
		data.get(bytes);
		this.partial.writeBytes(bytes);
		return received(webSocket, last, false);
	}

	private CompletionStage<?> received(WebSocket webSocket, boolean last, boolean text) {
		if (last) {
			Received message = new Received(this.partial.toByteArray(), text);
			this.partial.reset();
			onMessage(message);
			this.messages.add(message);
		}
		webSocket.request(1);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.closed.complete(statusCode);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.closed.complete(1006);
	}

	List<Received> messages() {
		return this.messages;
	}

	void sendText(String text) {
		this.socket.sendText(text, true).join();
	}

	void sendBinary(byte[] bytes) {
		this.socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
	}

	String subProtocol() {
		return this.socket.getSubprotocol();
	}

	int awaitClose() {
		await().until(this.closed::isDone);
		return this.closed.join();
	}

	boolean isClosed() {
		return this.closed.isDone();
	}

	@Override
	public void close() {
		this.socket.abort();
	}

}
