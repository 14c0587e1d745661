package io.github.realtimespring.compatibility.application;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Resolves the length of the payload.
 */
class SessionLengthResolver implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == Length.class;
	}

	@Override
	public Object resolveArgument(MethodParameter parameter, Message<?> message) {
		return new Length(((byte[]) message.getPayload()).length);
	}

	/**
	 * The length of a payload.
	 *
	 * @param bytes in bytes
	 */
	record Length(int bytes) {

	}

}
