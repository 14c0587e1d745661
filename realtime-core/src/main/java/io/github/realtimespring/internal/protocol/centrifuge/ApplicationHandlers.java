package io.github.realtimespring.internal.protocol.centrifuge;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.rpc.ClientMessageListener;
import io.github.realtimespring.rpc.RpcHandler;

/**
 * The application's handlers of calls and messages from clients.
 *
 * @param rpcHandler answers calls; {@code null} to reject them
 * @param messageListener receives messages without a channel; {@code null} to drop them
 */
public record ApplicationHandlers(@Nullable RpcHandler rpcHandler, @Nullable ClientMessageListener messageListener) {

}
