package io.github.realtimespring.internal.guard;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;
import org.springframework.util.Assert;
import org.springframework.util.MimeTypeUtils;

import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.observability.DropReason;

/**
 * Takes the publications and answers that a client of a protocol other than STOMP is to
 * receive past the interceptors that the application has put on the channel to STOMP
 * clients: they may change or withhold each of them, for each receiver. Thread-safe.
 * Interceptors run on the thread that delivers and must not block.
 */
public final class DeliveryGuard {

	private static final Log logger = LimitedLog.of(DeliveryGuard.class);

	private static final String OFFSET = "offset";

	private static final String EPOCH = "epoch";

	/** Native headers that Spring derives from a message's own. */
	private static final Set<String> HEADERS_OF_MESSAGE = Set.of(StompHeaderAccessor.STOMP_DESTINATION_HEADER,
			StompHeaderAccessor.STOMP_CONTENT_TYPE_HEADER, StompHeaderAccessor.STOMP_CONTENT_LENGTH_HEADER,
			StompHeaderAccessor.STOMP_SUBSCRIPTION_HEADER, StompHeaderAccessor.STOMP_MESSAGE_ID_HEADER);

	private final MessageBroker broker;

	private final ApplicationInterceptors interceptors;

	/**
	 * Create the guard.
	 * @param broker the message broker that the interceptors belong to
	 */
	public DeliveryGuard(MessageBroker broker) {
		Assert.notNull(broker, "'broker' must not be null");
		this.broker = broker;
		this.interceptors = new ApplicationInterceptors(broker::clientOutboundChannel);
	}

	/**
	 * Whether the application has interceptors. Without any, messages can be sent
	 * directly.
	 */
	public boolean isActive() {
		return this.interceptors.get().length > 0;
	}

	/**
	 * Pass a publication to the interceptors.
	 * @param session the receiver
	 * @param subscription the id of the receiver's subscription
	 * @param channel the channel on the relay
	 * @param publication the publication
	 * @return the publication with their changes, {@code null} if they withheld it
	 */
	public @Nullable Publication pass(Session session, String subscription, String channel, Publication publication) {
		MessageChannel outbound = this.broker.clientOutboundChannel();
		if (outbound == null) {
			return publication;
		}
		ChannelDestinations destinations = this.broker.destinations();
		String destination = (destinations != null) ? destinations.destination(channel) : channel;
		return pass(session, subscription, destination, publication, outbound);
	}

	/**
	 * Pass the answer of a call to the interceptors, as a message from the destination of
	 * its method.
	 * @param session the caller
	 * @param method the method's name
	 * @param data the answer
	 * @param contentType the answer's MIME type
	 * @return the answer with their changes, {@code null} if they withheld it
	 */
	public byte @Nullable [] passAnswer(Session session, String method, byte[] data, String contentType) {
		MessageChannel outbound = this.broker.clientOutboundChannel();
		if (outbound == null) {
			return data;
		}
		Publication left = pass(session, method, CommandMessages.destination(this.broker, method),
				new Publication(data, contentType), outbound);
		return (left != null) ? left.data() : null;
	}

	private @Nullable Publication pass(Session session, String subscription, String destination,
			Publication publication, MessageChannel outbound) {
		try {
			return pass(session, message(session, subscription, destination, publication), outbound, publication);
		}
		catch (RuntimeException ex) {
			logger.error(
					"A message of session " + session.publicId() + " could not be shown to interceptors and is lost",
					ex);
			session.countDropped(DropReason.FAILED, 1);
			return null;
		}
	}

	/**
	 * Pass several publications to the interceptors.
	 * @return the publications that they let pass, with their changes
	 */
	public List<Publication> pass(Session session, String subscription, String channel,
			List<Publication> publications) {
		List<Publication> passed = new ArrayList<>(publications.size());
		for (Publication publication : publications) {
			Publication left = pass(session, subscription, channel, publication);
			if (left != null) {
				passed.add(left);
			}
		}
		return passed;
	}

	private @Nullable Publication pass(Session session, Message<?> original, MessageChannel outbound,
			Publication publication) {
		InterceptorChain chain = new InterceptorChain(this.interceptors.get(), outbound);
		Message<?> message = chain.preSend(original);
		if (message == null) {
			chain.afterSendCompletion(original, false, chain.refusal());
			if (chain.refusal() != null) {
				logger.error("An interceptor failed; a message of session " + session.publicId() + " is lost",
						chain.refusal());
				session.countDropped(DropReason.FAILED, 1);
			}
			return null;
		}
		Publication left = changed(session, publication, message);
		chain.postSend(message);
		chain.afterSendCompletion(message, true, null);
		return left;
	}

	private static Message<?> message(Session session, String subscription, String destination,
			Publication publication) {
		SimpMessageHeaderAccessor accessor = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
		accessor.setSessionId(session.id());
		accessor.setSubscriptionId(subscription);
		accessor.setDestination(destination);
		if (publication.contentType() != null) {
			accessor.setHeader(MessageHeaders.CONTENT_TYPE, MimeTypeUtils.parseMimeType(publication.contentType()));
		}
		StreamPosition position = publication.position();
		if (position != null) {
			accessor.addNativeHeader(OFFSET, Long.toString(position.offset()));
			accessor.addNativeHeader(EPOCH, position.epoch());
		}
		publication.tags().forEach((name, value) -> {
			if (!isOfTheStream(name, publication)) {
				accessor.setNativeHeader(name, value);
			}
		});
		accessor.setLeaveMutable(true);
		return MessageBuilder.createMessage(publication.data(), accessor.getMessageHeaders());
	}

	/**
	 * The publication as the message is now.
	 */
	private static @Nullable Publication changed(Session session, Publication publication, Message<?> message) {
		byte[] data = bytes(message.getPayload());
		if (data == null) {
			session.countDropped(DropReason.FAILED, 1);
			return null;
		}
		Map<String, String> tags = tags(publication, message);
		String type = contentType(publication, message);
		boolean unchanged = data == publication.data() && tags.equals(publication.tags())
				&& Objects.equals(type, publication.contentType());
		return unchanged ? publication
				: publication.mutate().data(data).contentType(type).tags(Map.copyOf(tags)).build();
	}

	private static byte @Nullable [] bytes(Object payload) {
		if (payload instanceof byte[] bytes) {
			return bytes;
		}
		if (payload instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		logger.error("An interceptor left a payload of " + payload.getClass().getName() + "; the message is lost");
		return null;
	}

	private static @Nullable String contentType(Publication publication, Message<?> message) {
		Object left = message.getHeaders().get(MessageHeaders.CONTENT_TYPE);
		if (left == null) {
			return null;
		}
		String given = publication.contentType();
		// The same type may be written in several ways
		return (given != null && MimeTypeUtils.parseMimeType(given).equals(left)) ? given : left.toString();
	}

	/**
	 * The tags of a message: its native headers without those that the message itself or
	 * its stream has. Such ones that are among the publication's tags stay.
	 */
	@SuppressWarnings("unchecked")
	private static Map<String, String> tags(Publication publication, Message<?> message) {
		Map<String, List<@Nullable String>> headers = (Map<String, List<@Nullable String>>) message.getHeaders()
			.getOrDefault(NativeMessageHeaderAccessor.NATIVE_HEADERS, Map.of());
		Map<String, String> tags = new HashMap<>();
		publication.tags().forEach((name, value) -> {
			if (isOfTheStream(name, publication)) {
				tags.put(name, value);
			}
		});
		headers.forEach((name, values) -> {
			String value = (values != null && !values.isEmpty()) ? values.get(0) : null;
			boolean tag = publication.tags().containsKey(name) || !HEADERS_OF_MESSAGE.contains(name);
			if (value != null && tag && !isOfTheStream(name, publication)) {
				tags.put(name, value);
			}
		});
		return tags;
	}

	/**
	 * Whether a native header contains the publication's position in its stream.
	 */
	private static boolean isOfTheStream(String name, Publication publication) {
		return publication.position() != null && (name.equals(OFFSET) || name.equals(EPOCH));
	}

}
