package io.github.realtimespring.internal.protocol.stomp.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.internal.outbound.SeededHash;
import io.github.realtimespring.internal.protocol.stomp.frame.StompFrames;
import io.github.realtimespring.internal.protocol.stomp.frame.StompVersion;

/**
 * A MESSAGE frame. Clients number their subscriptions alike, so the same few frames serve
 * nearly all of them.
 *
 * @param version the version, which determines the encoding of headers
 * @param subscription the client's id of the subscription
 * @param textOnly whether the client's transport knows no binary messages
 * @param destinations names the channel for the client
 * @param acknowledged whether the client acknowledges its messages: then the frame has no
 * id, because each receiver needs one of its own
 */
public record StompMessageEncoder(StompVersion version, String subscription, boolean textOnly,
		StompDestinations destinations, boolean acknowledged) implements PublicationEncoder {

	private static final String BINARY_TYPE = "application/octet-stream";

	private static final String MESSAGE_ID_PREFIX = Long.toString(System.currentTimeMillis(), 36) + "-";

	private static final AtomicLong messageIds = new AtomicLong();

	/**
	 * An encoder for clients that acknowledge nothing.
	 */
	StompMessageEncoder(StompVersion version, String subscription, boolean textOnly, StompDestinations destinations) {
		this(version, subscription, textOnly, destinations, false);
	}

	/**
	 * An id that no other message has.
	 */
	public static String nextMessageId() {
		return MESSAGE_ID_PREFIX + messageIds.incrementAndGet();
	}

	@Override
	public Frame encode(String channel, Publication publication) {
		byte[] body = this.textOnly ? replaceMalformed(publication.data()) : publication.data();
		byte[] head = head(this.destinations.destination(channel), publication, body.length)
			.getBytes(StandardCharsets.UTF_8);
		byte[] bytes = new byte[head.length + body.length + 1];
		System.arraycopy(head, 0, bytes, 0, head.length);
		System.arraycopy(body, 0, bytes, head.length, body.length);
		return (this.textOnly || isText(publication.contentType(), body)) ? Frame.text(bytes) : Frame.binary(bytes);
	}

	private String head(String destination, Publication publication, int contentLength) {
		StringBuilder head = new StringBuilder(160).append("MESSAGE\n");
		header(head, "destination", destination);
		header(head, "subscription", this.subscription);
		if (!this.acknowledged) {
			header(head, "message-id", nextMessageId());
		}
		if (publication.contentType() != null) {
			header(head, "content-type", publication.contentType());
		}
		header(head, "content-length", Integer.toString(contentLength));
		StreamPosition position = publication.position();
		if (position != null) {
			StompFrames.position(head, this.version, position);
		}
		for (Map.Entry<String, String> tag : publication.tags().entrySet()) {
			if (StompPublications.isTag(tag.getKey()) && (this.version != StompVersion.V1_0 || isPlain(tag.getKey()))) {
				header(head, tag.getKey(), tag.getValue());
			}
		}
		return head.append('\n').toString();
	}

	private void header(StringBuilder target, String name, String value) {
		StompFrames.header(target, this.version, name, value);
	}

	/**
	 * STOMP 1.0 can't express a colon in the name of a header.
	 */
	private static boolean isPlain(String name) {
		return name.indexOf(':') < 0;
	}

	/**
	 * Whether a body belongs into a text message.
	 */
	static boolean isText(@Nullable String contentType, byte[] body) {
		return (body.length == 0 || !StringUtils.startsWithIgnoreCase(contentType, BINARY_TYPE)) && isUtf8(body);
	}

	static boolean isUtf8(byte[] body) {
		int ascii = 0;
		while (ascii < body.length && body[ascii] >= 0) {
			ascii++;
		}
		if (ascii == body.length) {
			return true;
		}
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body, ascii, body.length - ascii));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	/**
	 * The body of a text message with malformed UTF-8 replaced, so that the frame states
	 * the length that arrives.
	 */
	static byte[] replaceMalformed(byte[] body) {
		return isUtf8(body) ? body : new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
	}

	// Called for every receiver, where the default implementation of a record is too slow

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof StompMessageEncoder encoder && this.version == encoder.version
				&& this.textOnly == encoder.textOnly && this.acknowledged == encoder.acknowledged
				&& this.subscription.equals(encoder.subscription) && this.destinations.equals(encoder.destinations));
	}

	@Override
	public int hashCode() {
		return SeededHash.of(this.subscription);
	}

}
