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
	 * Return whether an identity is revoked: its token, or all tokens of its user that
	 * were issued before the revocation.
	 */
	public boolean isRevoked(ClientIdentity identity) {
		if (this.entries.isEmpty()) {
			return false;
		}
		if (identity.tokenId() != null && find(ClientSelector.Kind.TOKEN, identity.tokenId()) != null) {
			return true;
		}
		if (!identity.isAuthenticated()) {
			return false;
		}
		Revoke user = find(ClientSelector.Kind.USER, identity.destinationUser());
		Instant issuedAt = identity.issuedAt();
		return user != null && (issuedAt == null || !issuedAt.isAfter(user.at()));
	}

	/**
	 * Return whether a session was revoked, which therefore can't be resumed.
	 * @param publicId the session's public id
	 */
	public boolean isSessionRevoked(String publicId) {
		return !this.entries.isEmpty() && find(ClientSelector.Kind.SESSION, publicId) != null;
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

	private @Nullable Revoke find(ClientSelector.Kind kind, String value) {
		if (value.isBlank() || value.length() > ClientSelector.MAX_LENGTH) {
			return null;
		}
		Revoke entry = this.entries.get(new ClientSelector(kind, value));
		return (entry != null && entry.until().isAfter(this.clock.instant())) ? entry : null;
	}

	private static Instant later(Instant a, Instant b) {
		return a.isAfter(b) ? a : b;
	}

}
