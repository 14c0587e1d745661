package io.github.realtimespring.compatibility.application;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A STOMP broker over TCP that knows just enough to be relayed to. Records the frames
 * that it gets from clients' connections.
 */
public final class FakeBroker implements AutoCloseable {

	private final ServerSocket server;

	private final List<Peer> peers = new CopyOnWriteArrayList<>();

	private final AtomicInteger messageIds = new AtomicInteger();

	private final Recorder recorder;

	FakeBroker(Recorder recorder) {
		this.recorder = recorder;
		try {
			this.server = new ServerSocket(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept);
	}

	int port() {
		return this.server.getLocalPort();
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "fake-broker");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() {
		try {
			while (true) {
				Peer peer = new Peer(this.server.accept());
				this.peers.add(peer);
				start(peer::read);
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	/**
	 * How many connections there are.
	 */
	public int connections() {
		return this.peers.size();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Peer peer : this.peers) {
			peer.socket.close();
		}
	}

	private final class Peer {

		private final Socket socket;

		private final Map<String, String> subscriptions = new LinkedHashMap<>();

		private boolean system;

		private Peer(Socket socket) {
			this.socket = socket;
		}

		private void read() {
			try (InputStream input = this.socket.getInputStream()) {
				ByteArrayOutputStream frame = new ByteArrayOutputStream();
				int next;
				while ((next = input.read()) >= 0) {
					if (next == '\n' && frame.size() == 0) {
						continue;
					}
					if (next != 0) {
						frame.write(next);
						continue;
					}
					handle(frame.toString(StandardCharsets.UTF_8));
					frame.reset();
				}
			}
			catch (IOException ex) {
				// The client has gone
			}
			FakeBroker.this.peers.remove(this);
		}

		private void handle(String frame) throws IOException {
			int end = frame.indexOf("\n\n");
			String[] lines = frame.substring(0, end).split("\n");
			String body = frame.substring(end + 2);
			Map<String, String> headers = new LinkedHashMap<>();
			for (int i = 1; i < lines.length; i++) {
				headers.putIfAbsent(lines[i].substring(0, lines[i].indexOf(':')),
						lines[i].substring(lines[i].indexOf(':') + 1));
			}
			if (lines[0].equals("CONNECT")) {
				this.system = "system".equals(headers.get("login"));
			}
			// The system connects when it likes, not in an exchange, and a session's end
			// is
			// relayed before or after the exchange is over
			boolean untimely = (this.system && lines[0].equals("CONNECT"))
					|| (lines[0].equals("DISCONNECT") && headers.isEmpty());
			if (!frame.contains("harness") && !untimely) {
				FakeBroker.this.recorder.note((String) null, this.system ? "system" : "relayed",
						lines[0] + " " + new java.util.TreeMap<>(headers) + (body.isEmpty() ? "" : " | " + body));
			}
			switch (lines[0]) {
				case "CONNECT", "STOMP" -> send("CONNECTED\nversion:1.2\nheart-beat:0,0\nserver:fake\n\n");
				case "SUBSCRIBE" -> this.subscriptions.put(headers.get("id"), headers.get("destination"));
				case "UNSUBSCRIBE" -> this.subscriptions.remove(headers.get("id"));
				case "SEND" -> {
					for (Peer peer : FakeBroker.this.peers) {
						peer.deliver(headers.get("destination"), body);
					}
				}
				default -> {
				}
			}
			if (headers.containsKey("receipt")) {
				send("RECEIPT\nreceipt-id:" + headers.get("receipt") + "\n\n");
			}
		}

		private void deliver(String destination, String body) throws IOException {
			for (Map.Entry<String, String> subscription : this.subscriptions.entrySet()) {
				if (subscription.getValue().equals(destination)) {
					send("MESSAGE\nsubscription:" + subscription.getKey() + "\nmessage-id:"
							+ FakeBroker.this.messageIds.incrementAndGet() + "\ndestination:" + destination + "\n\n"
							+ body);
				}
			}
		}

		private synchronized void send(String frame) throws IOException {
			this.socket.getOutputStream().write((frame + "\0").getBytes(StandardCharsets.UTF_8));
			this.socket.getOutputStream().flush();
		}

	}

}
