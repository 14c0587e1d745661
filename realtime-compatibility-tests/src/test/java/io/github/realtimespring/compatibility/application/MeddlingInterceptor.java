package io.github.realtimespring.compatibility.application;

import java.nio.charset.StandardCharsets;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;

/**
 * Does with a message what its {@code meddle} header says.
 */
class MeddlingInterceptor implements ChannelInterceptor {

	@Override
	public Message<?> preSend(Message<?> message, MessageChannel channel) {
		StompHeaderAccessor accessor = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
		String what = (accessor != null) ? accessor.getFirstNativeHeader("meddle") : null;
		if (what == null) {
			return message;
		}
		return switch (what) {
			case "refuse" -> throw new IllegalArgumentException("Not on a Sunday");
			case "refuse-delivery" -> throw new MessageDeliveryException(message, "Not delivered");
			case "drop" -> null;
			case "user" -> {
				accessor.setUser(new NamedPrincipal(accessor.getFirstNativeHeader("name")));
				yield message;
			}
			case "payload" ->
				MessageBuilder.createMessage("changed".getBytes(StandardCharsets.UTF_8), message.getHeaders());
			case "destination" -> {
				accessor.setDestination("/topic/other");
				yield message;
			}
			case "headers" -> {
				accessor.setNativeHeader("added", "yes");
				accessor.removeNativeHeader("key");
				yield message;
			}
			case "copy" -> {
				StompHeaderAccessor copy = StompHeaderAccessor.wrap(message);
				copy.setNativeHeader("copied", "yes");
				yield MessageBuilder.createMessage(message.getPayload(), copy.getMessageHeaders());
			}
			case "attribute" -> {
				accessor.getSessionAttributes().put("meddled", "yes");
				yield message;
			}
			case "once" -> {
				if (accessor.getCommand() == StompCommand.SUBSCRIBE) {
					throw new SecurityException("No subscription to " + accessor.getDestination());
				}
				yield message;
			}
			default -> message;
		};
	}

}
