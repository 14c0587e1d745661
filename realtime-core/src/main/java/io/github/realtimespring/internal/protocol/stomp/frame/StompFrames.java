package io.github.realtimespring.internal.protocol.stomp.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.outbound.Frame;

/**
 * Frames that say the same to everybody, or that need no message of Spring's.
 */
public final class StompFrames {

	/**
	 * A heart-beat.
	 */
	public static final Frame HEARTBEAT = Frame.text(new byte[] { '\n' });

	private static final String POSITION_LOST = "position-lost";

	private static final String RESUMED = "resumed";

	private static final String UNSUBSCRIBED = "unsubscribed";

	private static final String RESUME_FAILED = "resume-failed";

	private static final String REFRESH_FAILED = "refresh-failed";

	private static final String RECONNECT = "reconnect";

	private static final String SEND_REFUSED = "send-refused";

	private StompFrames() {
	}

	/**
	 * Tells a client that a frame of it was processed.
	 */
	public static Frame receipt(StompVersion version, String receipt) {
		StringBuilder text = new StringBuilder(32).append("RECEIPT\n");
		header(text, version, "receipt-id", receipt);
		return Frame.text(text.append("\n\0").toString().getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Confirms a subscription to a stream with its start.
	 * @param start the position before the next MESSAGE
	 * @param recovered whether the client gets all missed publications, {@code null} if
	 * it did not request them
	 */
	public static Frame receipt(StompVersion version, String receipt, StreamPosition start,
			@Nullable Boolean recovered) {
		StringBuilder text = new StringBuilder(96).append("RECEIPT\n");
		header(text, version, "receipt-id", receipt);
		if (recovered != null) {
			header(text, version, "recovered", recovered.toString());
		}
		position(text, version, start);
		return Frame.text(text.append("\n\0").toString().getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Notifies a client that missed publications are lost. It is a receipt without a
	 * request, which other clients ignore.
	 * @param subscription the client's id of the subscription
	 * @param destination the destination
	 * @param start the position that the next MESSAGE follows
	 */
	public static Frame positionLost(StompVersion version, String subscription, String destination,
			StreamPosition start) {
		return notice(version, POSITION_LOST, subscription, destination, start, null);
	}

	/**
	 * Tells a client that it has a subscription again.
	 * @param start the position that the next MESSAGE follows, {@code null} if the
	 * subscription is to no stream
	 * @param recovered whether the client gets all that it missed
	 */
	public static Frame resumed(StompVersion version, String subscription, String destination,
			@Nullable StreamPosition start, boolean recovered) {
		return notice(version, RESUMED, subscription, destination, start, (start != null) ? recovered : null);
	}

	/**
	 * Tells a client that it has to subscribe again itself, if it still may.
	 */
	public static Frame resumeFailed(StompVersion version, String subscription, String destination) {
		return notice(version, RESUME_FAILED, subscription, destination, null, null);
	}

	/**
	 * Tells a client that the application has ended a subscription.
	 */
	public static Frame unsubscribed(StompVersion version, String subscription) {
		return notice(version, UNSUBSCRIBED, subscription, null, null, null);
	}

	/**
	 * Tells a client that its new token applies.
	 * @param expires the seconds until it expires, {@code null} if it doesn't
	 */
	public static Frame refreshed(StompVersion version, String receipt, @Nullable Long expires) {
		StringBuilder text = new StringBuilder(48).append("RECEIPT\n");
		header(text, version, "receipt-id", receipt);
		if (expires != null) {
			header(text, version, "expires", expires.toString());
		}
		return Frame.text(text.append("\n\0").toString().getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Tells a client that its connection is about to be closed and that it should connect
	 * again.
	 */
	public static Frame reconnect(StompVersion version, String reason) {
		return withReason(version, RECONNECT, reason);
	}

	/**
	 * Tells a client that its new token does not apply, and that it may send another.
	 */
	public static Frame refreshFailed(StompVersion version, String reason) {
		return withReason(version, REFRESH_FAILED, reason);
	}

	/**
	 * Tells a client that it sends faster than it may, and that one of its messages was
	 * refused.
	 * @param receipt the requested receipt, or {@code null}
	 * @param retryAfterMillis the milliseconds after which it is worth a retry
	 */
	public static Frame sendRefused(StompVersion version, @Nullable String destination, @Nullable String receipt,
			long retryAfterMillis) {
		StringBuilder text = new StringBuilder(128).append("RECEIPT\n");
		header(text, version, "receipt-id", SEND_REFUSED);
		header(text, version, "reason", "too-many-requests");
		if (destination != null) {
			header(text, version, "destination", destination);
		}
		if (receipt != null) {
			header(text, version, "receipt", receipt);
		}
		header(text, version, "retry-after-millis", Long.toString(retryAfterMillis));
		return Frame.text(text.append("\n\0").toString().getBytes(StandardCharsets.UTF_8));
	}

	private static Frame withReason(StompVersion version, String kind, String reason) {
		StringBuilder text = new StringBuilder(64).append("RECEIPT\n");
		header(text, version, "receipt-id", kind);
		header(text, version, "reason", reason);
		return Frame.text(text.append("\n\0").toString().getBytes(StandardCharsets.UTF_8));
	}

	private static Frame notice(StompVersion version, String kind, String subscription, @Nullable String destination,
			@Nullable StreamPosition start, @Nullable Boolean recovered) {
		StringBuilder text = new StringBuilder(160).append("RECEIPT\n");
		header(text, version, "receipt-id", kind);
		header(text, version, "subscription", subscription);
		if (destination != null) {
			header(text, version, "destination", destination);
		}
		if (recovered != null) {
			header(text, version, "recovered", recovered.toString());
		}
		if (start != null) {
			position(text, version, start);
		}
		return Frame.text(text.append("\n\0").toString().getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * The MESSAGE frame of one receiver that acknowledges it.
	 * @param frame the frame without an id
	 * @param id the id for acknowledgements
	 * @param redelivered whether the client received it before
	 */
	public static Frame acknowledgeable(Frame frame, StompVersion version, String id, boolean redelivered) {
		StringBuilder text = new StringBuilder(96);
		header(text, version, "message-id", id);
		if (version == StompVersion.V1_2) {
			header(text, version, "ack", id);
		}
		if (redelivered) {
			header(text, version, "redelivered", "true");
		}
		byte[] added = text.toString().getBytes(StandardCharsets.UTF_8);
		ByteBuffer content = frame.buffer();
		byte[] bytes = new byte[content.remaining() + added.length];
		int command = "MESSAGE\n".length();
		content.get(bytes, 0, command);
		System.arraycopy(added, 0, bytes, command, added.length);
		content.get(bytes, command + added.length, content.remaining());
		return frame.isText() ? Frame.text(bytes) : Frame.binary(bytes);
	}

	/**
	 * Append the headers that name a position in a stream.
	 */
	public static void position(StringBuilder target, StompVersion version, StreamPosition position) {
		header(target, version, "offset", Long.toString(position.offset()));
		header(target, version, "epoch", position.epoch());
	}

	/**
	 * Tells a client why its session ends.
	 */
	public static Frame error(StompVersion version, String message) {
		StringBuilder text = new StringBuilder(64).append("ERROR\n");
		header(text, version, "message", message);
		return Frame.text(text.append("\n\0").toString().getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Append a header with its line's end.
	 */
	public static void header(StringBuilder target, StompVersion version, String name, String value) {
		version.append(target, name);
		target.append(':');
		version.append(target, value);
		target.append('\n');
	}

}
