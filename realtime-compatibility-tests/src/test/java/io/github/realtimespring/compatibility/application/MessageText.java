package io.github.realtimespring.compatibility.application;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

import io.github.realtimespring.compatibility.client.FrameText;

/**
 * Describes a message as an interceptor or a listener sees it.
 */
public final class MessageText {

	private MessageText() {
	}

	/**
	 * Whether the message is one of the harness' own, which no transcript shows.
	 */
	public static boolean isHarness(Message<?> message) {
		String destination = SimpMessageHeaderAccessor.getDestination(message.getHeaders());
		return (destination != null && destination.contains("harness"))
				|| "harness".equals(SimpMessageHeaderAccessor.getSubscriptionId(message.getHeaders()));
	}

	@SuppressWarnings("unchecked")
	public static String of(Message<?> message) {
		MessageHeaders headers = message.getHeaders();
		StringBuilder text = new StringBuilder();
		Object command = headers.get("stompCommand");
		text.append((command != null) ? command : SimpMessageHeaderAccessor.getMessageType(headers));
		append(text, "destination", SimpMessageHeaderAccessor.getDestination(headers));
		append(text, "subscription", SimpMessageHeaderAccessor.getSubscriptionId(headers));
		Principal user = SimpMessageHeaderAccessor.getUser(headers);
		append(text, "user", (user != null) ? user.getName() : null);
		Map<String, List<String>> nativeHeaders = (Map<String, List<String>>) headers
			.get(NativeMessageHeaderAccessor.NATIVE_HEADERS);
		if (nativeHeaders != null && !nativeHeaders.isEmpty()) {
			Map<String, List<String>> sorted = new TreeMap<>(nativeHeaders);
			sorted.replaceAll((name, values) -> name.equals("X-CSRF-TOKEN") ? List.of("*") : values);
			text.append(' ').append(sorted);
		}
		if (message.getPayload() instanceof byte[] bytes) {
			text.append((bytes.length > 0) ? " | " + FrameText.body(bytes) : "");
		}
		else {
			text.append(" | ").append(message.getPayload());
		}
		return text.toString();
	}

	private static void append(StringBuilder text, String name, Object value) {
		if (value != null) {
			text.append(' ').append(name).append('=').append(value);
		}
	}

}
