package io.github.realtimespring.internal.transport.websocket.jetty;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.transport.websocket.RequiredMethods;

/**
 * Tells whether shared frames may be sent through the core sessions of the Jetty on the
 * class path.
 */
public final class JettySupport {

	private static final String SESSION = "org.eclipse.jetty.websocket.core.CoreSession";

	private static final String FRAME = "org.eclipse.jetty.websocket.core.Frame";

	private static final String CALLBACK = "org.eclipse.jetty.util.Callback";

	private static final RequiredMethods METHODS = RequiredMethods.none()
		.and(SESSION, "sendFrame", FRAME, CALLBACK, "boolean")
		.and(SESSION, "close", "int", "java.lang.String", CALLBACK)
		.and(SESSION, "isClosed")
		.and(SESSION, "abort")
		.and(SESSION, "getMaxOutgoingFrames")
		.and(FRAME, "setPayload", "java.nio.ByteBuffer");

	private static final RequiredMethods OWN_API = RequiredMethods.none()
		.and("org.eclipse.jetty.websocket.common.WebSocketSession", "getCoreSession");

	private static final RequiredMethods JAKARTA = RequiredMethods.none()
		.and("org.eclipse.jetty.ee11.websocket.jakarta.common.JakartaWebSocketSession", "getCoreSession");

	private JettySupport() {
	}

	/**
	 * The first method of Jetty that the writer requires and this version lacks, or
	 * {@code null}. Does not link Jetty's classes.
	 * @param classLoader the class loader of Jetty
	 */
	public static @Nullable String findMissingMethod(@Nullable ClassLoader classLoader) {
		String missing = METHODS.findMissing(classLoader);
		if (missing == null && !hasOwnApi(classLoader) && !hasJakarta(classLoader)) {
			return OWN_API.findMissing(classLoader);
		}
		return missing;
	}

	/**
	 * Whether sessions of Jetty's own API show their core.
	 */
	static boolean hasOwnApi(@Nullable ClassLoader classLoader) {
		return OWN_API.findMissing(classLoader) == null;
	}

	/**
	 * Whether sessions of Jakarta WebSocket on Jetty show their core.
	 */
	static boolean hasJakarta(@Nullable ClassLoader classLoader) {
		return JAKARTA.findMissing(classLoader) == null;
	}

}
