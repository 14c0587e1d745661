package io.github.realtimespring.benchmarks.hostile.script;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.github.realtimespring.benchmarks.load.frame.WebSocketFrames;

/**
 * Encoded frames of one connection.
 *
 * @param bytes the frames, one after the other
 * @param count how many requests they are
 */
public record Requests(byte[] bytes, int count) {

	/** Nothing to send. */
	public static final Requests NONE = new Requests(new byte[0], 0);

	/**
	 * One message of text.
	 * @param text the content
	 * @param count how many requests that is
	 */
	public static Requests text(String text, int count) {
		return frame(WebSocketFrames.TEXT, text.getBytes(StandardCharsets.UTF_8), count);
	}

	/**
	 * One frame.
	 */
	static Requests frame(int opcode, byte[] payload, int count) {
		ByteBuffer frame = WebSocketFrames.client(opcode, payload);
		byte[] bytes = new byte[frame.remaining()];
		frame.get(bytes);
		return new Requests(bytes, count);
	}

	/**
	 * All requests of several, in their order.
	 */
	static Requests of(Iterable<Requests> parts) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		int count = 0;
		for (Requests part : parts) {
			all.writeBytes(part.bytes);
			count += part.count;
		}
		return new Requests(all.toByteArray(), count);
	}

	public boolean isEmpty() {
		return this.bytes.length == 0;
	}

}
