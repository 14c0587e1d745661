package io.github.realtimespring.protocol.stomp;

import java.nio.charset.StandardCharsets;

import io.github.realtimespring.outbound.Frame;

/**
 * Frames that say the same to everybody, or that need no message of Spring's.
 */
final class StompFrames {

	/**
	 * A heart-beat.
	 */
	static final Frame HEARTBEAT = Frame.text(new byte[] { '\n' });

	private StompFrames() {
	}

	/**
	 * Tells a client that a frame of it was processed.
	 */
	static Frame receipt(StompVersion version, String receipt) {
		StringBuilder text = new StringBuilder(32).append("RECEIPT\n");
		header(text, version, "receipt-id", receipt);
		return Frame.text(text.append("\n\0").toString().getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Tells a client why its session ends.
	 */
	static Frame error(StompVersion version, String message) {
		StringBuilder text = new StringBuilder(64).append("ERROR\n");
		header(text, version, "message", message);
		return Frame.text(text.append("\n\0").toString().getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Append a header with its line's end.
	 */
	static void header(StringBuilder target, StompVersion version, String name, String value) {
		version.append(target, name);
		target.append(':');
		version.append(target, value);
		target.append('\n');
	}

}
