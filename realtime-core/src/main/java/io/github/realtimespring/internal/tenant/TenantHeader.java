package io.github.realtimespring.internal.tenant;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/**
 * The header of messages to the broker that names the tenant of their receivers. Added on
 * the thread that sends, because the broker's channel may have an executor. Thread-safe.
 */
public final class TenantHeader implements ChannelInterceptor {

	/**
	 * The name of the header. {@code SimpMessagingTemplate} turns the headers that the
	 * application gives it into native ones, so that is where it may be, too; frames of
	 * clients never have it.
	 */
	public static final String NAME = "realtimeTenant";

	private final Tenants tenants;

	public TenantHeader(Tenants tenants) {
		this.tenants = tenants;
	}

	@Override
	public Message<?> preSend(Message<?> message, MessageChannel channel) {
		String tenant = tenant(message.getHeaders());
		if (tenant.equals(message.getHeaders().get(NAME))) {
			return message;
		}
		MessageHeaderAccessor accessor = MessageHeaderAccessor.getMutableAccessor(message);
		accessor.setHeader(NAME, tenant);
		accessor.setLeaveMutable(true);
		return MessageBuilder.createMessage(message.getPayload(), accessor.getMessageHeaders());
	}

	/**
	 * The tenant of a message's receivers, empty for clients without one.
	 * @throws io.github.realtimespring.TenantRequiredException if the message names none
	 * and there is none here
	 */
	public String tenant(MessageHeaders headers) {
		Object named = named(headers);
		return (named != null) ? this.tenants.checkGiven(named.toString()) : this.tenants.current();
	}

	private static @Nullable Object named(MessageHeaders headers) {
		Object named = headers.get(NAME);
		return (named != null) ? named : NativeMessageHeaderAccessor.getFirstNativeHeader(NAME, headers);
	}

	/**
	 * Take the header out of a client's frame, so that no method that passes the headers
	 * on can be made to address another tenant.
	 */
	public static void removeFrom(NativeMessageHeaderAccessor accessor) {
		if (accessor.isMutable() && accessor.containsNativeHeader(NAME)) {
			accessor.removeNativeHeader(NAME);
		}
	}

}
