package io.github.realtimespring.compatibility.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/**
 * A SockJS session over HTTP: a request that receives, again and again, and others that
 * send.
 */
public final class SockJsHttpClient implements Wire {

	private final int port;

	private final String path;

	private final String transport;

	private final String[] headers;

	private final ClientListener listener;

	private volatile boolean open = true;

	private volatile InputStream stream;

	private SockJsHttpClient(int port, String path, String transport, String[] headers, ClientListener listener) {
		this.port = port;
		this.path = path;
		this.transport = transport;
		this.headers = headers;
		this.listener = listener;
	}

	/**
	 * Open a session.
	 * @param path the path of the session
	 * @param transport {@code xhr}, {@code xhr_streaming} or {@code eventsource}
	 */
	public static SockJsHttpClient open(int port, String path, String transport, String[] headers,
			ClientListener listener) {
		SockJsHttpClient client = new SockJsHttpClient(port, path, transport, headers, listener);
		Thread thread = new Thread(client::receive, "sockjs");
		thread.setDaemon(true);
		thread.start();
		return client;
	}

	private void receive() {
		try {
			while (this.open) {
				var response = HttpRequests.stream(this.port, this.path + "/" + this.transport,
						!this.transport.equals("eventsource"), this.headers);
				if (response.statusCode() != 200) {
					this.listener.onRefused(response.statusCode());
					return;
				}
				this.stream = response.body();
				read(this.stream);
			}
		}
		catch (RuntimeException ex) {
			if (this.open) {
				this.listener.onFailure(ex);
			}
		}
	}

	private void read(InputStream body) {
		try (body; Scanner lines = new Scanner(body, StandardCharsets.UTF_8)) {
			lines.useDelimiter("\r?\n");
			while (lines.hasNext()) {
				String line = lines.next();
				line = line.startsWith("data: ") ? line.substring("data: ".length()) : line;
				if (line.isBlank() || line.startsWith("hhhh")) {
					continue;
				}
				if (line.startsWith("c[")) {
					this.open = false;
				}
				this.listener.onMessage(line.getBytes(StandardCharsets.UTF_8), false);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void sendText(String message) {
		HttpRequests.post(this.port, this.path + "/xhr_send", message, this.headers);
	}

	@Override
	public void sendBinary(byte[] message) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void sendPing(byte[] message) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void close(int code) {
		abort();
	}

	@Override
	public boolean isCloseConfirmed() {
		return false;
	}

	@Override
	public void abort() {
		this.open = false;
		InputStream current = this.stream;
		if (current != null) {
			try {
				current.close();
			}
			catch (IOException ex) {
				// It is over anyway
			}
		}
	}

}
