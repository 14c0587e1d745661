package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.transport.websocket.RequiredMethods;

/**
 * Tells whether shared frames may be written to the sockets of a Tomcat.
 */
public final class TomcatSupport {

	private static final String SOCKET = "org.apache.tomcat.util.net.SocketWrapperBase";

	private static final String HANDLER = "org.apache.tomcat.websocket.server.WsHttpUpgradeHandler";

	private static final RequiredMethods METHODS = RequiredMethods.none()
		.and(SOCKET, "hasAsyncIO")
		.and(SOCKET, "getSocket")
		.and(SOCKET, "getSocketBufferHandler")
		.and(SOCKET, "write", SOCKET + "$BlockingMode", "long", "java.util.concurrent.TimeUnit", "java.lang.Object",
				SOCKET + "$CompletionCheck", "java.nio.channels.CompletionHandler", "java.nio.ByteBuffer[]")
		.and(HANDLER, "setSocketWrapper", SOCKET)
		.and(SOCKET, "isClosed")
		.and("org.apache.tomcat.websocket.WsSession", "suspend")
		.and("org.apache.tomcat.websocket.WsSession", "resume")
		.and(HANDLER, "preInit", "jakarta.websocket.server.ServerEndpointConfig",
				"org.apache.tomcat.websocket.server.WsServerContainer",
				"org.apache.tomcat.websocket.server.WsHandshakeRequest", "java.util.List", "java.lang.String",
				"org.apache.tomcat.websocket.Transformation", "java.util.Map", "boolean")
		.and(HANDLER, "init", "jakarta.servlet.http.WebConnection")
		.and(HANDLER, "upgradeDispatch", "org.apache.tomcat.util.net.SocketEvent")
		.and(HANDLER, "destroy")
		.and("org.apache.tomcat.util.net.NioEndpoint$NioSocketWrapper", "hasAsyncIO")
		.and("org.apache.tomcat.util.net.NioChannel", "getIOChannel");

	private static final Pattern VERSION = Pattern.compile("11\\.0\\.(\\d{1,4})(?!\\d)");

	/** Patch numbers of Tomcat 11.0 between which the contract tests have been run. */
	private static final int FIRST_TESTED = 22;

	private static final int LAST_TESTED = 27;

	private TomcatSupport() {
	}

	/**
	 * The first method of Tomcat that the writer requires and this version lacks, or
	 * {@code null}. Does not link Tomcat's classes.
	 * @param classLoader the class loader of Tomcat
	 */
	public static @Nullable String findMissingMethod(@Nullable ClassLoader classLoader) {
		return METHODS.findMissing(classLoader);
	}

	/**
	 * The message about a version of Tomcat that the direct writer was not tested with,
	 * or {@code null} if it was.
	 * @param version the version's number, for example {@code 11.0.27.0}
	 */
	public static @Nullable String findUntestedVersion(String version) {
		Matcher matcher = VERSION.matcher(version);
		if (matcher.lookingAt()) {
			int patch = Integer.parseInt(matcher.group(1));
			if (patch >= FIRST_TESTED && patch <= LAST_TESTED) {
				return null;
			}
		}
		return "version " + version + " was not tested with direct writes, only 11.0." + FIRST_TESTED + " to 11.0."
				+ LAST_TESTED;
	}

	/**
	 * The reason why sessions of one of these connectors can't be written directly, or
	 * {@code null}. TLS is no obstacle, because the socket encrypts.
	 * @param connectors all connectors that sessions may come through
	 */
	public static @Nullable String findObstacle(Collection<Connector> connectors) {
		for (Connector connector : connectors) {
			ProtocolHandler protocol = connector.getProtocolHandler();
			if (!(protocol instanceof Http11NioProtocol)) {
				return "the connector's protocol is not HTTP/1.1 over NIO";
			}
			if ("false".equals(String.valueOf(connector.getProperty("useAsyncIO")))) {
				return "the connector's useAsyncIO is off";
			}
			if (!"0".equals(String.valueOf(connector.getProperty("socket.bufferPool")))) {
				return "the connector's socket.bufferPool is not 0";
			}
		}
		return null;
	}

}
