package io.github.realtimespring.benchmarks.load.protocol;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.benchmarks.load.frame.Bytes;
import io.github.realtimespring.benchmarks.load.frame.WebSocketDecoder;
import io.github.realtimespring.benchmarks.load.frame.WebSocketFrames;

/**
 * One client. Belongs to the thread of its {@link Selector}.
 */
public final class Connection implements WebSocketDecoder.Sink {

	private static final byte[] NONE = new byte[0];

	private static final byte[] HEADERS_END = Bytes.of("\r\n\r\n");

	private static final String ACCEPT = "Sec-WebSocket-Accept: " + WebSocketFrames.accept(WebSocketFrames.KEY);

	// Loopback ports of one source address are about 28,000.
	private static final int CONNECTIONS_PER_ADDRESS = 20_000;

	private final SocketChannel channel;

	private final SelectionKey key;

	private final ProtocolDriver driver;

	private final ConnectionListener listener;

	private final byte[] request;

	private final int[] channels;

	private final SequenceCheck[] checks;

	private final boolean[] probed;

	private final WebSocketDecoder decoder = new WebSocketDecoder();

	private boolean open;

	private boolean ready;

	private boolean closed;

	private int awaited;

	private byte[] subscription = NONE;

	private byte[] rest = NONE;

	private @Nullable ArrayDeque<ByteBuffer> unsent;

	/**
	 * Start to connect.
	 * @param selector takes the channel
	 * @param number number of this connection: which source address it takes
	 * @param port where to connect
	 * @param request the WebSocket handshake to send
	 * @param driver speaks the protocol
	 * @param channels numbers of the channels to subscribe to
	 * @param listener is told what happens
	 */
	public Connection(Selector selector, int number, int port, byte[] request, ProtocolDriver driver, int[] channels,
			ConnectionListener listener) throws IOException {
		this.driver = driver;
		this.listener = listener;
		this.request = request;
		this.channels = channels;
		this.checks = new SequenceCheck[channels.length];
		Arrays.setAll(this.checks, (i) -> new SequenceCheck());
		this.probed = new boolean[channels.length];
		this.channel = SocketChannel.open();
		this.channel.configureBlocking(false);
		this.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		// Closing leaves no port behind that waits.
		this.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
		int address = number / CONNECTIONS_PER_ADDRESS;
		if (address > 0) {
			this.channel.bind(new InetSocketAddress("127.0.0." + (address + 1), 0));
		}
		this.key = this.channel.register(selector, SelectionKey.OP_CONNECT, this);
		this.channel.connect(new InetSocketAddress("127.0.0.1", port));
	}

	/**
	 * Do what the selector has found.
	 * @param buffer where to read to, of the whole thread
	 */
	public void selected(byte[] buffer) {
		try {
			if (this.key.isConnectable()) {
				this.channel.finishConnect();
				this.key.interestOps(SelectionKey.OP_READ);
				write(ByteBuffer.wrap(this.request));
				return;
			}
			if (this.key.isWritable()) {
				flush();
			}
			if (this.key.isReadable()) {
				read(buffer);
			}
		}
		catch (IOException | IllegalStateException ex) {
			fail(ex.toString());
		}
	}

	private void read(byte[] buffer) throws IOException {
		int length = this.channel.read(ByteBuffer.wrap(buffer));
		if (length < 0) {
			fail("The server closed the connection");
		}
		else if (this.open) {
			this.listener.read(length);
			this.decoder.decode(buffer, 0, length, this);
		}
		else {
			handshake(buffer, length);
		}
	}

	private void handshake(byte[] buffer, int length) {
		byte[] response = Bytes.concat(this.rest, Arrays.copyOf(buffer, length));
		int end = Bytes.indexOf(response, 0, response.length, HEADERS_END);
		if (end < 0) {
			this.rest = response;
			return;
		}
		String headers = new String(response, 0, end, StandardCharsets.ISO_8859_1);
		if (!headers.startsWith("HTTP/1.1 101") || !headers.toLowerCase().contains(ACCEPT.toLowerCase())) {
			fail("The handshake was answered: " + headers.lines().findFirst().orElse(""));
			return;
		}
		this.open = true;
		this.rest = NONE;
		this.driver.opened(this);
		int first = end + HEADERS_END.length;
		this.decoder.decode(response, first, response.length - first, this);
	}

	@Override
	public void message(byte[] bytes, int offset, int length) {
		if (!this.closed) {
			this.driver.message(this, bytes, offset, length);
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
			fail("The server closed with " + code + " " + Bytes.text(content, Math.min(2, length), length));
		}
	}

	/**
	 * Send a message; what the socket can't take waits.
	 * @param message its content
	 */
	public void send(byte[] message) {
		write(WebSocketFrames.client(this.driver.opcode(), message));
	}

	private void write(ByteBuffer frame) {
		try {
			if (this.unsent == null) {
				this.channel.write(frame);
				if (!frame.hasRemaining()) {
					return;
				}
				this.unsent = new ArrayDeque<>();
				this.key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
			}
			this.unsent.add(frame);
		}
		catch (IOException ex) {
			fail(ex.toString());
		}
	}

	private void flush() throws IOException {
		while (this.unsent != null) {
			ByteBuffer frame = this.unsent.peek();
			if (frame == null) {
				this.unsent = null;
				this.key.interestOps(SelectionKey.OP_READ);
				return;
			}
			this.channel.write(frame);
			if (frame.hasRemaining()) {
				return;
			}
			this.unsent.remove();
		}
	}

	/**
	 * How many channels to subscribe to.
	 */
	public int subscriptions() {
		return this.channels.length;
	}

	/**
	 * Number of one of the channels.
	 * @param index which of them
	 */
	public int channel(int index) {
		return this.channels[index];
	}

	/**
	 * Expect replies.
	 * @param replies how many make the connection {@link #ready()}
	 */
	void await(int replies) {
		this.awaited = replies;
	}

	/**
	 * A reply has come, whether it was awaited or not.
	 */
	void replied() {
		if (this.awaited > 0 && --this.awaited == 0) {
			ready();
		}
	}

	/**
	 * What marks messages of the only subscription that is valid, empty if all count.
	 */
	byte[] subscription() {
		return this.subscription;
	}

	void subscription(byte[] subscription) {
		this.subscription = subscription;
	}

	/**
	 * What the driver kept of a message that ended within a line.
	 */
	byte[] rest() {
		return this.rest;
	}

	void rest(byte[] rest) {
		this.rest = (rest.length > 0) ? rest : NONE;
	}

	/**
	 * The server has accepted the connection and its subscriptions; later, that it has
	 * accepted the subscriptions again.
	 */
	void ready() {
		if (this.ready) {
			this.listener.confirmed();
		}
		else {
			this.ready = true;
			this.listener.accepted();
		}
	}

	/**
	 * A publication has arrived.
	 * @param bytes where its payload lies
	 * @param offset where that starts
	 */
	void delivered(byte[] bytes, int offset) {
		int number = Payload.channel(bytes, offset);
		int index = index(number);
		if (index < 0) {
			fail("A publication of a channel that isn't subscribed to: " + number);
		}
		else if (Payload.probe(bytes, offset)) {
			probed(index);
		}
		else {
			this.checks[index].received(Payload.sequence(bytes, offset));
			this.listener.delivered(number, Payload.sequence(bytes, offset), Payload.time(bytes, offset));
		}
	}

	/** Channels follow each other, but for the last one that there is. */
	private int index(int number) {
		int guess = (this.channels.length > 0) ? number - this.channels[0] : -1;
		if (guess >= 0 && guess < this.channels.length && this.channels[guess] == number) {
			return guess;
		}
		for (int i = 0; i < this.channels.length; i++) {
			if (this.channels[i] == number) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * Let the next probe of each subscription count again.
	 */
	public void forgetProbes() {
		Arrays.fill(this.probed, false);
	}

	private void probed(int index) {
		if (!this.probed[index]) {
			this.probed[index] = true;
			this.listener.probed(this.channels[index]);
		}
	}

	/**
	 * What became of one of the subscriptions.
	 * @param index which of them
	 */
	public SequenceCheck check(int index) {
		return this.checks[index];
	}

	/**
	 * Something happened that shouldn't: close, and tell.
	 * @param reason what it was
	 */
	void fail(String reason) {
		if (!this.closed) {
			close();
			this.listener.failed(reason);
		}
	}

	/**
	 * Close without a closing handshake; the listener is not told.
	 */
	public void close() {
		this.closed = true;
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// It is gone either way.
		}
	}

}
