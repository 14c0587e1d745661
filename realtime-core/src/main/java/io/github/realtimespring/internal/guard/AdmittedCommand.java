package io.github.realtimespring.internal.guard;

import java.nio.charset.StandardCharsets;
import java.security.Principal;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;

/**
 * A command that the application's interceptors let pass, as they left it.
 *
 * @param message the message that the interceptors saw
 * @param channel the channel of the message's destination, named as clients name it;
 * empty if the command is about none
 */
public record AdmittedCommand(Message<?> message, String channel) {

	/**
	 * The payload.
	 * @throws IllegalStateException if an interceptor has left something else than bytes
	 * or text
	 */
	public byte[] data() {
		Object payload = this.message.getPayload();
		if (payload instanceof byte[] bytes) {
			return bytes;
		}
		if (payload instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		throw new IllegalStateException("An interceptor left a payload of " + payload.getClass().getName());
	}

	/**
	 * The user.
	 */
	public @Nullable Principal user() {
		return SimpMessageHeaderAccessor.getUser(this.message.getHeaders());
	}

}
