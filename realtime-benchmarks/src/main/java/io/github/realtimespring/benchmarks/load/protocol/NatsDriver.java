package io.github.realtimespring.benchmarks.load.protocol;

import java.util.Arrays;

import io.github.realtimespring.benchmarks.load.frame.Bytes;
import io.github.realtimespring.benchmarks.load.frame.WebSocketFrames;

/**
 * The NATS client protocol over WebSocket: a stream of lines, which WebSocket messages
 * may cut anywhere. A ping behind the subscriptions tells when they are in place.
 */
final class NatsDriver implements ProtocolDriver {

	private static final byte[] INFO = Bytes.of("INFO ");

	private static final byte[] MESSAGE = Bytes.of("MSG ");

	private static final byte[] PING = Bytes.of("PING\r\n");

	private static final byte[] PONG = Bytes.of("PONG\r\n");

	private static final byte[] LINE_END = Bytes.of("\r\n");

	private static final String SUBJECT = "bench.";

	@Override
	public int opcode() {
		return WebSocketFrames.BINARY;
	}

	@Override
	public void opened(Connection connection) {
		// The server speaks first.
	}

	@Override
	public void message(Connection connection, byte[] bytes, int offset, int length) {
		byte[] rest = connection.rest();
		if (rest.length == 0) {
			int used = lines(connection, bytes, offset, offset + length);
			connection.rest(Arrays.copyOfRange(bytes, used, offset + length));
			return;
		}
		byte[] joined = Arrays.copyOf(rest, rest.length + length);
		System.arraycopy(bytes, offset, joined, rest.length, length);
		int used = lines(connection, joined, 0, joined.length);
		connection.rest(Arrays.copyOfRange(joined, used, joined.length));
	}

	private int lines(Connection connection, byte[] bytes, int offset, int end) {
		int start = offset;
		while (true) {
			int lineEnd = Bytes.indexOf(bytes, start, end, LINE_END);
			if (lineEnd < 0) {
				return start;
			}
			int next = lineEnd + LINE_END.length;
			if (Bytes.startsWith(bytes, start, end, MESSAGE)) {
				int payload = next;
				next += size(bytes, lineEnd) + LINE_END.length;
				if (next > end) {
					return start;
				}
				if (Payload.find(bytes, payload, next) != payload) {
					connection.fail("Not a payload: " + Bytes.text(bytes, start, next));
					return end;
				}
				connection.delivered(bytes, payload);
			}
			else {
				line(connection, bytes, start, next);
			}
			start = next;
		}
	}

	/**
	 * The size at the end of a MSG line.
	 */
	private int size(byte[] bytes, int lineEnd) {
		int size = 0;
		int unit = 1;
		for (int i = lineEnd - 1; bytes[i] != ' '; i--) {
			size += unit * (bytes[i] - '0');
			unit *= 10;
		}
		return size;
	}

	private void line(Connection connection, byte[] bytes, int start, int end) {
		if (Bytes.startsWith(bytes, start, end, INFO)) {
			subscribe(connection, 0, "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true}\r\n");
		}
		else if (Bytes.startsWith(bytes, start, end, PONG)) {
			connection.ready();
		}
		else if (Bytes.startsWith(bytes, start, end, PING)) {
			connection.send(PONG);
		}
		else {
			connection.fail("Unexpected line: " + Bytes.text(bytes, start, end));
		}
	}

	private static void subscribe(Connection connection, int cycle, String first) {
		StringBuilder commands = new StringBuilder(first);
		int count = connection.subscriptions();
		for (int i = 0; i < count; i++) {
			if (cycle > 0) {
				commands.append("UNSUB ").append((cycle - 1) * count + i + 1).append("\r\n");
			}
			commands.append("SUB ").append(SUBJECT).append(connection.channel(i)).append(' ');
			commands.append(cycle * count + i + 1).append("\r\n");
		}
		connection.send(Bytes.of(commands.append("PING\r\n").toString()));
	}

	@Override
	public void resubscribe(Connection connection, int cycle) {
		subscribe(connection, cycle, "");
	}

	@Override
	public byte[] publish(int channel, byte[] payload) {
		return Bytes.concat(Bytes.of("PUB " + SUBJECT + channel + " " + payload.length + "\r\n"), payload, LINE_END);
	}

}
