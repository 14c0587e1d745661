package io.github.realtimespring.internal.lifecycle;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.internal.audit.AuditTrail;
import io.github.realtimespring.internal.fleet.ReconnectBudget;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.tenant.Tenants;
import io.github.realtimespring.observability.RefusalReason;

/**
 * Whether this node takes another session. Thread-safe.
 */
public final class Admission {

	private final Hub hub;

	private final ReconnectBudget budget;

	private final int maxSessions;

	private volatile boolean draining;

	/**
	 * Create the admission.
	 * @param hub the hub that holds the sessions
	 * @param budget the handshakes that all nodes together may accept
	 * @param maxSessions maximum number of sessions of this node
	 */
	public Admission(Hub hub, ReconnectBudget budget, int maxSessions) {
		Assert.notNull(hub, "'hub' must not be null");
		Assert.notNull(budget, "'budget' must not be null");
		Assert.isTrue(maxSessions > 0, "'maxSessions' must be positive");
		this.hub = hub;
		this.budget = budget;
		this.maxSessions = maxSessions;
	}

	/**
	 * Why a new session must be refused, or {@code null} if it is welcome.
	 */
	public @Nullable Refusal refusal() {
		if (this.draining) {
			return Refusal.DRAINING;
		}
		return (this.hub.sessions().size() >= this.maxSessions) ? Refusal.LIMIT : null;
	}

	/**
	 * Why a handshake must be refused, or {@code null} if it is welcome. Unlike
	 * {@link #refusal()} to be asked once for each handshake.
	 */
	public @Nullable Refusal refusalOfHandshake() {
		Refusal refusal = refusal();
		if (refusal == null && this.budget.isExhausted()) {
			return Refusal.BUDGET;
		}
		return refusal;
	}

	/**
	 * Take a permit for a handshake. To be used or given back.
	 * @param authenticated whether the client has authenticated
	 * @return {@code null} if the handshake must be refused for {@link Refusal#BUDGET}
	 */
	public ReconnectBudget.@Nullable Permit takeHandshake(boolean authenticated) {
		return this.budget.takeHandshake(authenticated);
	}

	/**
	 * Why a new session must be refused whose client has yet to prove in a first message
	 * who it is, or {@code null} if it is welcome. To be asked after {@link #refusal()}.
	 * @param address the client's address, {@code null} if unknown
	 */
	public @Nullable Refusal refusalOfUnauthenticated(@Nullable String address) {
		if (this.hub.unauthenticated().isFull()) {
			return Refusal.UNAUTHENTICATED;
		}
		return this.hub.unauthenticated().isFull(address) ? Refusal.ADDRESS : null;
	}

	/**
	 * The tenants of clients.
	 */
	public Tenants tenants() {
		return this.hub.options().tenants();
	}

	/**
	 * Records who was refused.
	 */
	public AuditTrail audit() {
		return this.hub.events().audit();
	}

	/**
	 * Refuse new sessions from now on, or take them again.
	 */
	void setDraining(boolean draining) {
		this.draining = draining;
	}

	/**
	 * Whether the node is draining.
	 */
	public boolean isDraining() {
		return this.draining;
	}

	/**
	 * The most sessions that this node serves at a time.
	 */
	public int maxSessions() {
		return this.maxSessions;
	}

	/**
	 * Why a session is refused.
	 */
	public enum Refusal {

		/** The node is going to stop. */
		DRAINING(RefusalReason.DRAINING, "The server is shutting down"),

		/** The node has as many sessions as it may. */
		LIMIT(RefusalReason.LIMIT, "The server has no room for another connection"),

		/** All nodes together have accepted as many handshakes as they may at a time. */
		BUDGET(RefusalReason.RECONNECT_BUDGET, "Too many clients are connecting at the moment"),

		/** The node has as many clients as it may that haven't proved who they are. */
		UNAUTHENTICATED(RefusalReason.UNAUTHENTICATED_LIMIT,
				"The server has no room for another unauthenticated connection"),

		/** As before, but of the client's address. */
		ADDRESS(RefusalReason.ADDRESS_LIMIT, "Too many unauthenticated connections from this address");

		private final RefusalReason reason;

		private final String description;

		Refusal(RefusalReason reason, String description) {
			this.reason = reason;
			this.description = description;
		}

		/**
		 * The reason in meters.
		 */
		public RefusalReason reason() {
			return this.reason;
		}

		/**
		 * A sentence for the client.
		 */
		public String description() {
			return this.description;
		}

	}

}
