package io.github.realtimespring.internal.hub;

import io.github.realtimespring.RealtimeException;

/**
 * A session can't have another subscription.
 */
public class SubscriptionRefusedException extends RealtimeException {

	/**
	 * Why a subscription was refused.
	 */
	public enum Cause {

		/** The session has a subscription with this id. */
		DUPLICATE,

		/** The session has as many subscriptions as it may. */
		LIMIT,

		/** The session has as many patterns as it may. */
		SESSION_PATTERNS,

		/** The node has as many patterns as it may. */
		NODE_PATTERNS,

		/** The client's tenant has as many subscriptions on the node as it may. */
		TENANT,

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
