package io.github.realtimespring.compatibility.script;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.realtimespring.compatibility.client.ClientListener;
import io.github.realtimespring.compatibility.client.FrameText;
import io.github.realtimespring.compatibility.client.Framing;
import io.github.realtimespring.compatibility.client.StompFrame;
import io.github.realtimespring.compatibility.client.Wire;

/**
 * A client's connection in a script. After each frame the script waits until the server
 * has processed it, unless frames are sent {@linkplain Script#together together}.
 */
public final class Connection implements ClientListener {

	/**
	 * Noted when the server doesn't answer although the connection is open.
	 */
	static final String SILENT = "! does not answer";

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	/**
	 * A close takes milliseconds, and some exchanges observe that none comes.
	 */
	private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

	private final Script script;

	private final String name;

	private final Framing framing;

	private final List<String> lines = new ArrayList<>();

	private final List<StompFrame> frames = new ArrayList<>();

	private Wire client;

	private boolean connected;

	private boolean closed;

	private int lastSentinel;

	Connection(Script script, String name, Framing framing) {
		this.script = script;
		this.name = name;
		this.framing = framing;
	}

	void opened(Wire client) {
		this.client = client;
	}

	/**
	 * Send the CONNECT frame and wait for its answer.
	 */
	public Connection connect(String... headers) {
		return frame("CONNECT\naccept-version:1.1,1.2\nhost:localhost\n" + lines(headers) + "\n").awaitConnected();
	}

	private Connection awaitConnected() {
		Await.until(PATIENCE, () -> isClosed() || isConnected());
		this.script.settle();
		return this;
	}

	private synchronized boolean isConnected() {
		return this.connected;
	}

	public Connection subscribe(String id, String destination, String... headers) {
		return frame("SUBSCRIBE\nid:" + id + "\ndestination:" + destination + "\n" + lines(headers) + "\n");
	}

	public Connection unsubscribe(String id, String... headers) {
		return frame("UNSUBSCRIBE\nid:" + id + "\n" + lines(headers) + "\n");
	}

	public Connection send(String destination, String body, String... headers) {
		return frame("SEND\ndestination:" + destination + "\n" + lines(headers) + "\n" + body);
	}

	/**
	 * Send a frame; the final NUL is added.
	 */
	public Connection frame(String frame) {
		return text(frame + "\0");
	}

	/**
	 * Send a frame after which the server closes the connection: nothing may follow it.
	 */
	public Connection last(String frame) {
		return lastText(frame + "\0");
	}

	/**
	 * Send a text message after which the server closes the connection.
	 */
	public Connection lastText(String message) {
		this.client.sendText(this.framing.wrap(message));
		if (!Await.until(CLOSE_PATIENCE, this::isClosed)) {
			note("! is still open");
		}
		return this;
	}

	/**
	 * Send a text message as it is.
	 */
	public Connection text(String message) {
		this.client.sendText(this.framing.wrap(message));
		this.script.settle();
		return this;
	}

	/**
	 * Send a binary message as it is.
	 */
	public Connection binary(byte[] message) {
		this.client.sendBinary(message);
		this.script.settle();
		return this;
	}

	public Connection ping(String content) {
		this.client.sendPing(content.getBytes(StandardCharsets.UTF_8));
		return this;
	}

	/**
	 * Wait until that many messages have arrived in all, or the connection is closed.
	 */
	public Connection awaitAnswer(int messages) {
		Await.until(PATIENCE, () -> isClosed() || count() >= messages);
		this.script.settle();
		return this;
	}

	public Connection close(int code) {
		this.client.close(code);
		Await.until(PATIENCE, this::isClosed);
		awaitServer();
		this.script.settle();
		return this;
	}

	/**
	 * Drop the connection without a close frame.
	 */
	public Connection abort() {
		this.client.abort();
		synchronized (this) {
			this.closed = true;
		}
		awaitServer();
		this.script.settle();
		return this;
	}

	/**
	 * Wait until the server has closed the connection of its own accord.
	 */
	public Connection awaitEnd() {
		if (!Await.until(PATIENCE, this::isClosed)) {
			note("! is still open");
		}
		return this;
	}

	private void awaitServer() {
		Await.until(PATIENCE, () -> !this.script.server().recorder().isOpen(this.name));
	}

	/**
	 * A header of the last frame that has it.
	 */
	public synchronized String lastHeader(String header) {
		return this.frames.stream()
			.map((frame) -> frame.header(header))
			.filter((value) -> value != null)
			.reduce((first, second) -> second)
			.orElse("none");
	}

	/**
	 * The server's id of this session.
	 */
	public String sessionId() {
		return this.script.server().recorder().sessionId(this.name);
	}

	void settle() {
		int wanted;
		synchronized (this) {
			if (this.closed || !this.connected) {
				return;
			}
			wanted = this.lastSentinel + 1;
		}
		this.client.sendText(this.framing
			.wrap("SEND\ndestination:" + this.script.server().application().sentinel() + "\nn:" + wanted + "\n\n\0"));
		if (!Await.until(PATIENCE, () -> isClosed() || lastSentinel() >= wanted)) {
			note(SILENT);
			synchronized (this) {
				this.connected = false;
			}
		}
	}

	/**
	 * Whether the server learns by accident only that the client has gone.
	 */
	boolean isUnconfirmed() {
		return this.client != null && !this.client.isCloseConfirmed();
	}

	void end() {
		if (isUnconfirmed()) {
			this.client.abort();
		}
		else if (!isClosed()) {
			this.client.close(1000);
			Await.until(PATIENCE, this::isClosed);
		}
	}

	private synchronized int lastSentinel() {
		return this.lastSentinel;
	}

	synchronized boolean isClosed() {
		return this.closed;
	}

	private synchronized int count() {
		return this.lines.size();
	}

	synchronized List<String> lines() {
		return new ArrayList<>(this.lines);
	}

	String name() {
		return this.name;
	}

	private synchronized void note(String line) {
		this.lines.add(line);
	}

	private static String lines(String... headers) {
		return (headers.length > 0) ? String.join("\n", headers) + "\n" : "";
	}

	@Override
	public void onOpen(String subprotocol) {
		if (!subprotocol.isEmpty() && !subprotocol.equals("v12.stomp")) {
			note("< subprotocol " + subprotocol);
		}
	}

	@Override
	public synchronized void onRefused(int status) {
		note("< HTTP " + status);
		this.closed = true;
	}

	@Override
	public synchronized void onMessage(byte[] message, boolean binary) {
		if (this.framing == Framing.RAW) {
			note("< " + (binary ? "binary " : "text ") + FrameText.body(message));
			return;
		}
		List<byte[]> messages = this.framing.unwrap(message);
		if (messages.isEmpty() && message[0] != 'h') {
			note("< " + FrameText.body(message));
			this.closed |= message[0] == 'c';
		}
		messages.forEach((unwrapped) -> onStomp(unwrapped, binary));
	}

	private void onStomp(byte[] message, boolean binary) {
		List<StompFrame> received = new ArrayList<>();
		for (StompFrame frame : FrameText.parse(message)) {
			if ("harness".equals(frame.header("subscription"))) {
				this.lastSentinel = Integer.parseInt(frame.header("n"));
			}
			else {
				received.add(frame);
				this.connected |= frame.command().equals("CONNECTED");
			}
		}
		this.frames.addAll(received);
		FrameText.lines(received, binary).forEach((line) -> note("< " + line));
	}

	@Override
	public void onPong(byte[] message) {
		note("< pong " + FrameText.body(message));
	}

	@Override
	public synchronized void onClose(int code, String reason) {
		note(("< close " + code + " " + reason).trim());
		this.closed = true;
	}

	@Override
	public synchronized void onFailure(Throwable error) {
		note("< lost");
		this.closed = true;
	}

}
