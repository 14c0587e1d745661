package io.github.realtimespring.benchmarks.hostile.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.benchmarks.SampleArguments;
import io.github.realtimespring.benchmarks.hostile.script.Requests;
import io.github.realtimespring.benchmarks.hostile.script.Script;
import io.github.realtimespring.benchmarks.hostile.script.Script.Language;
import io.github.realtimespring.benchmarks.hostile.script.Scripts;
import io.github.realtimespring.benchmarks.load.frame.Bytes;
import io.github.realtimespring.benchmarks.load.frame.WebSocketDecoder;
import io.github.realtimespring.benchmarks.load.frame.WebSocketFrames;
import io.github.realtimespring.benchmarks.load.protocol.Protocol;

/**
 * One hostile connection, which comes again when it is lost. Not thread-safe: everything
 * happens on the one thread of {@link Attackers}.
 */
final class AttackConnection implements WebSocketDecoder.Sink {

	/** Small, so that a server soon feels that nobody reads. */
	private static final int RECEIVE_BUFFER = 8 * 1024;

	/** Bytes after which others have their turn. */
	private static final int TURN = 256 * 1024;

	private static final long PAUSE_NANOS = 100_000_000;

	private static final byte[] HEADERS_END = Bytes.of("\r\n\r\n");

	private static final byte[] NONE = new byte[0];

	private final int number;

	private final Script script;

	private final int port;

	private final @Nullable String token;

	private final AttackCounts counts;

	private final ReplyCheck check;

	private final Deque<ByteBuffer> unsent = new ArrayDeque<>();

	private WebSocketDecoder decoder = new WebSocketDecoder();

	private @Nullable SocketChannel channel;

	private @Nullable SelectionKey key;

	private State state = State.LOST;

	private byte[] response = NONE;

	private Requests current = Requests.NONE;

	/** Bytes of the current requests that were sent. */
	private long currentBytes;

	private boolean ended;

	private long sent;

	private long answered;

	private long openAt;

	AttackConnection(int number, Script script, int port, @Nullable String token, AttackCounts counts) {
		this.number = number;
		this.script = script;
		this.port = port;
		this.token = token;
		this.counts = counts;
		this.check = new ReplyCheck(number, counts);
	}

	boolean isAttacking() {
		return this.state == State.ATTACKING;
	}

	/**
	 * Connect, if there is no connection, and it isn't too early.
	 */
	void open(Selector selector) {
		if (this.state != State.LOST || System.nanoTime() < this.openAt) {
			return;
		}
		this.unsent.clear();
		this.decoder = new WebSocketDecoder();
		this.response = NONE;
		this.current = Requests.NONE;
		this.ended = false;
		this.sent = 0;
		this.answered = 0;
		this.state = State.OPENING;
		try {
			SocketChannel opening = SocketChannel.open();
			this.channel = opening;
			opening.configureBlocking(false);
			opening.setOption(StandardSocketOptions.TCP_NODELAY, true);
			// Leaves no port behind that waits
			opening.setOption(StandardSocketOptions.SO_LINGER, 0);
			if (!this.script.reads()) {
				opening.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
			}
			this.key = opening.register(selector, SelectionKey.OP_CONNECT, this);
			Language language = this.script.language();
			String path = SampleArguments.path((language == Language.STOMP) ? Protocol.STOMP : Protocol.CENTRIFUGE);
			this.unsent
				.add(ByteBuffer.wrap(WebSocketFrames.request(path, this.port, language.subprotocol(), this.token)));
			opening.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
		}
		catch (IOException ex) {
			lost();
		}
	}

	/**
	 * Do what the selector has found.
	 * @param buffer where to read to, of the whole thread
	 */
	void selected(byte[] buffer) {
		SocketChannel open = this.channel;
		SelectionKey selected = this.key;
		if (open == null || selected == null) {
			return;
		}
		try {
			if (selected.isConnectable()) {
				open.finishConnect();
			}
			if (selected.isReadable()) {
				read(open, buffer);
			}
			if (this.state != State.LOST) {
				write(open);
				interests(selected);
			}
		}
		catch (IOException | IllegalStateException ex) {
			// Also a key that was cancelled
			lost();
		}
	}

	private void read(SocketChannel open, byte[] buffer) throws IOException {
		int length = open.read(ByteBuffer.wrap(buffer));
		if (length < 0) {
			lost();
		}
		else if (this.state == State.OPENING) {
			opened(Bytes.concat(this.response, Arrays.copyOf(buffer, length)));
		}
		else {
			this.decoder.decode(buffer, 0, length, this);
		}
	}

	private void opened(byte[] bytes) {
		int end = Bytes.indexOf(bytes, 0, bytes.length, HEADERS_END);
		if (end < 0) {
			this.response = bytes;
			return;
		}
		String status = new String(bytes, 0, end, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
		if (!status.startsWith("HTTP/1.1 101")) {
			this.counts.refused(status);
			lost();
			return;
		}
		this.response = NONE;
		if (this.script.connects()) {
			this.state = State.CONNECTING;
			this.unsent.add(ByteBuffer.wrap(connect().bytes()));
		}
		else {
			attack();
		}
		int first = end + HEADERS_END.length;
		this.decoder.decode(bytes, first, bytes.length - first, this);
	}

	private Requests connect() {
		return (this.script.language() == Language.STOMP)
				? Requests.text("CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:0,0\n\n\0", 1)
				: Requests.text("{\"id\":" + Scripts.id(this.number, Scripts.COMMANDS - 1) + ",\"connect\":{}}", 1);
	}

	private void attack() {
		this.state = State.ATTACKING;
		next(this.script.opening());
	}

	private void next(Requests requests) {
		this.current = requests;
		this.currentBytes = 0;
		if (!requests.isEmpty()) {
			this.unsent.add(ByteBuffer.wrap(requests.bytes()));
		}
	}

	@Override
	public void message(byte[] bytes, int offset, int length) {
		if (this.state == State.CONNECTING) {
			if (this.check.isConnected(bytes, offset, length)) {
				attack();
			}
			else {
				this.counts.refused(Bytes.text(bytes, offset, offset + length));
				lost();
			}
		}
		else if (this.state != State.LOST) {
			this.answered += this.check.message(bytes, offset, length);
			if (this.state == State.ATTACKING && this.check.isPing(bytes, offset, length)) {
				this.unsent.add(ByteBuffer.wrap(Requests.text("{}", 0).bytes()));
			}
		}
	}

	@Override
	public void control(int opcode, byte[] bytes, int offset, int length) {
		if (opcode == WebSocketFrames.PONG) {
			this.check.pong(bytes, offset, length);
		}
		else if (opcode == WebSocketFrames.PING && this.state == State.ATTACKING) {
			byte[] content = Arrays.copyOfRange(bytes, offset, offset + length);
			this.unsent.add(WebSocketFrames.client(WebSocketFrames.PONG, content));
		}
	}

	private void write(SocketChannel open) throws IOException {
		for (int written = 0; written < TURN;) {
			if (this.unsent.isEmpty() && hasMore()) {
				Requests next = this.script.next().get();
				this.ended = next.isEmpty();
				next(next);
			}
			ByteBuffer first = this.unsent.peek();
			if (first == null) {
				return;
			}
			int length = open.write(first);
			written += length;
			if (first.array() == this.current.bytes()) {
				count(length);
			}
			if (first.hasRemaining()) {
				return;
			}
			this.unsent.remove();
		}
	}

	private void count(int length) {
		long before = sentOfCurrent();
		this.currentBytes += length;
		long requests = sentOfCurrent() - before;
		this.sent += requests;
		this.counts.sent(requests);
	}

	/** As if all of them had the same length, which they have. */
	private long sentOfCurrent() {
		return this.currentBytes * this.current.count() / this.current.bytes().length;
	}

	private boolean hasMore() {
		return this.state == State.ATTACKING && !this.ended && !isWaiting();
	}

	/** Whether it has to read before it sends more. */
	private boolean isWaiting() {
		return this.script.window() > 0 && this.sent - this.answered >= this.script.window();
	}

	private void interests(SelectionKey selected) {
		boolean reads = this.state != State.ATTACKING || this.script.reads();
		boolean writes = !this.unsent.isEmpty() || hasMore();
		selected.interestOps((reads ? SelectionKey.OP_READ : 0) | (writes ? SelectionKey.OP_WRITE : 0));
	}

	/**
	 * Send nothing more, and read what is there.
	 */
	void drain() {
		SelectionKey registered = this.key;
		if (this.state != State.ATTACKING || registered == null || !registered.isValid()) {
			close();
			return;
		}
		this.state = State.DRAINING;
		this.unsent.clear();
		registered.interestOps(SelectionKey.OP_READ);
	}

	private void lost() {
		if (this.state == State.ATTACKING) {
			this.counts.closed();
		}
		this.state = State.LOST;
		this.openAt = System.nanoTime() + PAUSE_NANOS;
		close();
	}

	void close() {
		SocketChannel open = this.channel;
		this.state = State.LOST;
		this.channel = null;
		this.key = null;
		if (open != null) {
			try {
				open.close();
			}
			catch (IOException ex) {
				// It is gone either way
			}
		}
	}

	private enum State {

		OPENING, CONNECTING, ATTACKING, DRAINING, LOST

	}

}
