package io.github.realtimespring.internal.hub.inbound;

import java.util.concurrent.Executor;

/**
 * The executors of the tasks of all sessions.
 *
 * @param protocol runs the work of the protocols
 * @param application runs calls to the application; may be the same
 */
public record InboundExecutors(Executor protocol, Executor application) {

}
