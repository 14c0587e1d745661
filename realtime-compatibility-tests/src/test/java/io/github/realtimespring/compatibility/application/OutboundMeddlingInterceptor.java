package io.github.realtimespring.compatibility.application;

import java.nio.charset.StandardCharsets;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Does with a message to a client what its payload says.
 */
class OutboundMeddlingInterceptor implements ChannelInterceptor {

	@Override
	public Message<?> preSend(Message<?> message, MessageChannel channel) {
		if (SimpMessageHeaderAccessor.getMessageType(message.getHeaders()) != SimpMessageType.MESSAGE
				|| !(message.getPayload() instanceof byte[] bytes)) {
			return message;
		}
		return switch (new String(bytes, StandardCharsets.UTF_8)) {
			case "drop outbound" -> null;
			case "refuse outbound" -> throw new IllegalStateException("not outbound");
			case "change outbound" -> {
				SimpMessageHeaderAccessor accessor = SimpMessageHeaderAccessor.wrap(message);
				accessor.setNativeHeader("added", "outbound");
				yield MessageBuilder.createMessage("changed".getBytes(StandardCharsets.UTF_8),
						accessor.getMessageHeaders());
			}
			default -> message;
		};
	}

}
