package io.github.realtimespring.hub;

/**
 * A session can't have another subscription.
 */
public class SubscriptionRefusedException extends RuntimeException {

	/**
	 * Why a subscription was refused.
	 */
	public enum Cause {

		/** The session has a subscription with this id. */
		DUPLICATE,

		/**
		 * The session, or for a pattern the node, has as many subscriptions as it may.
		 */
		LIMIT,

		/** The session has ended. */
		CLOSED

	}

	private final Cause reason;

	public SubscriptionRefusedException(Cause reason) {
		super("Subscription refused: " + reason);
		this.reason = reason;
	}

	/**
	 * Why it was refused.
	 */
	public Cause reason() {
		return this.reason;
	}

}
