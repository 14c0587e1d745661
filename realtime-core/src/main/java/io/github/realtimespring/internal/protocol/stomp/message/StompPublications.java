package io.github.realtimespring.internal.protocol.stomp.message;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;
import org.springframework.util.MimeTypeUtils;

import io.github.realtimespring.Publication;
import io.github.realtimespring.PublisherInfo;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.tenant.TenantHeader;

/**
 * Turns Spring's messages into publications. Native headers become tags, except those
 * that belong to one frame, that the node itself writes about a stream, or that prove who
 * a client is.
 */
public final class StompPublications {

	/** A space to JavaScript. */
	private static final char BYTE_ORDER_MARK = '\ufeff';

	private static final Set<String> NO_TAGS = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

	static {
		NO_TAGS.addAll(List.of("destination", "content-length", "content-type", "subscription", "message-id", "id",
				"ack", "receipt", "receipt-id", "transaction", "heart-beat", "simpOrigDestination", "authorization",
				"token", "login", "passcode", "offset", "epoch", "redelivered", "recovered", TenantHeader.NAME));
	}

	private StompPublications() {
	}

	/**
	 * Whether a header of this name is sent with a publication. Names that begin or end
	 * with a space are not, because some clients trim them.
	 */
	static boolean isTag(String name) {
		return !name.isEmpty() && !isSpace(name.charAt(0)) && !isSpace(name.charAt(name.length() - 1))
				&& !NO_TAGS.contains(name);
	}

	private static boolean isSpace(char c) {
		return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == BYTE_ORDER_MARK;
	}

	/**
	 * Make a publication of a message.
	 * @param message the message; its payload must be bytes
	 * @param info present if a client sent it, {@code null} if the application did
	 * @param targetSession the only session that may receive it, or {@code null}
	 * @throws MessageDeliveryException if the payload is something else
	 */
	public static Publication of(Message<?> message, @Nullable PublisherInfo info, @Nullable String targetSession) {
		if (!(message.getPayload() instanceof byte[] data)) {
			throw new MessageDeliveryException(message,
					"Expected a payload of bytes and not of " + message.getPayload().getClass());
		}
		Map<String, List<String>> nativeHeaders = nativeHeaders(message);
		return Publication.builder(data)
			.contentType(contentType(message, nativeHeaders))
			.tags(tags(nativeHeaders))
			.info(info)
			.targetSession(targetSession)
			.build();
	}

	/**
	 * Give a message the headers that a publication has for clients.
	 * @param destination the destination that the client knows the channel by
	 */
	static void copyHeaders(Publication publication, String destination, SimpMessageHeaderAccessor target) {
		target.setDestination(destination);
		if (publication.contentType() != null) {
			target.setHeader(MessageHeaders.CONTENT_TYPE, MimeTypeUtils.parseMimeType(publication.contentType()));
		}
		StreamPosition position = publication.position();
		if (position != null) {
			target.addNativeHeader("offset", Long.toString(position.offset()));
			target.addNativeHeader("epoch", position.epoch());
		}
		publication.tags().forEach((name, value) -> {
			if (isTag(name)) {
				target.addNativeHeader(name, value);
			}
		});
	}

	private static @Nullable String contentType(Message<?> message, Map<String, List<String>> nativeHeaders) {
		List<String> values = nativeHeaders.get("content-type");
		if (values != null && !values.isEmpty()) {
			return values.get(0);
		}
		Object value = message.getHeaders().get(MessageHeaders.CONTENT_TYPE);
		return (value != null) ? value.toString() : null;
	}

	private static Map<String, String> tags(Map<String, List<String>> nativeHeaders) {
		Map<String, String> tags = new HashMap<>();
		nativeHeaders.forEach((name, values) -> {
			if (isTag(name) && values != null && !values.isEmpty() && values.get(0) != null) {
				tags.put(name, values.get(0));
			}
		});
		return Map.copyOf(tags);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, List<String>> nativeHeaders(Message<?> message) {
		Object value = message.getHeaders().get(NativeMessageHeaderAccessor.NATIVE_HEADERS);
		return (value != null) ? (Map<String, List<String>>) value : Map.of();
	}

}
