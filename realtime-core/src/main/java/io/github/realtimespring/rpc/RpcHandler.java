package io.github.realtimespring.rpc;

import java.util.concurrent.CompletableFuture;

import io.github.realtimespring.hub.Session;

/**
 * Answers calls from clients. Thread-safe. Called on the session's inbound queue, one
 * call of a session at a time, and may block there.
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
	CompletableFuture<byte[]> call(Session session, String method, byte[] data);

}
