package io.github.realtimespring.benchmarks.chaos.client;

import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection of a client. Aborting loses what was read and not yet handed
 * over, as with any client. Guarded by its client's lock.
 */
final class Connection implements WebSocket.Listener {

	private final SocketClient client;

	private final StringBuilder text = new StringBuilder();

	private @Nullable WebSocket socket;

	private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

	private boolean aborted;

	private long readAt = System.nanoTime();

	Connection(SocketClient client) {
		this.client = client;
	}

	@Override
	public void onOpen(WebSocket webSocket) {
		synchronized (this.client) {
			this.socket = webSocket;
			if (this.aborted) {
				webSocket.abort();
				return;
			}
			this.readAt = System.nanoTime();
			this.client.opened(this);
		}
		webSocket.request(1);
	}

	@Override
	public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
		this.text.append(data);
		if (last) {
			String message = this.text.toString();
			this.text.setLength(0);
			synchronized (this.client) {
				this.readAt = System.nanoTime();
				if (!this.aborted) {
					this.client.received(message);
				}
			}
		}
		webSocket.request(1);
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
		this.client.lost(this, "closed with " + statusCode + " " + reason);
		return null;
	}

	@Override
	public void onError(WebSocket webSocket, Throwable error) {
		this.client.lost(this, "broken");
	}

	void send(String message) {
		WebSocket open = this.socket;
		if (open != null) {
			this.sent = this.sent.handle((ok, ex) -> open.sendText(message, true)).thenCompose((sending) -> sending);
		}
	}

	void abort() {
		this.aborted = true;
		WebSocket open = this.socket;
		if (open != null) {
			open.abort();
		}
	}

	boolean isAborted() {
		return this.aborted;
	}

	/** When something came last. */
	long readAt() {
		return this.readAt;
	}

}
