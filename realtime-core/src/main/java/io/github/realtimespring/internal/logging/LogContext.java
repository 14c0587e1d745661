package io.github.realtimespring.internal.logging;

import io.github.realtimespring.ClientSession;

/**
 * Shows in the log for which session code runs, and in the lines that this code writes.
 * Thread-safe.
 */
@FunctionalInterface
public interface LogContext {

	/**
	 * Shows nothing.
	 */
	LogContext NONE = (session) -> Scope.NONE;

	/**
	 * Show a session on the current thread until the scope is closed.
	 */
	Scope open(ClientSession session);

	/**
	 * The time in which a session is shown. To be closed on the same thread.
	 */
	@FunctionalInterface
	interface Scope extends AutoCloseable {

		/**
		 * Changes nothing.
		 */
		Scope NONE = () -> {
		};

		@Override
		void close();

	}

}
