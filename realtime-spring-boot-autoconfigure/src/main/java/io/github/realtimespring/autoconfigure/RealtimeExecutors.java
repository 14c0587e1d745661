package io.github.realtimespring.autoconfigure;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import io.github.realtimespring.internal.hub.Hub;

/**
 * The executors of the hub, by the names of their beans. They are no candidates for
 * injection without that name, so that they are not mistaken for the application's own
 * executor.
 */
public final class RealtimeExecutors {

	/**
	 * Runs what clients' messages ask for.
	 */
	public static final String INBOUND = "realtimeInboundExecutor";

	/**
	 * Runs what of that calls the application's methods.
	 */
	public static final String APPLICATION = "realtimeApplicationExecutor";

	/**
	 * Closes connections.
	 */
	public static final String CLOSE = "realtimeCloseExecutor";

	/**
	 * Writes to connections that can only be written blocking.
	 */
	public static final String WRITE = "realtimeWriteExecutor";

	private static final Duration TERMINATION = Duration.ofSeconds(5);

	private static final Duration POLL = Duration.ofMillis(20);

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

	private RealtimeExecutors() {
	}

	/**
	 * Create an executor.
	 * @param virtual whether to use virtual threads, one for each task; a session has at
	 * most one task in each executor, which bounds them
	 * @param threadNamePrefix how the threads' names start
	 * @param threads the most platform threads
	 * @param queueCapacity the most tasks waiting for a platform thread
	 */
	static AsyncTaskExecutor create(boolean virtual, String threadNamePrefix, int threads, int queueCapacity) {
		ThreadPoolTaskExecutor executor = new SessionsExecutor();
		executor.setThreadNamePrefix(threadNamePrefix);
		executor.setVirtualThreads(virtual);
		executor.setCorePoolSize(virtual ? 0 : threads);
		executor.setMaxPoolSize(virtual ? Integer.MAX_VALUE : threads);
		executor.setQueueCapacity(virtual ? 0 : queueCapacity);
		executor.setAllowCoreThreadTimeOut(true);
		executor.setKeepAliveSeconds((int) KEEP_ALIVE.toSeconds());
		executor.setDaemon(true);
		executor.setPhase(Hub.PHASE - 1);
		// No thread may outlive the web application
		executor.setAwaitTerminationMillis(TERMINATION.toMillis());
		return executor;
	}

	/**
	 * Needed until the last session is drained, so it takes tasks until the phase in
	 * which it is stopped, and not until the context begins to close. Then it carries out
	 * what it has, as long as the methods' beans are there.
	 */
	private static final class SessionsExecutor extends ThreadPoolTaskExecutor {

		@Override
		public void onApplicationEvent(ContextClosedEvent event) {
			// Would shut down at once, or not wait for what runs when it is stopped
		}

		/**
		 * Waits for what is queued, {@link #TERMINATION} at most; the callback, for what
		 * runs.
		 */
		@Override
		public void stop(Runnable callback) {
			long deadline = System.nanoTime() + TERMINATION.toNanos();
			while (getQueueSize() > 0 && deadline - System.nanoTime() > 0) {
				LockSupport.parkNanos(POLL.toNanos());
			}
			super.stop(callback);
		}

	}

}
