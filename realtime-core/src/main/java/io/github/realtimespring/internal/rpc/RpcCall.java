package io.github.realtimespring.internal.rpc;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

import io.github.realtimespring.rpc.RpcException;

/**
 * One call on its way through the application's method.
 */
final class RpcCall {

	/**
	 * The message header that holds the call.
	 */
	static final String HEADER = RpcCall.class.getName();

	private static final byte[] NOTHING = new byte[0];

	private final String method;

	private final CompletableFuture<byte[]> result = new CompletableFuture<>();

	private volatile boolean asynchronous;

	private volatile boolean failing;

	RpcCall(String method) {
		this.method = method;
	}

	static RpcCall of(Message<?> message) {
		RpcCall call = (RpcCall) message.getHeaders().get(HEADER);
		if (call == null) {
			throw new IllegalStateException("Not the message of a call");
		}
		return call;
	}

	String method() {
		return this.method;
	}

	CompletableFuture<byte[]> result() {
		return this.result;
	}

	/**
	 * Record that the method will answer later.
	 */
	void markAsynchronous() {
		this.asynchronous = true;
	}

	boolean isAsynchronous() {
		return this.asynchronous;
	}

	/**
	 * Record that an exception handler of the application handled the method's exception.
	 * The call fails regardless of its return value.
	 */
	void markFailing() {
		this.failing = true;
	}

	boolean isFailing() {
		return this.failing;
	}

	void answer(byte @Nullable [] json) {
		if (this.failing) {
			fail(new RpcException(RpcException.APPLICATION_ERROR, RpcException.CALL_FAILED));
			return;
		}
		this.result.complete((json != null) ? json : NOTHING);
	}

	void fail(Throwable cause) {
		this.result.completeExceptionally(cause);
	}

}
