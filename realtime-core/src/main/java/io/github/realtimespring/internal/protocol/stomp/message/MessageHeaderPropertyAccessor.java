package io.github.realtimespring.internal.protocol.stomp.message;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.AccessException;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.TypedValue;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/**
 * The properties that a selector can read, named as in Spring's simple broker:
 * {@code headers} of a message, and of the headers the destination, native headers and
 * others, in this order.
 */
final class MessageHeaderPropertyAccessor implements PropertyAccessor {

	@Override
	public Class<?>[] getSpecificTargetClasses() {
		return new Class<?>[] { Message.class, MessageHeaders.class };
	}

	@Override
	public boolean canRead(EvaluationContext context, @Nullable Object target, String name) {
		return true;
	}

	@Override
	public TypedValue read(EvaluationContext context, @Nullable Object target, String name) throws AccessException {
		if (target instanceof Message<?> message) {
			return new TypedValue(name.equals("headers") ? message.getHeaders() : null);
		}
		if (target instanceof MessageHeaders headers) {
			return new TypedValue(header(headers, name));
		}
		throw new AccessException("Neither a message nor its headers");
	}

	private static @Nullable Object header(MessageHeaders headers, String name) {
		if (name.equalsIgnoreCase("destination")) {
			return SimpMessageHeaderAccessor.getDestination(headers);
		}
		String value = NativeMessageHeaderAccessor.getFirstNativeHeader(name, headers);
		return (value != null) ? value : headers.get(name);
	}

	@Override
	public boolean canWrite(EvaluationContext context, @Nullable Object target, String name) {
		return false;
	}

	@Override
	public void write(EvaluationContext context, @Nullable Object target, String name, @Nullable Object value)
			throws AccessException {
		throw new AccessException("Headers can't be written");
	}

}
