package io.github.realtimespring.benchmarks.load.protocol;

import java.util.List;

import io.github.realtimespring.benchmarks.load.frame.Bytes;

/**
 * Centrifuge over JSON, the way its JavaScript client does it: connect and all subscribe
 * commands leave in one message, and one message of the server may hold several replies.
 */
final class CentrifugeDriver implements ProtocolDriver {

	private static final byte[] PUSH = Bytes.of("{\"push\":{\"channel\":\"");

	private static final byte[] PUBLICATION = Bytes.of("\",\"pub\":{\"data\":");

	private static final byte[] END = Bytes.of("}}}");

	private static final byte[] REPLY = Bytes.of("{\"id\":");

	private static final byte[] ERROR = Bytes.of("\"error\":");

	private static final byte[] PING = Bytes.of("{}");

	private static final String CHANNEL = "bench-";

	@Override
	public void opened(Connection connection) {
		StringBuilder commands = new StringBuilder("{\"id\":1,\"connect\":{}}");
		for (int i = 0; i < connection.subscriptions(); i++) {
			commands.append("\n{\"id\":")
				.append(i + 2)
				.append(",\"subscribe\":{\"channel\":\"")
				.append(CHANNEL)
				.append(connection.channel(i))
				.append("\"}}");
		}
		connection.await(1 + connection.subscriptions());
		connection.send(Bytes.of(commands.toString()));
	}

	@Override
	public void resubscribe(Connection connection, int cycle) {
		StringBuilder commands = new StringBuilder();
		int id = 0;
		for (int i = 0; i < connection.subscriptions(); i++) {
			for (String command : List.of("unsubscribe", "subscribe")) {
				commands.append((id > 0) ? "\n" : "")
					.append("{\"id\":")
					.append(++id)
					.append(",\"")
					.append(command)
					.append("\":{\"channel\":\"")
					.append(CHANNEL)
					.append(connection.channel(i))
					.append("\"}}");
			}
		}
		connection.await(id);
		connection.send(Bytes.of(commands.toString()));
	}

	@Override
	public void message(Connection connection, byte[] bytes, int offset, int length) {
		int end = offset + length;
		for (int start = offset; start < end;) {
			int lineEnd = Bytes.indexOf(bytes, start, end, '\n');
			reply(connection, bytes, start, lineEnd);
			start = lineEnd + 1;
		}
	}

	private void reply(Connection connection, byte[] bytes, int start, int end) {
		if (Bytes.startsWith(bytes, start, end, PUSH)) {
			publication(connection, bytes, start, end);
		}
		else if (end - start == PING.length && Bytes.startsWith(bytes, start, end, PING)) {
			connection.send(PING);
		}
		else if (Bytes.startsWith(bytes, start, end, REPLY) && Bytes.indexOf(bytes, start, end, ERROR) < 0) {
			// Replies to a publisher's publications come here too.
			connection.replied();
		}
		else {
			connection.fail("Unexpected reply: " + Bytes.text(bytes, start, end));
		}
	}

	private void publication(Connection connection, byte[] bytes, int start, int end) {
		int name = Bytes.indexOf(bytes, start + PUSH.length, end, '"');
		int payload = name + PUBLICATION.length;
		if (!Bytes.startsWith(bytes, name, end, PUBLICATION) || Payload.find(bytes, payload, end) != payload
				|| !Bytes.startsWith(bytes, end - END.length, end, END)) {
			connection.fail("Not a whole publication: " + Bytes.text(bytes, start, end));
			return;
		}
		connection.delivered(bytes, payload);
	}

	@Override
	public byte[] publish(int channel, byte[] payload) {
		return Bytes.concat(Bytes.of("{\"id\":9,\"publish\":{\"channel\":\"" + CHANNEL + channel + "\",\"data\":"),
				payload, Bytes.of("}}"));
	}

}
