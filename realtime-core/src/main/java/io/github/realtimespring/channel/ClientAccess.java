package io.github.realtimespring.channel;

/**
 * The clients that have access to the channels of a namespace.
 *
 * @since 0.1.0
 */
public enum ClientAccess {

	/** No client; only the application. */
	NONE,

	/** Clients with a verified identity. */
	AUTHENTICATED,

	/** Every connected client, anonymous ones too where they may connect. */
	ANY;

	/**
	 * Return whether a client has access.
	 * @param authenticated whether the client has a verified identity
	 * @return whether it has access
	 */
	public boolean allows(boolean authenticated) {
		return this == ANY || (this == AUTHENTICATED && authenticated);
	}

}
