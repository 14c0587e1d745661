package io.github.realtimespring.benchmarks.hostile.attack;

import java.nio.charset.StandardCharsets;

import io.github.realtimespring.benchmarks.hostile.script.Scripts;
import io.github.realtimespring.benchmarks.load.frame.Bytes;

/**
 * Whether what a connection reads is its own: what it sent names it, and so does what
 * comes back. Not thread-safe.
 */
final class ReplyCheck {

	private static final byte[] REPLY = Bytes.of("{\"id\":");

	private static final byte[] ERROR = Bytes.of(",\"error\":");

	private static final byte[] FROM = Bytes.of("\"from\":\"");

	private static final byte[] PUBLICATIONS = Bytes.of("\"publications\":");

	private static final byte[] CONNECTED = Bytes.of("CONNECTED\n");

	private static final byte[] MESSAGE = Bytes.of("MESSAGE\n");

	private static final byte[] STOMP_ERROR = Bytes.of("ERROR\n");

	private static final byte[] SUBSCRIPTION = Bytes.of("\nsubscription:");

	private static final byte[] PING = Bytes.of("{}");

	private static final int SHOWN = 200;

	private final int number;

	private final byte[] name;

	private final AttackCounts counts;

	ReplyCheck(int number, AttackCounts counts) {
		this.number = number;
		this.name = Bytes.of(Scripts.name(number));
		this.counts = counts;
	}

	/**
	 * Whether this is the answer to a client that connects, and a good one.
	 */
	boolean isConnected(byte[] bytes, int offset, int length) {
		int end = offset + length;
		return Bytes.startsWith(bytes, offset, end, CONNECTED)
				|| Bytes.startsWith(bytes, offset, end, REPLY) && Bytes.indexOf(bytes, offset, end, ERROR) < 0;
	}

	/**
	 * Whether the server wants to know whether the client is alive.
	 */
	boolean isPing(byte[] bytes, int offset, int length) {
		int end = offset + length;
		return length >= PING.length && Bytes.startsWith(bytes, end - PING.length, end, PING)
				&& (length == PING.length || bytes[end - PING.length - 1] == '\n');
	}

	/**
	 * Check a message.
	 * @return the replies in it
	 */
	int message(byte[] bytes, int offset, int length) {
		int end = offset + length;
		if (length > 0 && bytes[offset] != '{') {
			frame(bytes, offset, end);
			return 0;
		}
		int replies = 0;
		for (int start = offset; start < end;) {
			int lineEnd = Bytes.indexOf(bytes, start, end, '\n');
			if (Bytes.startsWith(bytes, start, lineEnd, REPLY)) {
				reply(bytes, start, lineEnd);
				replies++;
			}
			start = lineEnd + 1;
		}
		return replies;
	}

	private void reply(byte[] bytes, int start, int end) {
		this.counts.replied();
		int position = start + REPLY.length;
		long id = 0;
		for (; position < end && bytes[position] >= '0' && bytes[position] <= '9'; position++) {
			id = id * 10 + bytes[position] - '0';
		}
		if (id / Scripts.COMMANDS != Scripts.FIRST_CONNECTION + this.number || !isOwn(bytes, position, end)) {
			this.counts.foreign(text(bytes, start, end));
		}
		if (Bytes.startsWith(bytes, position, end, ERROR)) {
			this.counts.failed(text(bytes, start, end));
		}
	}

	/** Publications of a history are by others. */
	private boolean isOwn(byte[] bytes, int start, int end) {
		int from = Bytes.indexOf(bytes, start, Math.min(end, start + SHOWN), FROM);
		return from < 0 || Bytes.startsWith(bytes, from + FROM.length, end, this.name)
				|| Bytes.indexOf(bytes, start, from, PUBLICATIONS) >= 0;
	}

	private void frame(byte[] bytes, int offset, int end) {
		for (int start = offset; start < end;) {
			if (bytes[start] == '\n') {
				start++;
				continue;
			}
			int frameEnd = Bytes.indexOf(bytes, start, end, '\0');
			if (Bytes.startsWith(bytes, start, frameEnd, MESSAGE)) {
				int subscription = Bytes.indexOf(bytes, start, frameEnd, SUBSCRIPTION);
				if (subscription < 0
						|| !Bytes.startsWith(bytes, subscription + SUBSCRIPTION.length, frameEnd, this.name)) {
					this.counts.foreign(text(bytes, start, frameEnd));
				}
				this.counts.replied();
			}
			else if (Bytes.startsWith(bytes, start, frameEnd, STOMP_ERROR)) {
				this.counts.failed(text(bytes, start, frameEnd));
			}
			start = frameEnd + 1;
		}
	}

	/**
	 * Check the answer to a ping.
	 */
	void pong(byte[] bytes, int offset, int length) {
		this.counts.replied();
		if (!Bytes.startsWith(bytes, offset, offset + length, this.name)) {
			this.counts.foreign(text(bytes, offset, offset + length));
		}
	}

	private static String text(byte[] bytes, int start, int end) {
		return new String(bytes, start, Math.min(end - start, SHOWN), StandardCharsets.UTF_8);
	}

}
