package io.github.realtimespring.benchmarks.load.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * Encodes what a WebSocket peer sends (RFC 6455): handshakes and single-frame messages.
 */
public final class WebSocketFrames {

	/** Opcode of a text message. */
	public static final int TEXT = 1;

	/** Opcode of a binary message. */
	public static final int BINARY = 2;

	/** Opcode of a close frame. */
	public static final int CLOSE = 8;

	/** Opcode of a ping. */
	public static final int PING = 9;

	/** Opcode of a pong. */
	public static final int PONG = 10;

	/** The one key that all handshakes send: it proves nothing on a loopback. */
	public static final String KEY = "cmVhbHRpbWUtYmVuY2htYQ==";

	private static final int FINAL = 0x80;

	private static final int MASKED = 0x80;

	private static final int MASK_BYTES = 4;

	private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

	private WebSocketFrames() {
	}

	/**
	 * A client's opening request.
	 * @param path path of the endpoint
	 * @param port port of the server
	 * @param subprotocol the subprotocol to ask for, if any
	 * @param token the bearer token to present, if any
	 */
	public static byte[] request(String path, int port, @Nullable String subprotocol, @Nullable String token) {
		StringBuilder request = new StringBuilder(256).append("GET ")
			.append(path)
			.append(" HTTP/1.1\r\nHost: 127.0.0.1:")
			.append(port)
			.append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ")
			.append(KEY)
			.append("\r\n");
		if (subprotocol != null) {
			request.append("Sec-WebSocket-Protocol: ").append(subprotocol).append("\r\n");
		}
		if (token != null) {
			request.append("Authorization: Bearer ").append(token).append("\r\n");
		}
		return request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * The value of {@code Sec-WebSocket-Accept} that answers a key.
	 * @param key value of {@code Sec-WebSocket-Key}
	 */
	public static String accept(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-1", ex);
		}
	}

	/**
	 * A message as a server sends it: one unmasked frame.
	 * @param opcode the frame's opcode
	 * @param payload the content
	 */
	public static ByteBuffer server(int opcode, byte[] payload) {
		return frame(opcode, payload, 0);
	}

	/**
	 * A message as a client sends it: one frame, masked with zeros. The mask protects
	 * proxies from crafted bytes; here it would only cost time, and a server unmasks in
	 * any case.
	 * @param opcode the frame's opcode
	 * @param payload the content
	 */
	public static ByteBuffer client(int opcode, byte[] payload) {
		return frame(opcode, payload, MASKED);
	}

	private static ByteBuffer frame(int opcode, byte[] payload, int mask) {
		int length = payload.length;
		ByteBuffer frame = ByteBuffer.allocate(length + 10 + MASK_BYTES);
		frame.put((byte) (FINAL | opcode));
		if (length < 126) {
			frame.put((byte) (mask | length));
		}
		else if (length < 1 << 16) {
			frame.put((byte) (mask | 126)).putShort((short) length);
		}
		else {
			frame.put((byte) (mask | 127)).putLong(length);
		}
		if (mask != 0) {
			frame.putInt(0);
		}
		return frame.put(payload).flip();
	}

}
