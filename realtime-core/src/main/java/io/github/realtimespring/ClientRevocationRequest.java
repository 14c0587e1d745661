package io.github.realtimespring;

import java.time.Instant;

import org.springframework.util.Assert;

/**
 * An application event that revokes credentials, for modules that don't depend on
 * {@link RealtimeOperations}. Publish it with an {@code ApplicationEventPublisher}; a
 * failure is logged. Immutable.
 *
 * @param clients the clients
 * @param until the time until which credentials are rejected
 * @since 0.1.0
 * @see RealtimeOperations#revoke
 */
public record ClientRevocationRequest(ClientSelector clients, Instant until) {

	/**
	 * Create a request.
	 * @param clients the clients
	 * @param until the time until which credentials are rejected
	 */
	public ClientRevocationRequest {
		Assert.notNull(clients, "'clients' must not be null");
		Assert.notNull(until, "'until' must not be null");
	}

}
