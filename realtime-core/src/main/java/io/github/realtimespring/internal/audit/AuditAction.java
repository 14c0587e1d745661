package io.github.realtimespring.internal.audit;

import java.util.Locale;

/**
 * What the audit trail records.
 */
public enum AuditAction {

	/** A client is connected. */
	CONNECTED(false),

	/** A client was refused, by the handshake or when it connected. */
	REFUSED(true),

	/** The application or an operator asked to revoke credentials, on all nodes. */
	REVOKE_REQUESTED(true),

	/** The application or an operator asked to close sessions, on all nodes. */
	DISCONNECT_REQUESTED(true),

	/** The application or an operator asked to end subscriptions, on all nodes. */
	UNSUBSCRIBE_REQUESTED(true),

	/** The application or an operator asked to make subscriptions, on all nodes. */
	SUBSCRIBE_REQUESTED(true),

	/** The application or an operator asked to check rights again, on all nodes. */
	REFRESH_REQUESTED(true),

	/** A session of this node was closed because its credentials were revoked. */
	REVOKED(true),

	/** A session of this node was closed on request. */
	DISCONNECTED(true),

	/** Subscriptions of a session of this node were ended on request. */
	UNSUBSCRIBED(true),

	/** A session of this node was asked for a subscription on request. */
	SUBSCRIBED(true),

	/** The rights of a session of this node are checked again on request. */
	REFRESHED(true);

	private final boolean important;

	AuditAction(boolean important) {
		this.important = important;
	}

	/**
	 * Whether the log has it at level INFO, and not DEBUG.
	 */
	boolean isImportant() {
		return this.important;
	}

	/**
	 * The action's name in the log.
	 */
	String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
