package io.github.realtimespring.autoconfigure.security;

/**
 * The application's {@code JwtDecoder} has a secret that its algorithm can't be used
 * with.
 */
class UnusableTokenKeyException extends RuntimeException {

	UnusableTokenKeyException(String algorithm, Throwable cause) {
		super("The JwtDecoder can't verify any " + algorithm + " token: " + cause.getMessage(), cause);
	}

}
