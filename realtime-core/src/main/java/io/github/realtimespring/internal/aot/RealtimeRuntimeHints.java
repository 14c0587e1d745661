package io.github.realtimespring.internal.aot;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.util.ClassUtils;

/**
 * Hints for resources that are read, and for fields and methods of Spring, Tomcat and
 * Jetty that are used by reflection.
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

	/** The type whose protected method {@code BrokerProbe} calls. */
	private static final String BROKER_CONFIGURATION = "org.springframework.messaging.simp.config.AbstractMessageBrokerConfiguration";

	private static final String BROKER_REGISTRY = "org.springframework.messaging.simp.config.MessageBrokerRegistry";

	/** The interface of Jetty for which {@code JettyReader} makes a proxy. */
	private static final String JETTY_SESSION = "org.eclipse.jetty.websocket.core.CoreSession";

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources()
			.registerPattern(PACKAGE + "relay/redis/*.lua")
			.registerPattern(PACKAGE + "protocol/centrifuge/version.properties");
		FIELDS.forEach((name) -> hints.reflection()
			.registerTypeIfPresent(classLoader, name, MemberCategory.ACCESS_DECLARED_FIELDS));
		METHODS.forEach((name) -> hints.reflection()
			.registerTypeIfPresent(classLoader, name, MemberCategory.INVOKE_PUBLIC_METHODS));
		hints.reflection()
			.registerTypeIfPresent(classLoader, BROKER_CONFIGURATION,
					(type) -> type.withMethod("configureMessageBroker", List.of(TypeReference.of(BROKER_REGISTRY)),
							ExecutableMode.INVOKE));
		if (ClassUtils.isPresent(JETTY_SESSION, classLoader)) {
			hints.proxies().registerJdkProxy(TypeReference.of(JETTY_SESSION));
		}
	}

}
