package io.github.realtimespring.rpc;

import io.github.realtimespring.RealtimeException;

/**
 * Thrown by an {@link RpcHandler} or a method to return an error to the client.
 *
 * @since 0.1.0
 */
public class RpcException extends RealtimeException {

	/**
	 * The call failed; the reason is hidden from the client.
	 */
	public static final int INTERNAL = 100;

	/**
	 * The client may not call the method.
	 */
	public static final int PERMISSION_DENIED = 103;

	/**
	 * There is no method of that name.
	 */
	public static final int METHOD_NOT_FOUND = 104;

	/**
	 * The argument does not fit the method.
	 */
	public static final int BAD_REQUEST = 107;

	/**
	 * There are no methods at all.
	 */
	public static final int NOT_AVAILABLE = 108;

	/**
	 * The method threw an exception that the application handles: the first of the codes
	 * that the protocol leaves to applications.
	 */
	public static final int APPLICATION_ERROR = 400;

	/**
	 * The default message of an {@link #APPLICATION_ERROR}.
	 */
	public static final String CALL_FAILED = "call failed";

	/** The error code for the client. */
	private final int code;

	/**
	 * Create the exception.
	 * @param code an error code of the Centrifuge client protocol below 400, or the
	 * application's own from 400 to 1999
	 * @param message the message for the client
	 */
	public RpcException(int code, String message) {
		super(message);
		this.code = code;
	}

	/**
	 * Return the error code.
	 * @return the code
	 */
	public int code() {
		return this.code;
	}

}
