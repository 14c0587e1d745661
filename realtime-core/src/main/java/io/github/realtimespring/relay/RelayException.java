package io.github.realtimespring.relay;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.RealtimeException;

/**
 * Thrown when the relay did not execute an operation, or does not know whether it did.
 * The operation may be tried again later; if a publication may have been accepted, with
 * the same idempotency key.
 *
 * @since 0.1.0
 */
public class RelayException extends RealtimeException {

	/** Whether it is certain that the relay did not execute the operation. */
	private final boolean notExecuted;

	/**
	 * Create an exception for an operation whose outcome is unknown.
	 * @param message the message
	 */
	public RelayException(String message) {
		this(message, null);
	}

	/**
	 * Create an exception for an operation whose outcome is unknown.
	 * @param message the message
	 * @param cause the cause, or {@code null} if there is none
	 */
	public RelayException(String message, @Nullable Throwable cause) {
		this(message, cause, false);
	}

	private RelayException(String message, @Nullable Throwable cause, boolean notExecuted) {
		super(message, cause);
		this.notExecuted = notExecuted;
	}

	/**
	 * Create an exception for an operation that was not executed.
	 * @param message the message
	 * @param cause the cause, or {@code null} if there is none
	 * @return the exception
	 */
	public static RelayException notExecuted(String message, @Nullable Throwable cause) {
		return new RelayException(message, cause, true);
	}

	/**
	 * Return whether the operation is known not to have been executed: a publication was
	 * neither stored nor delivered.
	 * @return {@code false} if it may have been executed
	 */
	public boolean isNotExecuted() {
		return this.notExecuted;
	}

}
