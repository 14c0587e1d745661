package io.github.realtimespring.internal.rpc;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;
import org.springframework.messaging.simp.SimpMessageSendingOperations;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.annotation.support.SendToMethodReturnValueHandler;
import org.springframework.util.MimeTypeUtils;

import io.github.realtimespring.rpc.RpcException;

/**
 * Replies to a call with the method's return value, after sending it to the destinations
 * of the method's annotations. A value for {@code @SendTo} is not a reply.
 */
final class RpcReturnValueHandler implements HandlerMethodReturnValueHandler {

	private static final MessageHeaders JSON = new MessageHeaders(
			Map.of(MessageHeaders.CONTENT_TYPE, MimeTypeUtils.APPLICATION_JSON));

	private final MessageConverter converter;

	private final SendToMethodReturnValueHandler sendTo;

	RpcReturnValueHandler(MessageConverter converter, SimpMessageSendingOperations brokerTemplate) {
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
		if (returnValue == null || returnValue == AsyncRpcReturnValueHandler.NOTHING) {
			call.answer(null);
			return;
		}
		if (call.isFailing()) {
			fail(call, returnValue, returnType, message);
			return;
		}
		byte[] json = isForOthers(returnType) ? null : toJson(returnValue, returnType);
		if (this.sendTo.supportsReturnType(returnType)) {
			this.sendTo.handleReturnValue(returnValue, returnType, message);
		}
		call.answer(json);
	}

	/**
	 * Whether a value goes to others and not to the caller. As where Spring sends it to,
	 * a method's annotations replace those of its class.
	 */
	private static boolean isForOthers(MethodParameter returnType) {
		AnnotatedElement method = returnType.getExecutable();
		boolean annotated = has(method, SendTo.class) || has(method, SendToUser.class);
		AnnotatedElement element = annotated ? method : returnType.getDeclaringClass();
		return has(element, SendTo.class) && !has(element, SendToUser.class);
	}

	private static boolean has(AnnotatedElement element, Class<? extends Annotation> annotation) {
		return AnnotatedElementUtils.hasAnnotation(element, annotation);
	}

	/**
	 * Handle the return value of an exception handler. It is sent according to the
	 * handler's annotations, and text is also the error's message unless it is sent to
	 * others.
	 */
	private void fail(RpcCall call, Object returnValue, MethodParameter returnType, Message<?> message)
			throws Exception {
		if (this.sendTo.supportsReturnType(returnType)) {
			this.sendTo.handleReturnValue(returnValue, returnType, message);
		}
		if (returnValue instanceof CharSequence text && !isForOthers(returnType)) {
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
