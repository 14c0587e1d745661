package io.github.realtimespring.internal.resume;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ClientSelector;

/**
 * The client of a session that can be resumed.
 *
 * @param protocol the name of the session's protocol: subscriptions are stored in the
 * terms of the protocol, so only a session of the same protocol can resume them
 * @param session the session's name, assigned by the node because clients can choose ids
 * @param user the verified name of the session's user, empty if it is anonymous
 * @param limitKey the key of the share of memory that its ended sessions may take
 * @param tenant the session's tenant, {@code null} if clients have none. The name of the
 * user then contains it
 */
public record ResumableClient(String protocol, String session, String user, String limitKey, @Nullable String tenant) {

	/**
	 * A client without a tenant.
	 */
	public ResumableClient(String protocol, String session, String user, String limitKey) {
		this(protocol, session, user, limitKey, null);
	}

	/**
	 * Selects a session of the client's tenant.
	 */
	ClientSelector selector(String session) {
		ClientSelector selector = ClientSelector.session(session);
		return (this.tenant != null) ? selector.inTenant(this.tenant) : selector;
	}

}
