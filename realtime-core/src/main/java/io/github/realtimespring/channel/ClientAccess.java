package io.github.realtimespring.channel;

/**
 * Which clients may do something with the channels of a namespace.
 */
public enum ClientAccess {

	/** No client; only the application. */
	NONE,

	/** Clients with a verified identity. */
	AUTHENTICATED,

	/** Every connected client, anonymous ones too where they may connect. */
	ANY;

	/**
	 * Whether a client may.
	 * @param authenticated whether the client has a verified identity
	 */
	public boolean allows(boolean authenticated) {
		return this == ANY || (this == AUTHENTICATED && authenticated);
	}

}
