package io.github.realtimespring.checker.client;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.github.realtimespring.checker.history.History;
import io.github.realtimespring.checker.history.Position;

/**
 * Speaks the Centrifuge protocol in JSON.
 */
public final class CentrifugeClient extends SocketClient {

	/** From this code on a subscription that the server ended is to be made again. */
	private static final int RESUBSCRIBE = 2500;

	/** What was asked, by the number of the command; the first one connects. */
	private final Map<Integer, Request> requests = new HashMap<>();

	private int commands;

	private boolean ready;

	/**
	 * Create.
	 * @param connections shared with other clients
	 * @param options how to connect
	 * @param history takes what happens
	 * @param seed of the client's delays
	 */
	public CentrifugeClient(Connections connections, ClientOptions options, History history, long seed) {
		super(connections, options, history, seed);
	}

	@Override
	String path() {
		return "/connection/websocket";
	}

	@Override
	String subprotocol() {
		return "centrifuge-json";
	}

	@Override
	void opened() {
		ObjectNode command = command(null);
		command.putObject("connect").put("token", options().token());
		send(command.toString());
	}

	@Override
	boolean isReady() {
		return this.ready;
	}

	@Override
	void reset() {
		this.ready = false;
		this.requests.clear();
	}

	@Override
	void tick() {
		// The server pings.
	}

	@Override
	void sendSubscribe(Interest interest) {
		Position position = interest.position();
		ObjectNode command = command(new Request(interest, true, position != null));
		ObjectNode subscribe = command.putObject("subscribe").put("channel", interest.requested());
		if (position != null) {
			subscribe.put("recover", true).put("offset", position.offset()).put("epoch", position.epoch());
		}
		send(command.toString());
	}

	@Override
	void sendUnsubscribe(Interest interest) {
		ObjectNode command = command(new Request(interest, false, false));
		command.putObject("unsubscribe").put("channel", interest.requested());
		send(command.toString());
	}

	private ObjectNode command(@Nullable Request request) {
		int id = ++this.commands;
		if (request != null) {
			this.requests.put(id, request);
		}
		return JSON.createObjectNode().put("id", id);
	}

	@Override
	void received(String message) {
		for (String line : message.split("\n")) {
			if (!line.isBlank()) {
				received(JSON.readTree(line));
			}
		}
	}

	private void received(JsonNode reply) {
		if (reply.isEmpty()) {
			send("{}");
		}
		else if (reply.has("push")) {
			pushed(reply.path("push"));
		}
		else if (reply.has("connect")) {
			this.ready = true;
			interests().values().forEach(this::ask);
		}
		else {
			Request request = this.requests.remove(reply.path("id").asInt(0));
			if (request != null) {
				answered(request, reply);
			}
			else if (reply.has("error")) {
				fail("refused: " + reply.path("error"));
			}
		}
	}

	private void answered(Request request, JsonNode reply) {
		Interest interest = request.interest();
		if (!request.subscribes()) {
			left(interest);
		}
		else if (reply.has("error")) {
			history().remark(options().name(), interest.channel() + " refused: " + reply.path("error"));
			askLater(interest);
		}
		else {
			JsonNode result = reply.path("subscribe");
			Position position = result.path("positioned").asBoolean(false)
					|| result.path("recoverable").asBoolean(false)
							? new Position(result.path("epoch").asString(""), result.path("offset").asLong(0)) : null;
			subscribed(interest, request.recovers(), result.path("recovered").asBoolean(false), position);
			for (JsonNode publication : result.path("publications")) {
				delivered(interest, publication);
			}
		}
	}

	private void pushed(JsonNode push) {
		String channel = push.path("channel").asString("");
		Interest interest = interests().values()
			.stream()
			.filter((candidate) -> candidate.requested().equals(channel))
			.findFirst()
			.orElse(null);
		if (push.has("disconnect")) {
			fail("disconnected: " + push.path("disconnect"));
		}
		else if (interest != null && push.has("pub")) {
			delivered(interest, push.path("pub"));
		}
		else if (interest != null && push.has("unsubscribe")) {
			history().remark(options().name(), interest.channel() + " ended: " + push.path("unsubscribe"));
			if (interest.isLeaving()) {
				return;
			}
			if (push.path("unsubscribe").path("code").asInt(0) >= RESUBSCRIBE) {
				ask(interest);
			}
			else {
				left(interest);
			}
		}
		else if (push.has("pub")) {
			history().remark(options().name(), "came without a subscription: " + push);
		}
	}

	private void delivered(Interest interest, JsonNode publication) {
		JsonNode data = publication.path("data");
		delivered(interest, data.isString() ? JSON.readTree(data.asString()) : data,
				publication.path("offset").asLong(-1), null);
	}

}
