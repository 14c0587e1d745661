package io.github.realtimespring.internal.protocol.stomp.message;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.stomp.StompEncoder;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.AbstractMessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.MimeType;

import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.guard.ApplicationInterceptors;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.observability.DropReason;

/**
 * The MESSAGE frames of one subscription in an application whose own interceptors on the
 * channel to the clients must see each of them: they may change or withhold it. Nothing
 * is shared between receivers, as with Spring's simple broker. Interceptors run on the
 * thread that delivers and must not block.
 */
public final class InterceptedMessageEncoder implements PublicationEncoder {

	private static final Log logger = LimitedLog.of(InterceptedMessageEncoder.class);

	private static final StompEncoder encoder = new StompEncoder();

	private final Session session;

	private final String subscription;

	private final AbstractMessageChannel channel;

	private final StompDestinations destinations;

	private final boolean textOnly;

	private final boolean acknowledged;

	private InterceptedMessageEncoder(Session session, String subscription, AbstractMessageChannel channel,
			StompDestinations destinations, boolean textOnly, boolean acknowledged) {
		this.session = session;
		this.subscription = subscription;
		this.channel = channel;
		this.destinations = destinations;
		this.textOnly = textOnly;
		this.acknowledged = acknowledged;
	}

	/**
	 * Create the encoder if the channel has interceptors other than Spring's own.
	 * @param textOnly whether the client's transport knows no binary messages
	 * @param acknowledged whether the client acknowledges its messages: then the frame
	 * has no id, it is added later
	 */
	public static @Nullable InterceptedMessageEncoder createIfNeeded(Session session, String subscription,
			MessageChannel clientOutboundChannel, StompDestinations destinations, boolean textOnly,
			boolean acknowledged) {
		return (clientOutboundChannel instanceof AbstractMessageChannel channel
				&& ApplicationInterceptors.isAnyOn(channel))
						? new InterceptedMessageEncoder(session, subscription, channel, destinations, textOnly,
								acknowledged)
						: null;
	}

	@Override
	public @Nullable Frame encode(String channel, Publication publication) {
		try {
			return intercept(message(channel, publication));
		}
		catch (RuntimeException ex) {
			logger.error("An interceptor failed; a message of session " + this.session.publicId() + " is lost", ex);
			this.session.countDropped(DropReason.FAILED, 1);
			return null;
		}
	}

	@Override
	public boolean isShared() {
		return false;
	}

	private Message<?> message(String channel, Publication publication) {
		SimpMessageHeaderAccessor accessor = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
		accessor.setSessionId(this.session.id());
		accessor.setSubscriptionId(this.subscription);
		StompPublications.copyHeaders(publication, this.destinations.destination(channel), accessor);
		accessor.setLeaveMutable(true);
		return MessageBuilder.createMessage(publication.data(), accessor.getMessageHeaders());
	}

	/**
	 * Calls the interceptors like {@link AbstractMessageChannel#send}.
	 */
	private @Nullable Frame intercept(Message<?> original) {
		List<ChannelInterceptor> interceptors = this.channel.getInterceptors();
		Deque<ChannelInterceptor> passed = new ArrayDeque<>(interceptors.size());
		Message<?> message = original;
		for (ChannelInterceptor interceptor : interceptors) {
			Message<?> result = interceptor.preSend(message, this.channel);
			if (result == null) {
				complete(passed, message, false);
				return null;
			}
			message = result;
			passed.push(interceptor);
		}
		Frame frame = encode(message);
		for (ChannelInterceptor interceptor : interceptors) {
			interceptor.postSend(message, this.channel, true);
		}
		complete(passed, message, true);
		return frame;
	}

	private void complete(Deque<ChannelInterceptor> passed, Message<?> message, boolean sent) {
		passed.forEach((interceptor) -> interceptor.afterSendCompletion(message, this.channel, sent, null));
	}

	private @Nullable Frame encode(Message<?> message) {
		if (!(message.getPayload() instanceof byte[] body)) {
			logger.error("Expected a payload of bytes and not of " + message.getPayload().getClass());
			this.session.countDropped(DropReason.FAILED, 1);
			return null;
		}
		StompHeaderAccessor accessor = StompHeaderAccessor.wrap(message);
		accessor.updateStompCommandAsServerMessage();
		if (this.acknowledged) {
			accessor.removeNativeHeader(StompHeaderAccessor.STOMP_MESSAGE_ID_HEADER);
		}
		byte[] payload = this.textOnly ? StompMessageEncoder.replaceMalformed(body) : body;
		byte[] bytes = encoder.encode(accessor.getMessageHeaders(), payload);
		MimeType contentType = accessor.getContentType();
		boolean text = this.textOnly
				|| StompMessageEncoder.isText((contentType != null) ? contentType.toString() : null, payload);
		return text ? Frame.text(bytes) : Frame.binary(bytes);
	}

}
