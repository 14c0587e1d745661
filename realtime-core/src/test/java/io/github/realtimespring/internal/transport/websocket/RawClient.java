package io.github.realtimespring.internal.transport.websocket;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client that is nothing but a socket: it reads as slowly as a test likes and
 * hides no byte. Its receive buffer is small, so that the server's writes are partial.
 */
public final class RawClient implements Closeable {

	private static final int RECEIVE_BUFFER = 16 * 1024;

	private static final int SEND_BUFFER = 16 * 1024;

	/**
	 * With room for a whole TLS record: else each waits for the kernel to probe the
	 * window.
	 */
	private static final int TLS_RECEIVE_BUFFER = 32 * 1024;

	private static final int TIMEOUT_MILLIS = 30_000;

	private final Socket tcp;

	private final Socket socket;

	private final DataInputStream in;

	private final Inflater inflater = new Inflater(true);

	private final String responseHead;

	private boolean compressed;

	private RawClient(Socket tcp, Socket socket, String extensions) throws IOException {
		this.tcp = tcp;
		this.socket = socket;
		this.in = new DataInputStream(socket.getInputStream());
		socket.getOutputStream()
			.write(("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + extensions
					+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) this.in.readUnsignedByte());
		}
		this.responseHead = head.toString();
		if (!this.responseHead.startsWith("HTTP/1.1 101")) {
			throw new IOException(this.responseHead);
		}
	}

	/**
	 * Connect and shake hands.
	 * @param port the server's port on this host
	 * @param tls how to trust the server, or {@code null} for plain TCP
	 * @param extensions value of {@code Sec-WebSocket-Extensions}, or {@code null}
	 */
	public static RawClient connect(int port, @Nullable SSLContext tls, @Nullable String extensions)
			throws IOException {
		Socket tcp = new Socket();
		tcp.setReceiveBufferSize((tls != null) ? TLS_RECEIVE_BUFFER : RECEIVE_BUFFER);
		tcp.setSendBufferSize(SEND_BUFFER);
		tcp.connect(new InetSocketAddress("127.0.0.1", port));
		tcp.setSoTimeout(TIMEOUT_MILLIS);
		tcp.setTcpNoDelay(true);
		Socket socket = tcp;
		if (tls != null) {
			SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(tcp, "localhost", port, true);
			secure.startHandshake();
			socket = secure;
		}
		return new RawClient(tcp, socket,
				(extensions != null) ? "Sec-WebSocket-Extensions: " + extensions + "\r\n" : "");
	}

	/**
	 * The status line and the headers of the handshake's answer.
	 */
	public String responseHead() {
		return this.responseHead;
	}

	public DataInputStream in() {
		return this.in;
	}

	/**
	 * Read the next frame as it is on the wire.
	 */
	public RawFrame read() throws IOException {
		return RawFrame.read(this.in);
	}

	/**
	 * Read the next message or control frame; a message's fragments are put together and,
	 * where compression was negotiated, inflated.
	 */
	public RawFrame readMessage() throws IOException {
		RawFrame frame = read();
		int first = frame.first();
		ByteArrayOutputStream payload = new ByteArrayOutputStream();
		payload.write(frame.payload());
		while ((frame.first() & RawFrame.FIN) == 0) {
			frame = read();
			if ((frame.first() & ~RawFrame.FIN) != 0) {
				throw new IOException("Not a continuation: " + frame.first());
			}
			payload.write(frame.payload());
		}
		this.compressed = (first & RawFrame.RSV1) != 0;
		if (this.compressed && !this.responseHead.contains("permessage-deflate")) {
			throw new IOException("Compression was not negotiated");
		}
		return new RawFrame(RawFrame.FIN | (first & ~RawFrame.RSV1),
				this.compressed ? inflate(payload.toByteArray()) : payload.toByteArray());
	}

	/**
	 * Whether the last message was compressed.
	 */
	public boolean wasCompressed() {
		return this.compressed;
	}

	private byte[] inflate(byte[] compressed) throws IOException {
		// Followed by what RFC 7692, section 7.2.1, has the sender take away
		byte[] input = Arrays.copyOf(compressed, compressed.length + 4);
		input[compressed.length + 2] = -1;
		input[compressed.length + 3] = -1;
		this.inflater.setInput(input);
		ByteArrayOutputStream result = new ByteArrayOutputStream();
		byte[] part = new byte[4096];
		try {
			for (int size = this.inflater.inflate(part); size > 0; size = this.inflater.inflate(part)) {
				result.write(part, 0, size);
			}
		}
		catch (DataFormatException ex) {
			throw new IOException(ex);
		}
		return result.toByteArray();
	}

	/**
	 * Send one frame.
	 * @param first FIN, reserved bits and opcode
	 */
	public void send(int first, byte[] payload) {
		sendInPieces(first, payload, Integer.MAX_VALUE);
	}

	/**
	 * Send one frame, so many bytes at a time.
	 * @param first FIN, reserved bits and opcode
	 */
	public void sendInPieces(int first, byte[] payload, int size) {
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
		if (payload.length < 126) {
			frame.put((byte) (0x80 | payload.length));
		}
		else {
			frame.put((byte) (0x80 | 127)).putLong(payload.length);
		}
		// A mask of zeros changes nothing
		frame.putInt(0).put(payload).flip();
		try {
			OutputStream out = this.socket.getOutputStream();
			synchronized (this) {
				while (frame.hasRemaining()) {
					int length = Math.min(size, frame.remaining());
					out.write(frame.array(), frame.position(), length);
					out.flush();
					frame.position(frame.position() + length);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public void sendText(String content) {
		send(RawFrame.TEXT, content.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Say that nothing more will be sent, and keep reading.
	 */
	public void shutdownOutput() throws IOException {
		this.socket.shutdownOutput();
	}

	/**
	 * Drop the connection with a TCP reset.
	 */
	public void reset() throws IOException {
		this.tcp.setSoLinger(true, 0);
		this.tcp.close();
	}

	@Override
	public void close() throws IOException {
		this.inflater.end();
		this.tcp.close();
	}

}
