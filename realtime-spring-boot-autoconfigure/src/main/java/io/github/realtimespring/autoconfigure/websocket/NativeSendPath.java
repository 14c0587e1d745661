package io.github.realtimespring.autoconfigure.websocket;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.WebServer;

/**
 * The way to the sockets of one kind of web server below its public API.
 */
interface NativeSendPath {

	/**
	 * The server's name as logs show it.
	 */
	String serverName();

	/**
	 * Whether the server is of this kind.
	 */
	boolean belongsTo(WebServer server);

	/**
	 * Use this way from now on, if the running server allows it.
	 * @param insist whether to use it on a version of the server that was not tested, too
	 * @return why it doesn't, or {@code null} if it does
	 */
	@Nullable String open(WebServer server, boolean insist);

}
