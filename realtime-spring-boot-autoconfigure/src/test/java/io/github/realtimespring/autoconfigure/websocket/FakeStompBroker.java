package io.github.realtimespring.autoconfigure.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * As much of a STOMP broker as Spring's relay needs. Echoes what is sent to a
 * connection's own subscriptions.
 */
final class FakeStompBroker implements AutoCloseable {

	private final ServerSocket server;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	FakeStompBroker() throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		Thread acceptor = new Thread(this::accept, "fake-broker");
		acceptor.setDaemon(true);
		acceptor.start();
	}

	int port() {
		return this.server.getLocalPort();
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.server.accept();
				this.sockets.add(socket);
				Thread thread = new Thread(() -> serve(socket), "fake-broker-connection");
				thread.setDaemon(true);
				thread.start();
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private static void serve(Socket socket) {
		Map<String, String> subscriptions = new HashMap<>();
		try (InputStream in = socket.getInputStream(); OutputStream out = socket.getOutputStream()) {
			StringBuilder frame = new StringBuilder();
			for (int next = in.read(); next >= 0; next = in.read()) {
				if (next != 0) {
					frame.append((char) next);
					continue;
				}
				answer(frame.toString().stripLeading(), subscriptions, out);
				frame.setLength(0);
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private static void answer(String frame, Map<String, String> subscriptions, OutputStream out) throws IOException {
		String[] parts = frame.split("\n\n", 2);
		Map<String, String> headers = new HashMap<>();
		String[] lines = parts[0].split("\n");
		for (int i = 1; i < lines.length; i++) {
			String[] header = lines[i].split(":", 2);
			headers.putIfAbsent(header[0], header[1]);
		}
		switch (lines[0]) {
			case "CONNECT", "STOMP" -> write(out, "CONNECTED\nversion:1.2\nheart-beat:0,0\n\n");
			case "SUBSCRIBE" -> subscriptions.put(headers.get("destination"), headers.get("id"));
			case "SEND" -> {
				String id = subscriptions.get(headers.get("destination"));
				if (id != null) {
					write(out, "MESSAGE\nsubscription:" + id + "\nmessage-id:1\ndestination:"
							+ headers.get("destination") + "\n\n" + parts[1]);
				}
			}
			default -> {
			}
		}
		if (headers.containsKey("receipt")) {
			write(out, "RECEIPT\nreceipt-id:" + headers.get("receipt") + "\n\n");
		}
	}

	private static void write(OutputStream out, String frame) throws IOException {
		out.write((frame + "\0").getBytes(StandardCharsets.UTF_8));
		out.flush();
	}

	@Override
	public void close() {
		try {
			this.server.close();
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
