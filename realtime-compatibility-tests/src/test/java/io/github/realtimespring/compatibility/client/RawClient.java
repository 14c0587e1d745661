package io.github.realtimespring.compatibility.client;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket client that sends what it is told and reports what it receives, as it is.
 */
public final class RawClient implements WebSocket.Listener, Wire {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final ClientListener listener;

	private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

	private WebSocket socket;

	private CompletableFuture<?> lastSend = CompletableFuture.completedFuture(null);

	private RawClient(ClientListener listener) {
		this.listener = listener;
	}

	/**
	 * Connect, or report the status of the refusal.
	 * @param uri the address
	 * @param subprotocols the subprotocols to offer
	 * @param headers names and values of the handshake's headers, in turn
	 * @param listener told of what happens
	 */
	public static RawClient open(URI uri, List<String> subprotocols, List<String> headers, ClientListener listener) {
		RawClient client = new RawClient(listener);
		WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(30));
		if (!subprotocols.isEmpty()) {
			builder.subprotocols(subprotocols.get(0),
					subprotocols.subList(1, subprotocols.size()).toArray(String[]::new));
		}
		for (int i = 0; i < headers.size(); i += 2) {
			builder.header(headers.get(i), headers.get(i + 1));
		}
		try {
			client.socket = builder.buildAsync(uri, client).orTimeout(30, TimeUnit.SECONDS).join();
			listener.onOpen(client.socket.getSubprotocol());
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof WebSocketHandshakeException refusal) {
				listener.onRefused(refusal.getResponse().statusCode());
			}
			else {
				throw ex;
			}
		}
		return client;
	}

	@Override
	public void sendText(String message) {
		send((socket) -> socket.sendText(message, true));
	}

	@Override
	public void sendBinary(byte[] message) {
		send((socket) -> socket.sendBinary(ByteBuffer.wrap(message), true));
	}

	@Override
	public void sendPing(byte[] message) {
		send((socket) -> socket.sendPing(ByteBuffer.wrap(message)));
	}

	@Override
	public void close(int code) {
		send((socket) -> socket.sendClose(code, ""));
	}

	@Override
	public void abort() {
		this.socket.abort();
	}

	private synchronized void send(java.util.function.Function<WebSocket, CompletableFuture<WebSocket>> call) {
		this.lastSend = this.lastSend.handle((done, ex) -> null).thenCompose((done) -> call.apply(this.socket));
		try {
			this.lastSend.orTimeout(30, TimeUnit.SECONDS).join();
		}
		catch (CompletionException ex) {
			// The server has closed the connection: the listener is told
		}
	}

	@Override
	public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		return onData(webSocket, data.toString().getBytes(StandardCharsets.UTF_8), last, false);
	}

	@Override
	public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
		byte[] bytes = new byte[data.remaining()];
		data.get(bytes);
		return onData(webSocket, bytes, last, true);
	}

	private CompletionStage<?> onData(WebSocket webSocket, byte[] bytes, boolean last, boolean binary) {
		this.partial.writeBytes(bytes);
		if (last) {
			byte[] message = this.partial.toByteArray();
			this.partial.reset();
			this.listener.onMessage(message, binary);
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
		byte[] bytes = new byte[message.remaining()];
		message.get(bytes);
		this.listener.onPong(bytes);
		webSocket.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.listener.onClose(statusCode, reason);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.listener.onFailure(error);
	}

}
