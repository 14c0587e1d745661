package io.github.realtimespring.checker.client;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.checker.history.Event;
import io.github.realtimespring.checker.history.History;
import io.github.realtimespring.checker.history.Position;

/**
 * Speaks STOMP 1.2, and asks for what it missed with our headers. A server that does not
 * know them answers without a position: then it promises nothing but order.
 */
public final class StompClient extends SocketClient {

	private static final String HEARTBEAT = "1000,1000";

	private final Map<String, Interest> ids = new LinkedHashMap<>();

	private final Map<String, Request> requests = new LinkedHashMap<>();

	private int count;

	private boolean ready;

	/**
	 * Create.
	 * @param connections shared with other clients
	 * @param options how to connect
	 * @param history takes what happens
	 * @param seed of the client's delays
	 */
	public StompClient(Connections connections, ClientOptions options, History history, long seed) {
		super(connections, options, history, seed);
	}

	@Override
	String path() {
		return "/ws";
	}

	@Override
	String subprotocol() {
		return "v12.stomp";
	}

	@Override
	void opened() {
		send(new Frame("CONNECT").header("accept-version", "1.2")
			.header("host", "localhost")
			.header("heart-beat", HEARTBEAT)
			.header("Authorization", "Bearer " + options().token())
			.encode());
	}

	@Override
	boolean isReady() {
		return this.ready;
	}

	@Override
	void reset() {
		this.ready = false;
		this.ids.clear();
		this.requests.clear();
	}

	@Override
	void tick() {
		if (this.ready) {
			send("\n");
		}
	}

	@Override
	void sendSubscribe(Interest interest) {
		Position position = interest.position();
		String id = "s" + ++this.count;
		this.ids.put(id, interest);
		this.requests.put("r" + id, new Request(interest, true, position != null));
		Frame frame = new Frame("SUBSCRIBE").header("id", id)
			.header("destination", destination(interest))
			.header("receipt", "r" + id);
		if (position != null) {
			frame.header("recover-offset", Long.toString(position.offset())).header("recover-epoch", position.epoch());
		}
		send(frame.encode());
	}

	@Override
	void sendUnsubscribe(Interest interest) {
		for (Map.Entry<String, Interest> entry : this.ids.entrySet()) {
			if (entry.getValue() == interest) {
				String receipt = "u" + entry.getKey();
				this.requests.put(receipt, new Request(interest, false, false));
				send(new Frame("UNSUBSCRIBE").header("id", entry.getKey()).header("receipt", receipt).encode());
			}
		}
	}

	private static String destination(Interest interest) {
		String requested = interest.requested();
		return requested.startsWith("/") ? requested : "/topic/" + requested;
	}

	@Override
	void received(String message) {
		Frame frame = Frame.decode(message);
		switch (frame.command()) {
			case "" -> {
				// A heart-beat
			}
			case "CONNECTED" -> {
				this.ready = true;
				interests().values().forEach(this::ask);
			}
			case "MESSAGE" -> message(frame);
			case "RECEIPT" -> receipt(frame);
			default -> fail(frame.command() + " " + frame.header("message"));
		}
	}

	private void message(Frame frame) {
		Interest interest = this.ids.get(frame.header("subscription"));
		if (interest == null) {
			history().remark(options().name(), "came without a subscription: " + frame.header("destination"));
			return;
		}
		Position position = position(frame);
		delivered(interest, JSON.readTree(frame.body()), (position != null) ? position.offset() : -1,
				(position != null) ? position.epoch() : null);
	}

	private void receipt(Frame frame) {
		String receipt = frame.header("receipt-id");
		Position position = position(frame);
		Interest noticed = this.ids.get(frame.header("subscription"));
		if ("position-lost".equals(receipt) && noticed != null && position != null) {
			history().add((time) -> new Event.Notice(time, options().name(), noticed.channel(), position));
			noticed.position(position);
			return;
		}
		Request request = this.requests.remove(receipt);
		if (request == null) {
			return;
		}
		if (request.subscribes()) {
			subscribed(request.interest(), request.recovers(), "true".equals(frame.header("recovered")), position);
		}
		else {
			this.ids.values().remove(request.interest());
			left(request.interest());
		}
	}

	private static @Nullable Position position(Frame frame) {
		String offset = frame.header("offset");
		String epoch = frame.header("epoch");
		return (offset.isEmpty() || epoch.isEmpty()) ? null : new Position(epoch, Long.parseLong(offset));
	}

}
