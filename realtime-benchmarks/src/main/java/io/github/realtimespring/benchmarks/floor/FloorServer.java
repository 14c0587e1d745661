package io.github.realtimespring.benchmarks.floor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a delivery costs at least: one thread, one selector, and the bytes that a server
 * of the Centrifuge protocol would write, framed once for all receivers. There is no
 * security, no limit and no time-out here; a slow reader's bytes pile up.
 */
public final class FloorServer implements AutoCloseable {

	private static final int READ_BUFFER = 1 << 16;

	private static final int BACKLOG = 4096;

	private final Mode mode;

	private final Selector selector;

	private final ServerSocketChannel acceptor;

	private final byte[] buffer = new byte[READ_BUFFER];

	private final Map<String, List<FloorClient>> channels = new HashMap<>();

	private final List<FloorClient> touched = new ArrayList<>();

	/**
	 * Listen on the loopback interface.
	 * @param port the port, 0 for any
	 * @param mode when to write
	 */
	public FloorServer(int port, Mode mode) throws IOException {
		this.mode = mode;
		this.selector = Selector.open();
		this.acceptor = ServerSocketChannel.open();
		this.acceptor.setOption(StandardSocketOptions.SO_REUSEADDR, true);
		this.acceptor.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
		this.acceptor.configureBlocking(false);
		this.acceptor.register(this.selector, SelectionKey.OP_ACCEPT);
	}

	/**
	 * Serve until the process ends.
	 * @param args the port, and {@code naive} or {@code coalescing}
	 */
	public static void main(String[] args) throws IOException {
		try (FloorServer server = new FloorServer(Integer.parseInt(args[0]),
				args[1].equals("naive") ? Mode.NAIVE : Mode.COALESCING)) {
			server.serve();
		}
	}

	/**
	 * The port that the server listens on.
	 */
	public int port() throws IOException {
		return ((InetSocketAddress) this.acceptor.getLocalAddress()).getPort();
	}

	/**
	 * Serve until {@link #close()}.
	 */
	public void serve() throws IOException {
		while (this.selector.isOpen()) {
			this.selector.select(this::selected);
			for (FloorClient client : this.touched) {
				client.flush();
			}
			this.touched.clear();
		}
	}

	private void selected(SelectionKey key) {
		if (key.attachment() instanceof FloorClient client) {
			client.selected(this.buffer);
		}
		else {
			accept();
		}
	}

	private void accept() {
		try {
			for (SocketChannel channel = this.acceptor.accept(); channel != null; channel = this.acceptor.accept()) {
				channel.configureBlocking(false);
				channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
				SelectionKey key = channel.register(this.selector, SelectionKey.OP_READ);
				key.attach(new FloorClient(this, channel, key));
			}
		}
		catch (IOException ex) {
			// The peer has gone before it was here.
		}
	}

	void subscribe(String channel, FloorClient client) {
		this.channels.computeIfAbsent(channel, (name) -> new ArrayList<>()).add(client);
	}

	void unsubscribe(FloorClient client) {
		this.channels.values().forEach((clients) -> clients.remove(client));
	}

	void publish(String channel, ByteBuffer frame) {
		for (FloorClient client : this.channels.getOrDefault(channel, List.of())) {
			write(client, frame.duplicate());
		}
	}

	void write(FloorClient client, ByteBuffer frame) {
		if (client.offer(frame)) {
			if (this.mode == Mode.NAIVE) {
				client.flush();
			}
			else {
				this.touched.add(client);
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.acceptor.close();
		this.selector.close();
	}

	/**
	 * When to write.
	 */
	public enum Mode {

		/** Each message by itself, at once. */
		NAIVE,

		/**
		 * All that a round of the selector has brought for a client, in one write.
		 */
		COALESCING

	}

}
