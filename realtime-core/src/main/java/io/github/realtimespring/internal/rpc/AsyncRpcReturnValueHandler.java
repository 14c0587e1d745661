package io.github.realtimespring.internal.rpc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.AsyncHandlerMethodReturnValueHandler;
import org.springframework.util.Assert;

import io.github.realtimespring.internal.tenant.CurrentClient;

/**
 * Handles asynchronous return values without blocking a thread: completion stages, and
 * reactive types of at most one value.
 */
final class AsyncRpcReturnValueHandler implements AsyncHandlerMethodReturnValueHandler {

	/**
	 * Stands for an answer without a value, which Spring would pass over.
	 */
	static final Object NOTHING = new Object();

	@Override
	public boolean supportsReturnType(MethodParameter returnType) {
		Class<?> type = returnType.getParameterType();
		return CompletionStage.class.isAssignableFrom(type) || adapter(type) != null;
	}

	@Override
	public boolean isAsyncReturnValue(Object returnValue, MethodParameter returnType) {
		return true;
	}

	@Override
	public @Nullable CompletableFuture<?> toCompletableFuture(Object returnValue, MethodParameter returnType) {
		CompletionStage<?> stage = (returnValue instanceof CompletionStage<?> given) ? given
				: fromReactive(returnValue, returnType);
		return CurrentClient.carry(stage.<Object>thenApply((value) -> (value != null) ? value : NOTHING))
			.toCompletableFuture();
	}

	private static CompletionStage<?> fromReactive(Object returnValue, MethodParameter returnType) {
		ReactiveAdapter adapter = adapter(returnType.getParameterType());
		Assert.state(adapter != null, "Not a reactive type");
		ReactiveAdapter toFuture = ReactiveAdapterRegistry.getSharedInstance().getAdapter(CompletableFuture.class);
		Assert.state(toFuture != null, "No adapter for CompletableFuture");
		return (CompletionStage<?>) toFuture.fromPublisher(adapter.toPublisher(returnValue));
	}

	private static @Nullable ReactiveAdapter adapter(Class<?> type) {
		ReactiveAdapterRegistry registry = ReactiveAdapterRegistry.getSharedInstance();
		ReactiveAdapter adapter = registry.hasAdapters() ? registry.getAdapter(type) : null;
		return (adapter != null && !adapter.isMultiValue() && !adapter.isNoValue()) ? adapter : null;
	}

	/**
	 * Only called for {@code null}, which is no answer at all.
	 */
	@Override
	public void handleReturnValue(@Nullable Object returnValue, MethodParameter returnType, Message<?> message) {
		RpcCall.of(message).answer(null);
	}

}
