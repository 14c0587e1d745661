package io.github.realtimespring.internal.protocol.stomp.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.AbstractMethodMessageHandler;
import org.springframework.messaging.handler.invocation.AsyncHandlerMethodReturnValueHandler;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;

import io.github.realtimespring.internal.protocol.stomp.session.FrameReceipt;
import io.github.realtimespring.internal.tenant.CurrentClient;

/**
 * Lets a frame's receipt wait for the asynchronous result of the method that the frame
 * called, and handles the result for the frame's client.
 */
final class AwaitedReturnValueHandler implements AsyncHandlerMethodReturnValueHandler {

	private final AsyncHandlerMethodReturnValueHandler delegate;

	private AwaitedReturnValueHandler(AsyncHandlerMethodReturnValueHandler delegate) {
		this.delegate = delegate;
	}

	/**
	 * Decorate the handlers of asynchronous results.
	 */
	static void install(AbstractMethodMessageHandler<?> methods) {
		List<HandlerMethodReturnValueHandler> handlers = new ArrayList<>(methods.getReturnValueHandlers());
		handlers.replaceAll((handler) -> (handler instanceof AsyncHandlerMethodReturnValueHandler async)
				? new AwaitedReturnValueHandler(async) : handler);
		methods.setReturnValueHandlers(null);
		methods.setReturnValueHandlers(handlers);
	}

	@Override
	public boolean supportsReturnType(MethodParameter returnType) {
		return this.delegate.supportsReturnType(returnType);
	}

	@Override
	public boolean isAsyncReturnValue(Object returnValue, MethodParameter returnType) {
		return this.delegate.isAsyncReturnValue(returnValue, returnType);
	}

	@Override
	public @Nullable CompletableFuture<?> toCompletableFuture(Object returnValue, MethodParameter returnType) {
		CompletableFuture<?> result = this.delegate.toCompletableFuture(returnValue, returnType);
		FrameReceipt receipt = FrameReceipt.current();
		if (result == null) {
			return null;
		}
		CompletionStage<?> carried = CurrentClient.carry(result);
		return (receipt != null) ? receipt.holdUntilHandled(carried) : carried.toCompletableFuture();
	}

	@Override
	public void handleReturnValue(@Nullable Object returnValue, MethodParameter returnType, Message<?> message)
			throws Exception {
		this.delegate.handleReturnValue(returnValue, returnType, message);
	}

}
