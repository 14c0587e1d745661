package io.github.realtimespring.sample;

import java.security.Principal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.stereotype.Controller;

/**
 * The chat room. A STOMP client sends to {@code /app/chat}, a Centrifuge client calls the
 * RPC method {@code chat}: both arrive here, and what is returned goes to all subscribers
 * of the channel {@code chat:lobby}, whatever protocol they speak.
 */
@Controller
class ChatController {

	private final SampleNode node;

	ChatController(SampleNode node) {
		this.node = node;
	}

	@MessageMapping("chat")
	@SendTo("/topic/chat:lobby")
	@Nullable ChatMessage chat(ChatText said, Optional<Principal> user,
			@Header(SimpMessageHeaderAccessor.SESSION_ID_HEADER) String sessionId,
			@Header(name = "realtimeProtocol", required = false) @Nullable String protocol) {
		String text = said.cleaned();
		if (text.isEmpty()) {
			return null;
		}
		return new ChatMessage(UUID.randomUUID().toString(), author(user, sessionId), Instant.now(), protocol,
				this.node.name(), text);
	}

	/**
	 * Without a principal a name is made of the session's id: two anonymous people can be
	 * told apart, and the id itself isn't given away.
	 */
	private static String author(Optional<Principal> user, String sessionId) {
		return user.map(Principal::getName).orElseGet(() -> "anonymous-%04x".formatted(sessionId.hashCode() & 0xffff));
	}

}
