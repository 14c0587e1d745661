package io.github.realtimespring.checker.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.benchmarks.load.frame.Bytes;
import io.github.realtimespring.benchmarks.load.frame.WebSocketDecoder;
import io.github.realtimespring.benchmarks.load.frame.WebSocketFrames;

/**
 * One WebSocket connection of a client. Aborting loses what was read and not yet handed
 * over, as with any client. Guarded by its client's lock; reads on the thread of its
 * {@link SocketLoop}.
 */
final class Connection implements WebSocketDecoder.Sink {

	private static final byte[] HEADERS_END = Bytes.of("\r\n\r\n");

	private static final byte[] NONE = new byte[0];

	private final SocketClient client;

	private final SocketLoop loop;

	private final WebSocketDecoder decoder = new WebSocketDecoder();

	private final Deque<ByteBuffer> unsent = new ArrayDeque<>();

	private @Nullable SocketChannel channel;

	private @Nullable SelectionKey key;

	private byte[] response = NONE;

	private boolean open;

	private boolean aborted;

	private long readAt = System.nanoTime();

	Connection(SocketClient client, SocketLoop loop) {
		this.client = client;
		this.loop = loop;
	}

	/**
	 * Begin to connect.
	 * @throws IOException if there is no socket to be had
	 */
	void connect(int port, String path, String subprotocol) throws IOException {
		SocketChannel connecting = SocketChannel.open();
		this.channel = connecting;
		connecting.configureBlocking(false);
		connecting.setOption(StandardSocketOptions.TCP_NODELAY, true);
		this.unsent.add(ByteBuffer.wrap(WebSocketFrames.request(path, port, subprotocol, null)));
		this.loop.execute(() -> register(connecting, port));
	}

	private void register(SocketChannel connecting, int port) {
		synchronized (this.client) {
			try {
				if (!this.aborted) {
					this.key = connecting.register(this.loop.selector(), SelectionKey.OP_CONNECT, this);
					connecting.connect(new InetSocketAddress("127.0.0.1", port));
				}
			}
			catch (IOException ex) {
				this.client.lost(this, "not connected");
			}
		}
	}

	/**
	 * Do what the selector has found.
	 * @param buffer where to read to, of the whole thread
	 */
	void selected(SelectionKey selected, byte[] buffer) {
		synchronized (this.client) {
			SocketChannel current = this.channel;
			if (this.aborted || current == null) {
				return;
			}
			try {
				if (selected.isConnectable()) {
					current.finishConnect();
					flush();
				}
				if (selected.isWritable()) {
					flush();
				}
				if (selected.isReadable()) {
					read(current, buffer);
				}
			}
			catch (IOException | RuntimeException ex) {
				this.client.lost(this, this.open ? "broken" : "not connected");
			}
		}
	}

	private void read(SocketChannel current, byte[] buffer) throws IOException {
		int length = current.read(ByteBuffer.wrap(buffer));
		if (length < 0) {
			this.client.lost(this, "ended");
		}
		else if (this.open) {
			this.readAt = System.nanoTime();
			this.decoder.decode(buffer, 0, length, this);
		}
		else {
			answered(Bytes.concat(this.response, Arrays.copyOf(buffer, length)));
		}
	}

	private void answered(byte[] bytes) {
		int end = Bytes.indexOf(bytes, 0, bytes.length, HEADERS_END);
		if (end < 0) {
			this.response = bytes;
			return;
		}
		String status = new String(bytes, 0, end, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
		if (!status.startsWith("HTTP/1.1 101")) {
			this.client.lost(this, "not connected: " + status);
			return;
		}
		this.open = true;
		this.response = NONE;
		this.readAt = System.nanoTime();
		this.client.opened(this);
		int first = end + HEADERS_END.length;
		this.decoder.decode(bytes, first, bytes.length - first, this);
	}

	@Override
	public void message(byte[] bytes, int offset, int length) {
		if (!this.aborted) {
			this.client.received(new String(bytes, offset, length, StandardCharsets.UTF_8));
		}
	}

	@Override
	public void control(int opcode, byte[] bytes, int offset, int length) {
		byte[] content = Arrays.copyOfRange(bytes, offset, offset + length);
		if (opcode == WebSocketFrames.PING) {
			write(WebSocketFrames.client(WebSocketFrames.PONG, content));
		}
		else if (opcode == WebSocketFrames.CLOSE) {
			int code = (length >= 2) ? ByteBuffer.wrap(content).getShort() & 0xffff : 1005;
			String reason = new String(content, Math.min(2, length), Math.max(0, length - 2), StandardCharsets.UTF_8);
			this.client.lost(this, "closed with " + code + " " + reason);
		}
	}

	void send(String message) {
		if (this.open && !this.aborted) {
			write(WebSocketFrames.client(WebSocketFrames.TEXT, message.getBytes(StandardCharsets.UTF_8)));
		}
	}

	private void write(ByteBuffer frame) {
		boolean first = this.unsent.isEmpty();
		this.unsent.add(frame);
		if (first) {
			try {
				flush();
			}
			catch (IOException ex) {
				// Reading finds it broken, too
				this.unsent.clear();
			}
		}
	}

	private void flush() throws IOException {
		SocketChannel current = this.channel;
		SelectionKey registered = this.key;
		if (current == null || registered == null) {
			return;
		}
		for (ByteBuffer next = this.unsent.peek(); next != null; next = this.unsent.peek()) {
			current.write(next);
			if (next.hasRemaining()) {
				break;
			}
			this.unsent.remove();
		}
		try {
			registered.interestOps(SelectionKey.OP_READ | (this.unsent.isEmpty() ? 0 : SelectionKey.OP_WRITE));
		}
		catch (CancelledKeyException ex) {
			throw new IOException(ex);
		}
		if (!this.unsent.isEmpty()) {
			this.loop.selector().wakeup();
		}
	}

	void abort() {
		this.aborted = true;
		SocketChannel current = this.channel;
		if (current != null) {
			try {
				current.close();
			}
			catch (IOException ex) {
				// It is gone either way
			}
		}
	}

	boolean isOpen() {
		return this.open;
	}

	boolean isAborted() {
		return this.aborted;
	}

	/** When something came last. */
	long readAt() {
		return this.readAt;
	}

}
