package io.github.realtimespring.internal.concurrent;

import java.util.concurrent.CompletionException;

/**
 * Failures of asynchronous operations.
 */
public final class Failures {

	private Failures() {
	}

	/**
	 * Return the failure of a stage, from the failure of a stage that depends on it.
	 * @param failure the failure
	 * @return the cause of a {@link CompletionException}, otherwise the failure itself
	 */
	public static Throwable unwrap(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

}
