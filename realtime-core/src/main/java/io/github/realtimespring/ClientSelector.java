package io.github.realtimespring;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Selects clients on all nodes, for {@link RealtimeOperations#disconnect},
 * {@link RealtimeOperations#revoke} and {@link RealtimeOperations#unsubscribe}.
 * Immutable.
 *
 * @param kind the kind of the value
 * @param value the value that a client must have, at most {@value #MAX_LENGTH} characters
 * @param tenant the tenant that a client must have, empty for clients without one;
 * {@code null} to leave it to {@link RealtimeOperations}
 * @since 0.1.0
 */
public record ClientSelector(Kind kind, String value, @Nullable String tenant) {

	/**
	 * The maximum length of a value, in characters.
	 */
	public static final int MAX_LENGTH = 1024;

	/**
	 * The kind of a selector's value.
	 */
	public enum Kind {

		/** The name by which messages are addressed to a user. */
		USER,

		/** The public id of a session. */
		SESSION,

		/** The unique id of a token. */
		TOKEN,

		/** The name of a tenant. */
		TENANT

	}

	/**
	 * Create a selector.
	 * @param kind the kind of the value
	 * @param value the value
	 * @param tenant the tenant that a client must have, empty for clients without one,
	 * {@code null} to leave it to {@link RealtimeOperations}
	 */
	public ClientSelector {
		Assert.notNull(kind, "'kind' must not be null");
		Assert.hasText(value, "'value' must not be empty");
		Assert.isTrue(value.length() <= MAX_LENGTH, "'value' must not be longer than " + MAX_LENGTH + " characters");
		Assert.isTrue(tenant == null || tenant.isEmpty() || ClientIdentity.isTenant(tenant),
				"'tenant' must be the name of a tenant");
		Assert.isTrue(kind != Kind.TENANT || tenant == null || tenant.equals(value),
				"'tenant' must be the selected one");
	}

	/**
	 * Create a selector that leaves the tenant to {@link RealtimeOperations}.
	 * @param kind the kind of the value
	 * @param value the value
	 */
	public ClientSelector(Kind kind, String value) {
		this(kind, value, null);
	}

	/**
	 * Select all sessions of a user.
	 * @param user the name of the user's principal, or the destination user name where
	 * the principal provides one
	 * @return the selector
	 */
	public static ClientSelector user(String user) {
		return new ClientSelector(Kind.USER, user);
	}

	/**
	 * Select one session.
	 * @param publicId the session's {@linkplain ClientSession#publicId() public id}
	 * @return the selector
	 */
	public static ClientSelector session(String publicId) {
		return new ClientSelector(Kind.SESSION, publicId);
	}

	/**
	 * Select all sessions that were authenticated by a token.
	 * @param tokenId the token's {@linkplain ClientIdentity#tokenId() unique id}
	 * @return the selector
	 */
	public static ClientSelector token(String tokenId) {
		return new ClientSelector(Kind.TOKEN, tokenId);
	}

	/**
	 * Select all sessions of a tenant.
	 * @param tenant the {@linkplain ClientIdentity#tenant() tenant}
	 * @return the selector
	 */
	public static ClientSelector tenant(String tenant) {
		Assert.isTrue(ClientIdentity.isTenant(tenant), "'tenant' must be the name of a tenant");
		return new ClientSelector(Kind.TENANT, tenant, tenant);
	}

	/**
	 * Select the same clients of one tenant only: users of different tenants may have the
	 * same name.
	 * @param tenant the tenant, empty for clients without one
	 * @return the selector
	 */
	public ClientSelector inTenant(String tenant) {
		Assert.notNull(tenant, "'tenant' must not be null");
		return new ClientSelector(this.kind, this.value, tenant);
	}

	/**
	 * Return whether a session is selected.
	 * @param session the session
	 * @return whether it has the value
	 */
	public boolean matches(ClientSession session) {
		String own = session.tenant();
		if (this.tenant != null && !this.tenant.equals((own != null) ? own : "")) {
			return false;
		}
		return switch (this.kind) {
			case USER -> this.value.equals(session.identity().destinationUser());
			case SESSION -> this.value.equals(session.publicId());
			case TOKEN -> this.value.equals(session.identity().tokenId());
			case TENANT -> this.value.equals(own);
		};
	}

}
