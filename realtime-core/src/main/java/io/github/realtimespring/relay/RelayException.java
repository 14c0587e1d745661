package io.github.realtimespring.relay;

import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.RealtimeException;

/**
 * The relay did not carry out an operation, or does not know whether it was carried out.
 * Trying again later is sensible; where a publication may have been taken, with the same
 * idempotency key.
 */
public class RelayException extends RealtimeException {

	private final boolean outcomeKnown;

	/**
	 * An operation of which nobody knows whether it was carried out.
	 */
	public RelayException(String message) {
		this(message, null);
	}

	/**
	 * An operation of which nobody knows whether it was carried out.
	 */
	public RelayException(String message, @Nullable Throwable cause) {
		this(message, cause, false);
	}

	private RelayException(String message, @Nullable Throwable cause, boolean outcomeKnown) {
		super(message, cause);
		this.outcomeKnown = outcomeKnown;
	}

	/**
	 * An operation that was not carried out.
	 */
	public static RelayException notDone(String message, @Nullable Throwable cause) {
		return new RelayException(message, cause, true);
	}

	/**
	 * What a stage was completed with, from what a stage that depends on it is told.
	 */
	public static Throwable unwrap(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/**
	 * Whether the operation is known not to have been carried out: the publication was
	 * neither stored nor delivered. Otherwise it may have been.
	 */
	public boolean isOutcomeKnown() {
		return this.outcomeKnown;
	}

}
