package io.github.realtimespring.rpc;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;
import org.springframework.messaging.simp.SimpMessageSendingOperations;
import org.springframework.messaging.simp.annotation.support.SendToMethodReturnValueHandler;
import org.springframework.util.MimeTypeUtils;

/**
 * Makes a method's value the answer to the call, after sending it where the method's
 * annotations say.
 */
final class AnswerHandler implements HandlerMethodReturnValueHandler {

	private static final MessageHeaders JSON = new MessageHeaders(
			Map.of(MessageHeaders.CONTENT_TYPE, MimeTypeUtils.APPLICATION_JSON));

	private final MessageConverter converter;

	private final SendToMethodReturnValueHandler sendTo;

	AnswerHandler(MessageConverter converter, SimpMessageSendingOperations brokerTemplate) {
		this.converter = converter;
		this.sendTo = new SendToMethodReturnValueHandler(brokerTemplate, true);
	}

	@Override
	public boolean supportsReturnType(MethodParameter returnType) {
		return true;
	}

	@Override
	public void handleReturnValue(@Nullable Object returnValue, MethodParameter returnType, Message<?> message)
			throws Exception {
		RpcCall call = RpcCall.of(message);
		if (returnValue == null || returnValue == AnswerLaterHandler.NOTHING) {
			call.answer(null);
			return;
		}
		if (call.isFailing()) {
			fail(call, returnValue, returnType, message);
			return;
		}
		byte[] json = toJson(returnValue, returnType);
		if (this.sendTo.supportsReturnType(returnType)) {
			this.sendTo.handleReturnValue(returnValue, returnType, message);
		}
		call.answer(json);
	}

	/**
	 * Deal with what a handler of exceptions returns: it is sent where the handler's
	 * annotations say, and text is the error's message, too.
	 */
	private void fail(RpcCall call, Object returnValue, MethodParameter returnType, Message<?> message)
			throws Exception {
		if (this.sendTo.supportsReturnType(returnType)) {
			this.sendTo.handleReturnValue(returnValue, returnType, message);
		}
		if (returnValue instanceof CharSequence text) {
			call.fail(new RpcException(RpcException.APPLICATION_ERROR, text.toString()));
		}
		else {
			call.answer(null);
		}
	}

	private byte[] toJson(Object value, MethodParameter returnType) {
		Message<?> converted = (this.converter instanceof SmartMessageConverter smart)
				? smart.toMessage(value, JSON, returnType) : this.converter.toMessage(value, JSON);
		Object payload = (converted != null) ? converted.getPayload() : null;
		if (payload instanceof byte[] bytes) {
			return bytes;
		}
		if (payload instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		throw new IllegalStateException("No converter writes " + value.getClass() + " as JSON");
	}

}
