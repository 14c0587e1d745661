package io.github.realtimespring.autoconfigure;

import java.time.Duration;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import io.github.realtimespring.hub.Hub;

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
		return virtual ? virtual(threadNamePrefix) : platform(threadNamePrefix, threads, queueCapacity);
	}

	private static AsyncTaskExecutor virtual(String threadNamePrefix) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(threadNamePrefix);
		executor.setVirtualThreads(true);
		return executor;
	}

	private static AsyncTaskExecutor platform(String threadNamePrefix, int threads, int queueCapacity) {
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		executor.setThreadNamePrefix(threadNamePrefix);
		executor.setCorePoolSize(threads);
		executor.setMaxPoolSize(threads);
		executor.setAllowCoreThreadTimeOut(true);
		executor.setKeepAliveSeconds((int) KEEP_ALIVE.toSeconds());
		executor.setQueueCapacity(queueCapacity);
		executor.setDaemon(true);
		// Needed until the last session is drained, so neither the closing context nor an
		// earlier phase may stop or pause it
		executor.setAcceptTasksAfterContextClose(true);
		executor.setPhase(Hub.PHASE - 1);
		// No thread may outlive the web application
		executor.setAwaitTerminationMillis(TERMINATION.toMillis());
		return executor;
	}

}
