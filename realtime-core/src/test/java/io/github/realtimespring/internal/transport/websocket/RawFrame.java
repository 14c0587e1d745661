package io.github.realtimespring.internal.transport.websocket;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One WebSocket frame as it was on the wire, headers included.
 *
 * @param first the first byte: FIN, the reserved bits and the opcode
 * @param payload what the frame carries
 */
public record RawFrame(int first, byte[] payload) {

	public static final int FIN = 0x80;

	public static final int RSV1 = 0x40;

	public static final int TEXT = 0x81;

	public static final int BINARY = 0x82;

	public static final int CLOSE = 0x88;

	public static final int PING = 0x89;

	public static final int PONG = 0x8a;

	/**
	 * Read the next frame, which a server must not mask.
	 * @throws java.io.EOFException if the stream ends first, be it within the frame
	 */
	public static RawFrame read(DataInputStream in) throws IOException {
		int first = in.readUnsignedByte();
		long length = in.readUnsignedByte();
		if (length > 127) {
			throw new IOException("Masked frame, or not a frame: " + first + " " + length);
		}
		if (length == 126) {
			length = in.readUnsignedShort();
		}
		else if (length == 127) {
			length = in.readLong();
		}
		byte[] payload = new byte[Math.toIntExact(length)];
		in.readFully(payload);
		return new RawFrame(first, payload);
	}

	public String text() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	/**
	 * The code of a close frame.
	 */
	public int closeCode() {
		return ((this.payload[0] & 0xff) << 8) | (this.payload[1] & 0xff);
	}

}
