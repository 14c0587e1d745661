package io.github.realtimespring;

import org.springframework.util.Assert;

/**
 * Selects clients on all nodes, for {@link RealtimeOperations#disconnect},
 * {@link RealtimeOperations#revoke} and {@link RealtimeOperations#unsubscribe}.
 * Immutable.
 *
 * @param kind the kind of the value
 * @param value the value that a client must have, at most {@value #MAX_LENGTH} characters
 * @since 0.1.0
 */
public record ClientSelector(Kind kind, String value) {

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
		TOKEN

	}

	/**
	 * Create a selector.
	 * @param kind the kind of the value
	 * @param value the value
	 */
	public ClientSelector {
		Assert.notNull(kind, "'kind' must not be null");
		Assert.hasText(value, "'value' must not be empty");
		Assert.isTrue(value.length() <= MAX_LENGTH, "'value' must not be longer than " + MAX_LENGTH + " characters");
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
	 * Return whether a session is selected.
	 * @param session the session
	 * @return whether it has the value
	 */
	public boolean matches(ClientSession session) {
		return switch (this.kind) {
			case USER -> this.value.equals(session.identity().destinationUser());
			case SESSION -> this.value.equals(session.publicId());
			case TOKEN -> this.value.equals(session.identity().tokenId());
		};
	}

}
