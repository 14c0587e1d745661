package io.github.realtimespring.sample;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import static io.github.realtimespring.sample.Waiting.await;

/**
 * Speaks STOMP frame by frame, without a library's help or tolerance.
 */
final class StompTestClient extends SocketClient {

	/**
	 * A frame as it came.
	 *
	 * @param command its command
	 * @param headers its headers, as written
	 * @param body its body
	 * @param text whether it came in a text message
	 */
	record StompFrame(String command, Map<String, String> headers, byte[] body, boolean text) {

		String bodyText() {
			return new String(this.body, StandardCharsets.UTF_8);
		}

		String header(String name) {
			return this.headers.getOrDefault(name, "");
		}

	}

	private final List<StompFrame> frames = new CopyOnWriteArrayList<>();

	private final List<String> bodies = new CopyOnWriteArrayList<>();

	StompTestClient(RunningNode node) {
		this(node, "/ws");
	}

	StompTestClient(RunningNode node, String path) {
		this(node.uri("ws", path));
	}

	StompTestClient(URI uri) {
		super(uri, List.of("v12.stomp", "v11.stomp", "v10.stomp"));
	}

	static StompTestClient connected(RunningNode node, String user) {
		StompTestClient client = new StompTestClient(node);
		client.send("CONNECT",
				Map.of("accept-version", "1.2", "host", "localhost", "Authorization", "Bearer " + node.token(user)),
				"");
		client.awaitFrame("CONNECTED", (frame) -> true);
		return client;
	}

	@Override
	protected void onMessage(Received message) {
		byte[] bytes = message.bytes();
		int start = 0;
		while (start < bytes.length) {
			if (bytes[start] == '\n' || bytes[start] == '\r') {
				start++;
				continue;
			}
			start = parse(bytes, start, message.text());
		}
	}

	private int parse(byte[] bytes, int start, boolean text) {
		int bodyStart = start;
		while (!(bytes[bodyStart] == '\n' && bytes[bodyStart + 1] == '\n')) {
			bodyStart++;
		}
		String[] head = new String(bytes, start, bodyStart - start, StandardCharsets.UTF_8).split("\n");
		bodyStart += 2;
		Map<String, String> headers = new LinkedHashMap<>();
		for (int i = 1; i < head.length; i++) {
			int colon = head[i].indexOf(':');
			headers.putIfAbsent(head[i].substring(0, colon), head[i].substring(colon + 1).replace("\\c", ":"));
		}
		int bodyEnd = bodyStart;
		String length = headers.get("content-length");
		if (length != null) {
			bodyEnd = bodyStart + Integer.parseInt(length);
		}
		else {
			while (bytes[bodyEnd] != 0) {
				bodyEnd++;
			}
		}
		byte[] body = Arrays.copyOfRange(bytes, bodyStart, bodyEnd);
		StompFrame frame = new StompFrame(head[0], headers, body, text);
		if (frame.command().equals("MESSAGE")) {
			this.bodies.add(frame.bodyText());
		}
		this.frames.add(frame);
		return bodyEnd + 1;
	}

	void send(String command, Map<String, String> headers, String body) {
		StringBuilder frame = new StringBuilder(command).append('\n');
		headers.forEach((name, value) -> frame.append(name)
			.append(':')
			.append(command.equals("CONNECT") ? value : value.replace(":", "\\c"))
			.append('\n'));
		sendText(frame.append('\n').append(body).append('\0').toString());
	}

	/**
	 * Subscribe and wait for the receipt, so that everything published from now on
	 * arrives.
	 */
	void subscribe(String id, String destination) {
		String receipt = "receipt-" + id;
		send("SUBSCRIBE", Map.of("id", id, "destination", destination, "receipt", receipt), "");
		awaitFrame("RECEIPT", (frame) -> frame.header("receipt-id").equals(receipt));
	}

	StompFrame awaitFrame(String command, Predicate<StompFrame> condition) {
		AtomicReference<StompFrame> found = new AtomicReference<>();
		await().until(() -> {
			for (StompFrame frame : this.frames) {
				if (frame.command().equals(command) && condition.test(frame)) {
					found.set(frame);
					return true;
				}
			}
			return false;
		});
		return found.get();
	}

	List<StompFrame> frames() {
		return this.frames;
	}

	/**
	 * The bodies of all MESSAGE frames.
	 */
	List<String> bodies() {
		return this.bodies;
	}

}
