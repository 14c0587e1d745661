package io.github.realtimespring.autoconfigure.redis;

/**
 * The application asks for the relay through Redis and lacks what that needs.
 */
public class RealtimeRedisUnavailableException extends RuntimeException {

	private final String action;

	/**
	 * Create the exception.
	 * @param message what is missing
	 * @param action what the application's author can do about it
	 */
	public RealtimeRedisUnavailableException(String message, String action) {
		super(message);
		this.action = action;
	}

	/**
	 * What the application's author can do about it.
	 */
	public String action() {
		return this.action;
	}

}
