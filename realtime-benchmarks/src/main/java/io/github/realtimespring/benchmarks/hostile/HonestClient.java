package io.github.realtimespring.benchmarks.hostile;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

import io.github.realtimespring.benchmarks.load.frame.Bytes;
import io.github.realtimespring.benchmarks.load.frame.WebSocketDecoder;
import io.github.realtimespring.benchmarks.load.frame.WebSocketFrames;

/**
 * A WebSocket client with a thread that reads. It does not come again: to lose it is what
 * hostile clients must not achieve. Thread-safe.
 */
final class HonestClient implements AutoCloseable, WebSocketDecoder.Sink {

	private static final byte[] HEADERS_END = Bytes.of("\r\n\r\n");

	private static final int BUFFER = 64 * 1024;

	private static final int OPEN_MILLIS = 10_000;

	private final Socket socket;

	private final Consumer<String> messages;

	private volatile boolean closed;

	private volatile boolean lost;

	/**
	 * Connect.
	 * @param port the server's port
	 * @param path the endpoint
	 * @param subprotocol the protocol
	 * @param token who it is
	 * @param messages takes what comes, on the thread that reads
	 */
	HonestClient(int port, String path, String subprotocol, String token, Consumer<String> messages)
			throws IOException {
		this.messages = messages;
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		try {
			this.socket.setTcpNoDelay(true);
			this.socket.setSoTimeout(OPEN_MILLIS);
			this.socket.getOutputStream().write(WebSocketFrames.request(path, port, subprotocol, token));
			open(this.socket.getInputStream());
			this.socket.setSoTimeout(0);
		}
		catch (IOException ex) {
			this.socket.close();
			throw ex;
		}
		Thread thread = new Thread(this::read, "honest-" + subprotocol);
		thread.setDaemon(true);
		thread.start();
	}

	/** Byte for byte, so that nothing is read of what follows. */
	private static void open(InputStream in) throws IOException {
		byte[] response = new byte[0];
		while (Bytes.indexOf(response, 0, response.length, HEADERS_END) < 0) {
			int next = in.read();
			if (next < 0) {
				throw new EOFException("The server has closed");
			}
			response = Bytes.concat(response, new byte[] { (byte) next });
		}
		String text = new String(response, StandardCharsets.ISO_8859_1);
		if (!text.startsWith("HTTP/1.1 101")) {
			throw new IOException("Not a WebSocket: " + text.lines().findFirst().orElse(""));
		}
	}

	private void read() {
		WebSocketDecoder decoder = new WebSocketDecoder();
		byte[] buffer = new byte[BUFFER];
		try {
			InputStream in = this.socket.getInputStream();
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				decoder.decode(buffer, 0, length, this);
			}
		}
		catch (IOException | RuntimeException ex) {
			if (!this.closed) {
				System.err.println("An honest client fails: " + ex);
			}
		}
		this.lost = !this.closed;
	}

	@Override
	public void message(byte[] bytes, int offset, int length) {
		this.messages.accept(new String(bytes, offset, length, StandardCharsets.UTF_8));
	}

	@Override
	public void control(int opcode, byte[] bytes, int offset, int length) {
		byte[] content = Arrays.copyOfRange(bytes, offset, offset + length);
		if (opcode == WebSocketFrames.PING) {
			send(WebSocketFrames.client(WebSocketFrames.PONG, content));
		}
		else if (opcode == WebSocketFrames.CLOSE && !this.closed) {
			this.lost = true;
		}
	}

	void send(String message) {
		send(WebSocketFrames.client(WebSocketFrames.TEXT, message.getBytes(StandardCharsets.UTF_8)));
	}

	private synchronized void send(ByteBuffer frame) {
		try {
			this.socket.getOutputStream().write(frame.array(), 0, frame.limit());
		}
		catch (IOException ex) {
			this.lost |= !this.closed;
		}
	}

	/**
	 * Whether the server has ended it.
	 */
	boolean isLost() {
		return this.lost;
	}

	@Override
	public void close() {
		this.closed = true;
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			// It is gone either way
		}
	}

}
