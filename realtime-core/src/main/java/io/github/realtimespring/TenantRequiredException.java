package io.github.realtimespring;

/**
 * Thrown where application code publishes, reads or selects clients without a tenant,
 * while the clients of the application have tenants. Name the tenant with
 * {@link RealtimeOperations#forTenant}, or call from code that handles a message of a
 * client.
 *
 * @since 0.1.0
 */
public class TenantRequiredException extends RealtimeException {

	/**
	 * Create the exception.
	 * @param message the message
	 */
	public TenantRequiredException(String message) {
		super(message);
	}

}
