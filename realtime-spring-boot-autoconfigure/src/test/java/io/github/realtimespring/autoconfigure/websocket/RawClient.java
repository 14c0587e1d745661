package io.github.realtimespring.autoconfigure.websocket;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client on a socket, which can end a connection in every way. For one
 * thread.
 */
final class RawClient implements AutoCloseable {

	private static final int TEXT = 1;

	private static final int CLOSE = 8;

	private static final int TIMEOUT_MILLIS = 60_000;

	private final Socket socket;

	private final DataInputStream in;

	private final int status;

	private int closeCode;

	/**
	 * Connect.
	 * @param headers lines of the handshake's head, each with its end
	 */
	RawClient(int port, String path, String headers) throws IOException {
		this.socket = new Socket("127.0.0.1", port);
		this.socket.setSoTimeout(TIMEOUT_MILLIS);
		this.socket.setTcpNoDelay(true);
		this.in = new DataInputStream(new BufferedInputStream(this.socket.getInputStream()));
		write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nUpgrade: websocket\r\n"
				+ "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
				+ headers + "\r\n")
			.getBytes(StandardCharsets.US_ASCII));
		this.status = Integer.parseInt(readLine().split(" ")[1]);
		String line = readLine();
		while (!line.isEmpty()) {
			line = readLine();
		}
	}

	private String readLine() throws IOException {
		StringBuilder line = new StringBuilder();
		int next = this.in.readUnsignedByte();
		while (next != '\n') {
			if (next != '\r') {
				line.append((char) next);
			}
			next = this.in.readUnsignedByte();
		}
		return line.toString();
	}

	/**
	 * The status of the handshake.
	 */
	int status() {
		return this.status;
	}

	void send(String message) throws IOException {
		write(frame(TEXT, message.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Send the beginning of a frame only.
	 */
	void sendHalf(String message) throws IOException {
		byte[] frame = frame(TEXT, message.getBytes(StandardCharsets.UTF_8));
		this.socket.getOutputStream().write(frame, 0, frame.length / 2);
	}

	/**
	 * Send a close frame.
	 */
	void sendClose(int code) throws IOException {
		write(frame(CLOSE, ByteBuffer.allocate(2).putShort((short) code).array()));
	}

	private void write(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
	}

	/**
	 * With a mask of zeros.
	 */
	private static byte[] frame(int opcode, byte[] payload) {
		ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 8);
		frame.write(0x80 | opcode);
		if (payload.length < 126) {
			frame.write(0x80 | payload.length);
		}
		else {
			frame.write(0x80 | 126);
			frame.write(payload.length >> 8);
			frame.write(payload.length);
		}
		frame.writeBytes(new byte[4]);
		frame.writeBytes(payload);
		return frame.toByteArray();
	}

	/**
	 * Receive messages until one contains a text.
	 * @throws IllegalStateException if the connection ends before
	 */
	String await(String text) throws IOException {
		String last = "";
		String message = receive();
		while (message != null && !message.contains(text)) {
			last = message;
			message = receive();
		}
		if (message == null) {
			throw new IllegalStateException("Closed with " + this.closeCode + " before '" + text + "' after: " + last);
		}
		return message;
	}

	/**
	 * Receive messages until the server has ended the connection, and answer its close
	 * frame.
	 * @return the close code, 0 without a close frame
	 */
	int awaitEnd() throws IOException {
		String message = receive();
		while (message != null) {
			message = receive();
		}
		return this.closeCode;
	}

	/**
	 * Receive a message; {@code null} after the end.
	 */
	private @Nullable String receive() throws IOException {
		try {
			while (true) {
				int opcode = this.in.readUnsignedByte() & 0x0f;
				int length = this.in.readUnsignedByte();
				length = (length == 126) ? this.in.readUnsignedShort()
						: (length == 127) ? (int) this.in.readLong() : length;
				byte[] payload = this.in.readNBytes(length);
				if (opcode == CLOSE) {
					this.closeCode = (length >= 2) ? ByteBuffer.wrap(payload).getShort() & 0xffff : 1005;
					answerClose();
					return null;
				}
				if (opcode == TEXT) {
					return new String(payload, StandardCharsets.UTF_8);
				}
			}
		}
		catch (SocketTimeoutException ex) {
			throw ex;
		}
		catch (IOException ex) {
			return null;
		}
	}

	private void answerClose() {
		try {
			sendClose(1000);
		}
		catch (IOException ex) {
			// The server has closed the connection
		}
	}

	/**
	 * End the connection with a TCP reset.
	 */
	void reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	/**
	 * End the connection without a close frame.
	 */
	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
