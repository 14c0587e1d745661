package io.github.realtimespring.internal.protocol.centrifuge.codec;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.StreamPosition;

/**
 * Reads the commands of one message: JSON objects, separated by line feeds. Members that
 * the protocol does not know, or this node does not need, are skipped. Not thread-safe.
 */
public final class CommandReader {

	private static final int REJECT_UNRECOVERED = 1 << 1;

	private static final int MAX_HEADERS = 64;

	private final byte[] message;

	private final JsonScanner scanner;

	private boolean first = true;

	private int start;

	public CommandReader(byte[] message) {
		this.message = message;
		this.scanner = new JsonScanner(message);
	}

	/**
	 * The next command.
	 * @return {@code null} at the end of the message
	 * @throws MalformedCommandException if the next object is not a command, or if the
	 * message is empty
	 */
	public @Nullable Command next() {
		int previousEnd = this.scanner.position();
		this.start = previousEnd;
		this.scanner.skipWhitespace();
		if (this.scanner.isAtEnd()) {
			if (this.first) {
				throw new MalformedCommandException();
			}
			return null;
		}
		if (!this.first && !hasLineFeed(previousEnd, this.scanner.position())) {
			throw new MalformedCommandException();
		}
		this.first = false;
		return toCommand(JsonObject.read(this.message, this.scanner));
	}

	/**
	 * The size of the latest command, in bytes.
	 */
	public int size() {
		return this.scanner.position() - this.start;
	}

	private boolean hasLineFeed(int start, int end) {
		for (int i = start; i < end; i++) {
			if (this.message[i] == '\n') {
				return true;
			}
		}
		return false;
	}

	private static Command toCommand(JsonObject command) {
		long id = command.unsignedInt("id");
		if (id == 0) {
			JsonObject message = command.object("send");
			return (message != null) ? new Command.Send(id, dataOf(message)) : new Command.Pong();
		}
		JsonObject request = command.object("connect");
		if (request != null) {
			return connect(id, request);
		}
		request = command.object("subscribe");
		if (request != null) {
			return new Command.Subscribe(id, request.string("channel"), request.string("delta"),
					request.unsignedInt("type"), request.has("tf"), !request.string("token").isEmpty(),
					recovery(request));
		}
		request = command.object("unsubscribe");
		if (request != null) {
			return new Command.Unsubscribe(id, request.string("channel"));
		}
		request = command.object("publish");
		if (request != null) {
			return new Command.Publish(id, request.string("channel"), request.raw("data"), request.unsignedInt("type"));
		}
		request = command.object("presence");
		if (request != null) {
			return new Command.Presence(id, request.string("channel"));
		}
		request = command.object("presence_stats");
		if (request != null) {
			return new Command.PresenceStats(id, request.string("channel"));
		}
		request = command.object("history");
		if (request != null) {
			JsonObject since = request.object("since");
			return new Command.History(id, request.string("channel"), request.signedInt("limit"),
					(since != null) ? position(since) : null, request.bool("reverse"));
		}
		request = command.object("rpc");
		if (request != null) {
			return new Command.Rpc(id, request.string("method"), dataOf(request));
		}
		request = command.object("send");
		if (request != null) {
			return new Command.Send(id, dataOf(request));
		}
		request = command.object("refresh");
		if (request != null) {
			return new Command.Refresh(id, request.string("token"));
		}
		request = command.object("sub_refresh");
		if (request != null) {
			return new Command.SubRefresh(id, request.string("channel"));
		}
		return new Command.Unknown(id);
	}

	private static Command.Connect connect(long id, JsonObject request) {
		JsonObject data = request.objectOrNull("data");
		String resume = (data != null) ? data.stringOrNull("resume") : null;
		JsonObject subscriptions = (resume != null) ? request.objectOrNull("subs") : null;
		Map<String, StreamPosition> positions = new HashMap<>();
		if (subscriptions != null) {
			for (String channel : subscriptions.names()) {
				JsonObject subscription = subscriptions.objectOrNull(channel);
				if (subscription != null && subscription.bool("recover")) {
					positions.put(channel, position(subscription));
				}
			}
		}
		return new Command.Connect(id, request.string("token"), resume, positions, headers(request));
	}

	private static Map<String, String> headers(JsonObject request) {
		JsonObject headers = request.objectOrNull("headers");
		if (headers == null) {
			return Map.of();
		}
		if (headers.names().size() > MAX_HEADERS) {
			throw new MalformedCommandException();
		}
		Map<String, String> result = new HashMap<>();
		for (String name : headers.names()) {
			result.put(name, headers.string(name));
		}
		return result;
	}

	private static Command.Recovery recovery(JsonObject request) {
		boolean orFail = (request.unsignedLong("flag") & REJECT_UNRECOVERED) != 0;
		return new Command.Recovery(request.bool("recover") ? position(request) : null, orFail);
	}

	private static StreamPosition position(JsonObject object) {
		return new StreamPosition(object.unsignedLong("offset"), object.string("epoch"));
	}

	private static byte[] dataOf(JsonObject request) {
		byte[] data = request.raw("data");
		return (data != null) ? data : new byte[0];
	}

}
