package io.github.realtimespring.benchmarks.load.protocol;

import io.github.realtimespring.benchmarks.load.frame.Bytes;

/**
 * Socket.IO 4, WebSocket from the start. The peer's script joins a client to the rooms
 * that its event {@code subscribe} names, and emits {@code m} into a room for each event
 * {@code publish}.
 */
final class SocketIoDriver implements ProtocolDriver {

	private static final byte[] OPEN = Bytes.of("0{");

	private static final byte[] PING = Bytes.of("2");

	private static final byte[] PONG = Bytes.of("3");

	private static final byte[] CONNECT = Bytes.of("40");

	private static final byte[] ACKNOWLEDGEMENT = Bytes.of("430");

	private static final byte[] MESSAGE = Bytes.of("42[\"m\",");

	private static final String ROOM = "bench-";

	@Override
	public void opened(Connection connection) {
		// The server speaks first.
	}

	@Override
	public void message(Connection connection, byte[] bytes, int offset, int length) {
		int end = offset + length;
		if (Bytes.startsWith(bytes, offset, end, MESSAGE)) {
			int payload = offset + MESSAGE.length;
			if (Payload.find(bytes, payload, end) != payload || bytes[end - 1] != ']') {
				connection.fail("Not a whole event: " + Bytes.text(bytes, offset, end));
				return;
			}
			connection.delivered(bytes, payload);
		}
		else if (Bytes.startsWith(bytes, offset, end, OPEN)) {
			connection.send(CONNECT);
		}
		else if (Bytes.startsWith(bytes, offset, end, CONNECT)) {
			subscribe(connection);
		}
		else if (Bytes.startsWith(bytes, offset, end, ACKNOWLEDGEMENT)) {
			connection.ready();
		}
		else if (Bytes.startsWith(bytes, offset, end, PING)) {
			connection.send(PONG);
		}
		else {
			connection.fail("Unexpected packet: " + Bytes.text(bytes, offset, end));
		}
	}

	private void subscribe(Connection connection) {
		connection.send(rooms(connection, "420[\"subscribe\""));
	}

	private static byte[] rooms(Connection connection, String start) {
		StringBuilder event = new StringBuilder(start);
		for (int i = 0; i < connection.subscriptions(); i++) {
			event.append(",\"").append(ROOM).append(connection.channel(i)).append('"');
		}
		return Bytes.of(event.append(']').toString());
	}

	@Override
	public void resubscribe(Connection connection, int cycle) {
		connection.send(rooms(connection, "42[\"unsubscribe\""));
		subscribe(connection);
	}

	@Override
	public byte[] publish(int channel, byte[] payload) {
		return Bytes.concat(Bytes.of("42[\"publish\",\"" + ROOM + channel + "\","), payload, Bytes.of("]"));
	}

}
