package io.github.realtimespring.internal.protocol.centrifuge.codec;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.History;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublisherInfo;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.hub.recovery.Recovery;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.UnencodableException;

/**
 * Encodes replies and pushes. Members that are zero, empty or false are left out, but a
 * result is always there, even an empty one: clients look into it.
 */
public final class ReplyWriter {

	/**
	 * The empty reply, which is the server's ping.
	 */
	public static final Frame PING = new JsonBuffer(2).ascii("{}").toFrame();

	private ReplyWriter() {
	}

	/**
	 * The connection is established.
	 * @param ttl the seconds after which the client must send a new token; 0 for no
	 * expiry
	 * @param ping the seconds between two pings, 0 for no pings
	 * @param resumption the outcome of the resumption; {@code null} if the client did not
	 * request it
	 */
	public static Frame connected(long id, String client, String version, long ttl, long ping,
			@Nullable ResumeReply resumption) {
		JsonBuffer buffer = reply(id, "connect", 160);
		client(buffer, client, version, ttl);
		if (ping > 0) {
			buffer.ascii(",\"ping\":").number(ping).ascii(",\"pong\":true");
		}
		if (resumption != null) {
			resumption(buffer, resumption);
		}
		return buffer.ascii("}}").toFrame();
	}

	private static void resumption(JsonBuffer buffer, ResumeReply resumption) {
		buffer.ascii(",\"data\":{\"resume\":{\"resumed\":").ascii(Boolean.toString(resumption.resumed()));
		if (resumption.token() != null) {
			buffer.ascii(",\"token\":").string(resumption.token());
		}
		buffer.ascii("}}");
		String separator = ",\"subs\":{";
		for (ResumeReply.RestoredSubscription restored : resumption.subscriptions()) {
			buffer.ascii(separator).string(restored.channel()).ascii(":{");
			Recovery recovery = restored.recovery();
			if (recovery != null) {
				stream(buffer, recovery, restored.recovering());
			}
			buffer.ascii("}");
			separator = ",";
		}
		if (!resumption.subscriptions().isEmpty()) {
			buffer.ascii("}");
		}
	}

	/**
	 * The new token was accepted.
	 * @param ttl as with {@link #connected}
	 */
	public static Frame refreshed(long id, String client, String version, long ttl) {
		JsonBuffer buffer = reply(id, "refresh", 128);
		client(buffer, client, version, ttl);
		return buffer.ascii("}}").toFrame();
	}

	/**
	 * A command succeeded without a result.
	 * @param result the name of the command
	 */
	public static Frame done(long id, String result) {
		return reply(id, result, 32).ascii("}}").toFrame();
	}

	/**
	 * The result of a call.
	 * @param data the result, JSON or text, empty if there is none
	 * @throws UnencodableException if the result is neither
	 */
	public static Frame called(long id, byte[] data) {
		JsonBuffer buffer = reply(id, "rpc", data.length + 48);
		if (data.length > 0) {
			buffer.ascii("\"data\":").payload(data, null);
		}
		return buffer.ascii("}}").toFrame();
	}

	/**
	 * A command failed.
	 * @param temporary whether the client should try again
	 */
	public static Frame error(long id, int code, String message, boolean temporary) {
		return startError(id, code, message, temporary).ascii("}}").toFrame();
	}

	/**
	 * A command was refused, for now.
	 * @param retryAfterMillis the milliseconds after which it is worth a retry
	 */
	public static Frame error(long id, int code, String message, long retryAfterMillis) {
		return startError(id, code, message, true).ascii(",\"retry_after_millis\":")
			.number(retryAfterMillis)
			.ascii("}}")
			.toFrame();
	}

	private static JsonBuffer startError(long id, int code, String message, boolean temporary) {
		JsonBuffer buffer = reply(id, "error", 96).ascii("\"code\":")
			.number(code)
			.ascii(",\"message\":")
			.string(message);
		return temporary ? buffer.ascii(",\"temporary\":true") : buffer;
	}

	/**
	 * The client is subscribed to a channel's stream.
	 * @param recovery the start of the client
	 * @param recovering whether the client requested missed publications
	 */
	public static Frame subscribed(long id, Recovery recovery, boolean recovering) {
		JsonBuffer buffer = reply(id, "subscribe", 128 + size(recovery.missed()));
		stream(buffer, recovery, recovering);
		return buffer.ascii("}}").toFrame();
	}

	private static void stream(JsonBuffer buffer, Recovery recovery, boolean recovering) {
		buffer.ascii("\"recoverable\":true,\"epoch\":").string(recovery.start().epoch());
		if (!recovery.missed().isEmpty()) {
			publications(buffer.ascii(","), recovery.missed());
		}
		if (recovery.isComplete() && recovering) {
			buffer.ascii(",\"recovered\":true");
		}
		offset(buffer, recovery.start().offset());
		buffer.ascii(",\"positioned\":true");
		if (recovering) {
			buffer.ascii(",\"was_recovering\":true");
		}
	}

	/**
	 * A part of a channel's stream.
	 */
	public static Frame history(long id, History history) {
		JsonBuffer buffer = reply(id, "history", 96 + size(history.publications()));
		publications(buffer, history.publications()).ascii(",\"epoch\":").string(history.position().epoch());
		offset(buffer, history.position().offset());
		return buffer.ascii("}}").toFrame();
	}

	private static int size(List<Publication> publications) {
		int size = 0;
		for (Publication publication : publications) {
			size += publication.data().length + 64;
		}
		return size;
	}

	private static JsonBuffer publications(JsonBuffer buffer, List<Publication> publications) {
		buffer.ascii("\"publications\":");
		String separator = "";
		buffer.ascii("[");
		for (Publication publication : publications) {
			// Publications that are not text are left out here as in live delivery
			if (Utf8.isWellFormed(publication.data())) {
				publication(buffer.ascii(separator).ascii("{"), publication);
				buffer.ascii("}");
				separator = ",";
			}
		}
		return buffer.ascii("]");
	}

	private static void offset(JsonBuffer buffer, long offset) {
		if (offset > 0) {
			buffer.ascii(",\"offset\":").number(offset);
		}
	}

	/**
	 * A publication for the subscribers of a channel.
	 * @param channel the channel's name as the client knows it
	 * @throws UnencodableException if the payload is neither JSON nor text
	 */
	public static Frame published(String channel, Publication publication) {
		JsonBuffer buffer = push(channel, publication.data().length + 96 + channel.length()).ascii("\"pub\":{");
		publication(buffer, publication);
		return buffer.ascii("}}}").toFrame();
	}

	private static void publication(JsonBuffer buffer, Publication publication) {
		buffer.ascii("\"data\":").payload(publication.data(), publication.contentType());
		PublisherInfo info = publication.info();
		if (info != null && info.isNamed()) {
			info(buffer, info);
		}
		StreamPosition position = publication.position();
		if (position != null) {
			offset(buffer, position.offset());
		}
		if (!publication.tags().isEmpty()) {
			tags(buffer, publication);
		}
	}

	/**
	 * This node has subscribed the client.
	 * @param start the start of the client, {@code null} if the channel is no stream
	 */
	public static Frame subscribedByServer(String channel, @Nullable Recovery start) {
		JsonBuffer buffer = push(channel, 128).ascii("\"subscribe\":{");
		if (start != null) {
			buffer.ascii("\"recoverable\":true,\"epoch\":").string(start.start().epoch());
			offset(buffer, start.start().offset());
			buffer.ascii(",\"positioned\":true");
		}
		return buffer.ascii("}}}").toFrame();
	}

	/**
	 * This node has ended a subscription.
	 */
	public static Frame unsubscribed(String channel, int code, String reason) {
		return push(channel, 128).ascii("\"unsubscribe\":{\"code\":")
			.number(code)
			.ascii(",\"reason\":")
			.string(reason)
			.ascii("}}}")
			.toFrame();
	}

	private static JsonBuffer reply(long id, String result, int capacity) {
		return new JsonBuffer(capacity).ascii("{\"id\":").number(id).ascii(",\"").ascii(result).ascii("\":{");
	}

	private static JsonBuffer push(String channel, int capacity) {
		return new JsonBuffer(capacity).ascii("{\"push\":{\"channel\":").string(channel).ascii(",");
	}

	private static void client(JsonBuffer buffer, String client, String version, long ttl) {
		buffer.ascii("\"client\":").string(client);
		if (!version.isEmpty()) {
			buffer.ascii(",\"version\":").string(version);
		}
		if (ttl > 0) {
			buffer.ascii(",\"expires\":true,\"ttl\":").number(ttl);
		}
	}

	private static void info(JsonBuffer buffer, PublisherInfo info) {
		buffer.ascii(",\"info\":{");
		if (!info.user().isEmpty()) {
			buffer.ascii("\"user\":").string(info.user()).ascii(",");
		}
		buffer.ascii("\"client\":").string(info.session()).ascii("}");
	}

	private static void tags(JsonBuffer buffer, Publication publication) {
		String separator = ",\"tags\":{";
		for (var tag : publication.tags().entrySet()) {
			buffer.ascii(separator).string(tag.getKey()).ascii(":").string(tag.getValue());
			separator = ",";
		}
		buffer.ascii("}");
	}

}
