package io.github.realtimespring.internal.aot;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Hints for resources that are read, and for fields and methods of Tomcat and Jetty that
 * are used by reflection.
 */
public final class RealtimeRuntimeHints implements RuntimeHintsRegistrar {

	private static final String PACKAGE = "io/github/realtimespring/internal/";

	/** Types whose private fields the containers' transports read or write. */
	private static final List<String> FIELDS = List.of("org.apache.tomcat.util.net.NioChannel",
			"org.apache.tomcat.util.net.SocketBufferHandler", "org.apache.tomcat.util.net.SocketWrapperBase",
			"org.apache.tomcat.websocket.WsFrameBase", "org.apache.tomcat.websocket.WsRemoteEndpointImplBase",
			"org.apache.tomcat.websocket.WsSession", "org.eclipse.jetty.websocket.common.WebSocketSession");

	/** Types whose public methods are looked for before they are used. */
	private static final List<String> METHODS = List.of("org.apache.tomcat.util.net.NioChannel",
			"org.apache.tomcat.util.net.NioEndpoint$NioSocketWrapper", "org.apache.tomcat.util.net.SocketWrapperBase",
			"org.apache.tomcat.websocket.WsSession", "org.apache.tomcat.websocket.server.WsHttpUpgradeHandler",
			"org.eclipse.jetty.websocket.core.CoreSession", "org.eclipse.jetty.websocket.core.Frame",
			"org.eclipse.jetty.websocket.common.WebSocketSession",
			"org.eclipse.jetty.ee11.websocket.jakarta.common.JakartaWebSocketSession");

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources()
			.registerPattern(PACKAGE + "relay/redis/*.lua")
			.registerPattern(PACKAGE + "protocol/centrifuge/version.properties");
		FIELDS.forEach((name) -> hints.reflection()
			.registerTypeIfPresent(classLoader, name, MemberCategory.ACCESS_DECLARED_FIELDS));
		METHODS.forEach((name) -> hints.reflection()
			.registerTypeIfPresent(classLoader, name, MemberCategory.INVOKE_PUBLIC_METHODS));
	}

}
