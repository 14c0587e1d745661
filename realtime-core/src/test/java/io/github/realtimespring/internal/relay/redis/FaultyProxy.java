package io.github.realtimespring.internal.relay.redis;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import io.github.realtimespring.test.RedisServer;

/**
 * Stands between a client and a Redis server. It can let connections that subscribed fall
 * silent without breaking them, as a firewall that forgot them does, cut all connections,
 * and hold everything back for a while, as if the client were stopped.
 */
final class FaultyProxy implements AutoCloseable {

	private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName(RedisServer.HOST));

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final Set<Socket> subscribed = ConcurrentHashMap.newKeySet();

	private final Set<Socket> deaf = ConcurrentHashMap.newKeySet();

	private final int target;

	private volatile boolean cut;

	private volatile CountDownLatch held = new CountDownLatch(0);

	FaultyProxy(int target) throws IOException {
		this.target = target;
		run(this::accept);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Pass nothing more on to the clients that have subscribed so far.
	 */
	void deafen() {
		this.deaf.addAll(this.subscribed);
	}

	/**
	 * Close all connections, and new ones at once.
	 */
	void cut() throws IOException {
		this.cut = true;
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	/**
	 * Accept connections again.
	 */
	void mend() {
		this.cut = false;
	}

	/**
	 * Pass nothing on until {@link #release}.
	 */
	void hold() {
		this.held = new CountDownLatch(1);
	}

	/**
	 * Pass on what was held back, in order.
	 */
	void release() {
		this.held.countDown();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.listener.accept();
			if (this.cut) {
				client.close();
				continue;
			}
			Socket server = new Socket(RedisServer.HOST, this.target);
			this.sockets.add(client);
			this.sockets.add(server);
			run(() -> pass(client, server, client));
			run(() -> pass(server, client, client));
		}
	}

	private void pass(Socket from, Socket to, Socket client) throws IOException {
		try (from; to) {
			byte[] buffer = new byte[8192];
			InputStream in = from.getInputStream();
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				if (new String(buffer, 0, length, StandardCharsets.ISO_8859_1).contains("SUBSCRIBE")) {
					this.subscribed.add(client);
				}
				awaitRelease();
				if (from == client || !this.deaf.contains(client)) {
					to.getOutputStream().write(buffer, 0, length);
				}
			}
		}
	}

	private void awaitRelease() throws IOException {
		try {
			this.held.await();
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	private static void run(Loop loop) {
		Thread thread = new Thread(() -> {
			try {
				loop.run();
			}
			catch (IOException ex) {
				// Closed
			}
		}, "deafening-proxy");
		thread.setDaemon(true);
		thread.start();
	}

	private interface Loop {

		void run() throws IOException;

	}

}
