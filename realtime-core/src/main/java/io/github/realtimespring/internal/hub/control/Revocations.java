package io.github.realtimespring.internal.hub.control;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.internal.hub.control.ControlCommand.Revoke;

/**
 * The revocations in force on this node. Thread-safe.
 */
public final class Revocations {

	/**
	 * The maximum number of revocations in force.
	 */
	public static final int MAX_SIZE = 100_000;

	private final Map<ClientSelector, Revoke> entries = new ConcurrentHashMap<>();

	private final Clock clock;

	public Revocations(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Return the time of this node.
	 */
	Instant now() {
		return this.clock.instant();
	}

	/**
	 * Add a revocation. A later one of the same clients extends an earlier one.
	 * @throws IllegalStateException if there are too many
	 */
	void add(Revoke revocation) {
		if (this.entries.size() >= MAX_SIZE) {
			removeExpired();
			if (this.entries.size() >= MAX_SIZE) {
				throw new IllegalStateException("More than " + MAX_SIZE + " revocations are in force");
			}
		}
		this.entries.merge(revocation.clients(), revocation,
				(a, b) -> new Revoke(a.clients(), later(a.at(), b.at()), later(a.until(), b.until())));
	}

	/**
	 * Return whether an identity is revoked: its token, or all tokens of its user or its
	 * tenant that were issued before the revocation.
	 */
	public boolean isRevoked(ClientIdentity identity) {
		if (this.entries.isEmpty()) {
			return false;
		}
		String tenant = (identity.tenant() != null) ? identity.tenant() : "";
		String tokenId = identity.tokenId();
		if (tokenId != null && (find(ClientSelector.Kind.TOKEN, tokenId, null) != null
				|| find(ClientSelector.Kind.TOKEN, tokenId, tenant) != null)) {
			return true;
		}
		boolean proven = identity.isAuthenticated() || tokenId != null || identity.issuedAt() != null;
		if (proven && isBefore(identity, find(ClientSelector.Kind.TENANT, tenant, tenant))) {
			return true;
		}
		return identity.isAuthenticated()
				&& (isBefore(identity, find(ClientSelector.Kind.USER, identity.destinationUser(), null))
						|| isBefore(identity, find(ClientSelector.Kind.USER, identity.destinationUser(), tenant)));
	}

	private static boolean isBefore(ClientIdentity identity, @Nullable Revoke revocation) {
		Instant issuedAt = identity.issuedAt();
		return revocation != null && (issuedAt == null || !issuedAt.isAfter(revocation.at()));
	}

	/**
	 * Return whether a session was revoked, which therefore can't be resumed.
	 * @param publicId the session's public id
	 */
	public boolean isSessionRevoked(String publicId) {
		return !this.entries.isEmpty() && find(ClientSelector.Kind.SESSION, publicId, null) != null;
	}

	/**
	 * Return whether a session of a tenant was revoked.
	 * @param session selects the session, with its tenant if clients have tenants
	 */
	public boolean isSessionRevoked(ClientSelector session) {
		return isSessionRevoked(session.value())
				|| (session.tenant() != null && find(session.kind(), session.value(), session.tenant()) != null);
	}

	/**
	 * Return the number of revocations in force, including expired ones that have not
	 * been removed yet.
	 */
	public int size() {
		return this.entries.size();
	}

	/**
	 * Remove expired revocations.
	 */
	public void removeExpired() {
		Instant now = this.clock.instant();
		this.entries.values().removeIf((entry) -> !entry.until().isAfter(now));
	}

	private @Nullable Revoke find(ClientSelector.Kind kind, String value, @Nullable String tenant) {
		if (value.isBlank() || value.length() > ClientSelector.MAX_LENGTH) {
			return null;
		}
		Revoke entry = this.entries.get(new ClientSelector(kind, value, tenant));
		return (entry != null && entry.until().isAfter(this.clock.instant())) ? entry : null;
	}

	private static Instant later(Instant a, Instant b) {
		return a.isAfter(b) ? a : b;
	}

}
