package io.github.realtimespring.checker.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * One connection through a {@link FaultProxy}, on its thread.
 */
final class Link {

	private static final int BUFFER = 1 << 14;

	/** Small, so that who doesn't read is felt at the server soon. */
	private static final int RECEIVE_BUFFER = 1 << 13;

	private final SocketChannel client;

	private final SocketChannel server;

	private final SelectionKey clientKey;

	private final SelectionKey serverKey;

	private final InetSocketAddress target;

	private final Consumer<Link> onGone;

	private final ByteBuffer requests = ByteBuffer.allocate(BUFFER);

	private final ByteBuffer answers = ByteBuffer.allocate(BUFFER);

	private FaultProxy.Faults faults = FaultProxy.Faults.NONE;

	private boolean connected;

	Link(Selector selector, SocketChannel client, int target, Consumer<Link> onGone) throws IOException {
		this.client = client;
		this.onGone = onGone;
		this.target = new InetSocketAddress("127.0.0.1", target);
		this.server = SocketChannel.open();
		this.server.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
		for (SocketChannel channel : new SocketChannel[] { client, this.server }) {
			channel.configureBlocking(false);
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		}
		this.clientKey = client.register(selector, 0, this);
		this.serverKey = this.server.register(selector, SelectionKey.OP_CONNECT, this);
	}

	void connect() {
		try {
			if (this.server.connect(this.target)) {
				this.connected = true;
				interests();
			}
		}
		catch (IOException ex) {
			reset();
		}
	}

	void trouble(FaultProxy.Faults faults) {
		this.faults = faults;
		if (this.connected) {
			interests();
		}
	}

	boolean isTroubled() {
		return this.faults != FaultProxy.Faults.NONE;
	}

	void selected(SelectionKey key) {
		try {
			if (key == this.serverKey && key.isConnectable()) {
				this.server.finishConnect();
				this.connected = true;
			}
			else if (key == this.clientKey) {
				pass(this.client, this.requests, this.server, this.faults.holdRequests(), key.isReadable());
				pass(this.server, this.answers, this.client, this.faults.holdAnswers(), false);
			}
			else {
				pass(this.server, this.answers, this.client, this.faults.holdAnswers(), key.isReadable());
				pass(this.client, this.requests, this.server, this.faults.holdRequests(), false);
			}
			interests();
		}
		catch (IOException ex) {
			reset();
		}
	}

	private void pass(SocketChannel from, ByteBuffer buffer, SocketChannel to, boolean held, boolean readable)
			throws IOException {
		if (held) {
			return;
		}
		if (readable && buffer.hasRemaining() && from.read(buffer) < 0) {
			flush(buffer, to, buffer.position());
			close(false);
			return;
		}
		flush(buffer, to, this.faults.trickle() ? 1 : buffer.position());
	}

	private static void flush(ByteBuffer buffer, SocketChannel to, int most) throws IOException {
		buffer.flip();
		int end = buffer.limit();
		buffer.limit(Math.min(end, most));
		to.write(buffer);
		buffer.limit(end);
		buffer.compact();
	}

	private void interests() {
		if (!this.clientKey.isValid() || !this.serverKey.isValid()) {
			return;
		}
		boolean in = !this.faults.holdRequests();
		boolean out = !this.faults.holdAnswers();
		this.clientKey.interestOps(operations(in && this.requests.hasRemaining(), out && this.answers.position() > 0));
		this.serverKey.interestOps(operations(out && this.answers.hasRemaining(), in && this.requests.position() > 0));
	}

	private static int operations(boolean read, boolean write) {
		return (read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0);
	}

	/**
	 * Reset both sides.
	 */
	void reset() {
		close(true);
	}

	private void close(boolean reset) {
		for (SocketChannel channel : new SocketChannel[] { this.client, this.server }) {
			try {
				if (reset) {
					channel.setOption(StandardSocketOptions.SO_LINGER, 0);
				}
				channel.close();
			}
			catch (IOException ex) {
				// It is gone either way.
			}
		}
		this.onGone.accept(this);
	}

}
