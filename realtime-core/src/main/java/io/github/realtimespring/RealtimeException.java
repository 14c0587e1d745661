package io.github.realtimespring;

import org.jspecify.annotations.Nullable;

/**
 * Base class of the exceptions of this library.
 *
 * @since 0.1.0
 */
public abstract class RealtimeException extends RuntimeException {

	/**
	 * Create an exception.
	 * @param message the message
	 */
	protected RealtimeException(String message) {
		super(message);
	}

	/**
	 * Create an exception with a cause.
	 * @param message the message
	 * @param cause the cause, or {@code null} if there is none
	 */
	protected RealtimeException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
