package io.github.realtimespring.autoconfigure.websocket;

/**
 * A WebSocket endpoint of this application that is served on the hub.
 *
 * @param path its path or path pattern within the application
 * @param protocol its protocol, in words
 * @param owner who registered it and decides who may connect
 */
record ServedEndpoint(String path, String protocol, Owner owner) {

	/**
	 * Who registered an endpoint and decides who may connect.
	 */
	enum Owner {

		/** Registered by the auto-configuration. */
		REALTIME,

		/** Registered by the application, which leaves authentication to us. */
		APPLICATION,

		/** Registered by the application, which authenticates clients itself. */
		APPLICATION_AUTHENTICATES

	}

}
