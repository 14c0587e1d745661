package io.github.realtimespring.internal.protocol.stomp.message;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;

import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.PublicationEncoder;

/**
 * Encodes MESSAGE frames for subscriptions with a selector, and skips publications that
 * it does not select.
 *
 * @param encoder the encoder of selected publications
 * @param selector the selector
 * @param destinations names the channel for the client
 */
public record SelectedMessageEncoder(PublicationEncoder encoder, Selector selector,
		StompDestinations destinations) implements PublicationEncoder {

	@Override
	public @Nullable Frame encode(String channel, Publication publication) {
		SimpMessageHeaderAccessor accessor = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
		StompPublications.copyHeaders(publication, this.destinations.destination(channel), accessor);
		if (publication.info() != null) {
			// A client's frame always has native headers
			accessor.setNativeHeader(StompHeaderAccessor.STOMP_DESTINATION_HEADER, accessor.getDestination());
		}
		boolean selected = this.selector
			.matches(MessageBuilder.createMessage(publication.data(), accessor.getMessageHeaders()));
		return selected ? this.encoder.encode(channel, publication) : null;
	}

	@Override
	public boolean isShared() {
		return this.encoder.isShared();
	}

}
