package io.github.realtimespring.benchmarks.load.protocol;

import io.github.realtimespring.benchmarks.load.frame.Bytes;

/**
 * STOMP 1.2 without heart-beats. A broker needn't confirm a subscription, so a connection
 * counts as ready once it has sent them; the probe that follows shows whether they work.
 */
final class StompDriver implements ProtocolDriver {

	private static final byte[] CONNECT = Bytes.of("CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:0,0\n\n\0");

	private static final byte[] CONNECTED = Bytes.of("CONNECTED\n");

	private static final byte[] MESSAGE = Bytes.of("MESSAGE\n");

	private static final byte[] SUBSCRIPTION = Bytes.of("\nsubscription:");

	private static final byte[] BLANK_LINE = Bytes.of("\n\n");

	private static final String DESTINATION = "/topic/bench-";

	@Override
	public String subprotocol() {
		return "v12.stomp";
	}

	@Override
	public void opened(Connection connection) {
		connection.send(CONNECT);
	}

	@Override
	public void resubscribe(Connection connection, int cycle) {
		for (int i = 0; i < connection.subscriptions(); i++) {
			String before = (cycle > 1) ? id(i, cycle - 1) : Integer.toString(i);
			connection.send(Bytes.of("UNSUBSCRIBE\nid:" + before + "\n\n\0"));
			connection.send(subscribe(id(i, cycle), connection.channel(i)));
		}
		connection.subscription(Bytes.of("-" + cycle + "\n"));
	}

	/** Another one each time: brokers need not keep the order of a client's frames. */
	private static String id(int index, int cycle) {
		return index + "-" + cycle;
	}

	private static byte[] subscribe(String id, int channel) {
		return Bytes.of("SUBSCRIBE\nid:" + id + "\ndestination:" + DESTINATION + channel + "\n\n\0");
	}

	/** Receipts aren't what every broker sends. */
	@Override
	public boolean confirms() {
		return false;
	}

	@Override
	public void message(Connection connection, byte[] bytes, int offset, int length) {
		int end = offset + length;
		int start = offset;
		while (start < end) {
			if (bytes[start] == '\n') {
				start++;
				continue;
			}
			int frameEnd = Bytes.indexOf(bytes, start, end, '\0');
			frame(connection, bytes, start, frameEnd);
			start = frameEnd + 1;
		}
	}

	private void frame(Connection connection, byte[] bytes, int start, int end) {
		if (Bytes.startsWith(bytes, start, end, MESSAGE)) {
			int body = Bytes.indexOf(bytes, start, end, BLANK_LINE) + BLANK_LINE.length;
			if (body < start || Payload.find(bytes, body, end) != body || bytes[end - 1] != '}') {
				connection.fail("Not a whole message: " + Bytes.text(bytes, start, end));
				return;
			}
			if (isValid(connection.subscription(), bytes, start, body)) {
				connection.delivered(bytes, body);
			}
		}
		else if (Bytes.startsWith(bytes, start, end, CONNECTED)) {
			for (int i = 0; i < connection.subscriptions(); i++) {
				connection.send(subscribe(Integer.toString(i), connection.channel(i)));
			}
			connection.ready();
		}
		else {
			connection.fail("Unexpected frame: " + Bytes.text(bytes, start, end));
		}
	}

	private static boolean isValid(byte[] mark, byte[] bytes, int start, int body) {
		if (mark.length == 0) {
			return true;
		}
		int id = Bytes.indexOf(bytes, start, body, SUBSCRIPTION);
		int end = Bytes.indexOf(bytes, id + SUBSCRIPTION.length, body, '\n') + 1;
		return Bytes.startsWith(bytes, end - mark.length, body, mark);
	}

	@Override
	public byte[] publish(int channel, byte[] payload) {
		String header = "SEND\ndestination:" + DESTINATION + channel
				+ "\ncontent-type:application/json\ncontent-length:" + payload.length + "\n\n";
		return Bytes.concat(Bytes.of(header), payload, new byte[] { 0 });
	}

}
