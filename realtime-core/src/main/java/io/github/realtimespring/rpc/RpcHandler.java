package io.github.realtimespring.rpc;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import org.springframework.messaging.Message;

import io.github.realtimespring.ClientSession;

/**
 * Answers calls from clients. Thread-safe. Called on the session's inbound queue, one
 * call of a session at a time, and may block there.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RpcHandler {

	/**
	 * Answer a call.
	 * @param session who calls
	 * @param method the method's name
	 * @param data the argument, JSON encoded as UTF-8, empty if there is none
	 * @return completes with the result as JSON, empty if there is none; fails with
	 * {@link RpcException} to tell the client an error, with anything else for an
	 * internal error
	 */
	CompletableFuture<byte[]> call(ClientSession session, String method, byte[] data);

	/**
	 * Return whether a call stands for a subscription that is answered once, like a
	 * {@code SUBSCRIBE} frame: the application's interceptors see it as one.
	 * @param method the name of the method
	 * @return whether the call stands for a subscription
	 */
	default boolean isSubscription(String method) {
		return false;
	}

	/**
	 * Answer a call that has passed the application's interceptors as a message.
	 * @param session who calls
	 * @param method the method's name as the client sent it
	 * @param message the call as a message to the method's destination: an interceptor
	 * may have changed its payload, destination, headers and user
	 * @return as with {@link #call(ClientSession, String, byte[])}
	 */
	default CompletableFuture<byte[]> call(ClientSession session, String method, Message<?> message) {
		Object payload = message.getPayload();
		if (payload instanceof byte[] bytes) {
			return call(session, method, bytes);
		}
		return call(session, method, payload.toString().getBytes(StandardCharsets.UTF_8));
	}

}
