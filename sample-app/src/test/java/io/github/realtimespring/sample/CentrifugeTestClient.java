package io.github.realtimespring.sample;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.github.realtimespring.sample.Waiting.await;

/**
 * Speaks the Centrifuge client protocol in JSON, command by command.
 */
final class CentrifugeTestClient extends SocketClient {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final AtomicInteger ids = new AtomicInteger();

	private final Map<Integer, JsonNode> replies = new ConcurrentHashMap<>();

	private final List<JsonNode> publications = new CopyOnWriteArrayList<>();

	private final List<JsonNode> pushes = new CopyOnWriteArrayList<>();

	private final AtomicInteger pings = new AtomicInteger();

	CentrifugeTestClient(RunningNode node) {
		this(node.uri("ws", "/connection/websocket"));
	}

	CentrifugeTestClient(URI uri) {
		super(uri, List.of());
	}

	static CentrifugeTestClient connected(RunningNode node, String user) {
		CentrifugeTestClient client = new CentrifugeTestClient(node);
		client.call("connect", "{\"token\":\"" + node.token(user) + "\"}");
		return client;
	}

	@Override
	protected void onMessage(Received message) {
		for (String line : message.string().split("\n")) {
			JsonNode reply = JSON.readTree(line);
			if (reply.isEmpty()) {
				this.pings.incrementAndGet();
			}
			else if (reply.has("id")) {
				this.replies.put(reply.get("id").asInt(), reply);
			}
			else {
				JsonNode push = reply.get("push");
				this.pushes.add(push);
				if (push.has("pub")) {
					this.publications.add(push.get("pub").get("data"));
				}
			}
		}
	}

	/**
	 * Send a command.
	 * @return its id
	 */
	int command(String name, String body) {
		int id = this.ids.incrementAndGet();
		sendText("{\"id\":" + id + ",\"" + name + "\":" + body + "}");
		return id;
	}

	/**
	 * Send a command and wait for the reply.
	 */
	JsonNode call(String name, String body) {
		return reply(command(name, body));
	}

	JsonNode reply(int id) {
		await().until(() -> this.replies.containsKey(id));
		return this.replies.get(id);
	}

	/**
	 * Subscribe and wait for the reply, so that everything published from now on arrives.
	 */
	JsonNode subscribe(String channel) {
		return call("subscribe", "{\"channel\":\"" + channel + "\"}");
	}

	/**
	 * The data of all publications.
	 */
	List<JsonNode> publications() {
		return this.publications;
	}

	List<JsonNode> pushes() {
		return this.pushes;
	}

}
