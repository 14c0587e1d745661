package io.github.realtimespring.autoconfigure.websocket;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.handler.BeanCreatingHandlerProvider;
import org.springframework.web.socket.handler.PerConnectionWebSocketHandler;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;
import org.springframework.web.socket.sockjs.SockJsService;
import org.springframework.web.socket.sockjs.support.SockJsHttpRequestHandler;
import org.springframework.web.socket.sockjs.transport.TransportHandlingSockJsService;

import io.github.realtimespring.RealtimeWebSocket;
import io.github.realtimespring.autoconfigure.properties.InvalidRealtimePropertyException;
import io.github.realtimespring.autoconfigure.security.HandshakePaths;
import io.github.realtimespring.autoconfigure.websocket.ServedEndpoint.Owner;
import io.github.realtimespring.internal.protocol.stomp.BrokerOwnership;
import io.github.realtimespring.internal.protocol.stomp.spring.ApplicationEndpoint;
import io.github.realtimespring.internal.transport.websocket.HubHandshakeInterceptor;
import io.github.realtimespring.internal.transport.websocket.HubWebSocketHandlers;
import io.github.realtimespring.internal.transport.websocket.sockjs.OwnedSockJsRequestHandler;

/**
 * Decides which WebSocket endpoints are served. Our own are not served beside those of an
 * application with a WebSocket configuration of its own, unless a property asks for them.
 * The application's STOMP endpoints and annotated handlers become the hub's.
 */
final class EndpointSelector {

	private final EndpointOptions options;

	private final Interceptors interceptors;

	private final HubWebSocketHandlers plainHandlers;

	private final HandshakePaths paths;

	private final ServedEndpoints served;

	private final ContainerEndpoints container;

	private final boolean brokerInXml;

	/**
	 * Create the selector.
	 * @param options whether our endpoints are asked for, and where they are
	 * @param interceptors the interceptors of handshakes
	 * @param plainHandlers decorates annotated handlers
	 * @param paths told where the hub authenticates handshakes
	 * @param served told which endpoints are served
	 * @param container the application's endpoints in the container
	 * @param brokerInXml whether the application enabled a message broker in XML
	 */
	EndpointSelector(EndpointOptions options, Interceptors interceptors, HubWebSocketHandlers plainHandlers,
			HandshakePaths paths, ServedEndpoints served, ContainerEndpoints container, boolean brokerInXml) {
		this.options = options;
		this.interceptors = interceptors;
		this.plainHandlers = plainHandlers;
		this.paths = paths;
		this.served = served;
		this.container = container;
		this.brokerInXml = brokerInXml;
	}

	/**
	 * Decide about all endpoints.
	 * @param plain the handlers of Spring's mapping for WebSocket handlers by path, to be
	 * changed
	 * @param stomp the handlers of Spring's mapping for STOMP endpoints by path, to be
	 * changed
	 * @param broker who configured the message broker, {@code null} if STOMP is left to
	 * Spring
	 */
	void select(Map<String, Object> plain, Map<String, Object> stomp, @Nullable BrokerOwnership broker) {
		if (!stomp.entrySet().stream().allMatch(this::isOurs) && broker != null) {
			broker.markConfiguredByApplication();
		}
		if ((broker != null && broker.isConfiguredByApplication()) || !stomp.entrySet().stream().allMatch(this::isOurs)
				|| !plain.entrySet().stream().allMatch(this::isOurs) || !this.container.isEmpty() || this.brokerInXml) {
			this.served.markConfiguredByApplication();
			removeOurs(stomp, this.options.stomp().enabled());
			removeOurs(plain, this.options.centrifuge().enabled());
		}
		boolean stompOnHub = broker != null && broker.isOnHub();
		if (!stompOnHub && (this.brokerInXml || !stomp.isEmpty())) {
			requireHub(!this.options.strict(), "realtime.security.mode", "must not be 'strict'");
			requireHub(!this.options.tenants().isEnabled(), "realtime.tenants", "must not be set");
		}
		Set<String> taken = applicationPaths(plain, stomp);
		requireFree(this.options.centrifuge().enabled(), this.options.centrifuge().path(), taken,
				"realtime.centrifuge.path");
		if (stompOnHub) {
			requireFree(this.options.stomp().enabled(), this.options.stomp().path(), taken, "realtime.stomp.path");
		}
		plain.entrySet().forEach(this::processPlain);
		if (stompOnHub) {
			stomp.entrySet().forEach(this::processStomp);
		}
	}

	private static void requireHub(boolean condition, String property, String requirement) {
		if (!condition) {
			throw new InvalidRealtimePropertyException(property,
					requirement + " where Spring serves STOMP itself: with a broker relay, with a broker in XML, or "
							+ "with realtime.stomp.enabled=false");
		}
	}

	private void removeOurs(Map<String, Object> endpoints, @Nullable Boolean enabled) {
		if (!Boolean.TRUE.equals(enabled)) {
			endpoints.entrySet().removeIf(this::isOurs);
		}
	}

	/**
	 * Spring lets an endpoint of the application replace or hide one of ours with the
	 * same path in silence; the container serves its own before Spring is asked.
	 */
	private void requireFree(@Nullable Boolean enabled, String path, Set<String> taken, String property) {
		if (Boolean.TRUE.equals(enabled) && (taken.contains(withSlash(path)) || this.container.take(path))) {
			throw new InvalidRealtimePropertyException(property, "is also the path of an endpoint of the application");
		}
	}

	private Set<String> applicationPaths(Map<String, Object> plain, Map<String, Object> stomp) {
		return Stream.of(plain, stomp)
			.flatMap((mapping) -> mapping.entrySet().stream())
			.filter((endpoint) -> !isOurs(endpoint))
			.map((endpoint) -> withSlash(path(endpoint.getKey())))
			.collect(Collectors.toSet());
	}

	private static String withSlash(String path) {
		return path.startsWith("/") ? path : "/" + path;
	}

	/**
	 * The path that an endpoint was registered with; over SockJS it has others below.
	 */
	private static String path(String mapped) {
		return mapped.endsWith("/**") ? mapped.substring(0, mapped.length() - 3) : mapped;
	}

	private boolean isOurs(Map.Entry<String, Object> endpoint) {
		return interceptors(endpoint.getValue()).contains(this.interceptors.ours());
	}

	private void processPlain(Map.Entry<String, Object> endpoint) {
		if (isOurs(endpoint)) {
			serve(endpoint, "Centrifuge", Owner.REALTIME);
			return;
		}
		if (endpoint.getValue() instanceof WebSocketHttpRequestHandler http
				&& isAnnotated(http.getWebSocketHandler())) {
			endpoint.setValue(decorate(http));
		}
		else if (endpoint.getValue() instanceof SockJsHttpRequestHandler sockJs
				&& isAnnotated(sockJs.getWebSocketHandler())) {
			endpoint.setValue(decorate(sockJs));
		}
		else if (endpoint.getValue() instanceof SockJsHttpRequestHandler sockJs && isGuarded(sockJs)) {
			endpoint.setValue(OwnedSockJsRequestHandler.of(sockJs, this.options.sockJs(), this.options.tenants()));
		}
		if (isGuarded(endpoint.getValue())) {
			serve(endpoint, "WebSocket handler", Owner.APPLICATION);
		}
	}

	private void processStomp(Map.Entry<String, Object> endpoint) {
		String protocol = "STOMP";
		if (endpoint.getValue() instanceof SockJsHttpRequestHandler sockJs) {
			protocol = "STOMP over SockJS";
			endpoint.setValue(isOurs(endpoint)
					? OwnedSockJsRequestHandler.of(sockJs, this.options.sockJs(), this.options.tenants())
					: OwnedSockJsRequestHandler.ofApplication(sockJs, this.options.sockJs()));
		}
		if (isOurs(endpoint)) {
			serve(endpoint, protocol, Owner.REALTIME);
		}
		else if (this.options.anonymousDenied()) {
			guard(endpoint.getValue(), this.interceptors.ours());
			serve(endpoint, protocol, Owner.APPLICATION);
		}
		else {
			guard(endpoint.getValue(), new ApplicationEndpoint());
			guard(endpoint.getValue(), this.interceptors.applications());
			serve(endpoint, protocol, Owner.APPLICATION_AUTHENTICATES);
		}
	}

	private void serve(Map.Entry<String, Object> endpoint, String protocol, Owner owner) {
		this.served.add(new ServedEndpoint(endpoint.getKey(), protocol, owner));
		if (owner == Owner.APPLICATION_AUTHENTICATES || this.container.take(path(endpoint.getKey()))) {
			return;
		}
		if (endpoint.getValue() instanceof SockJsHttpRequestHandler) {
			this.paths.addSockJs(path(endpoint.getKey()), endpoint.getValue());
		}
		else {
			this.paths.add(endpoint.getKey(), endpoint.getValue());
		}
	}

	private WebSocketHttpRequestHandler decorate(WebSocketHttpRequestHandler handler) {
		WebSocketHttpRequestHandler decorated = new WebSocketHttpRequestHandler(
				this.plainHandlers.decorate(handler.getWebSocketHandler()), handler.getHandshakeHandler());
		decorated.setHandshakeInterceptors(handler.getHandshakeInterceptors());
		guardUnlessGuarded(decorated);
		return decorated;
	}

	private SockJsHttpRequestHandler decorate(SockJsHttpRequestHandler handler) {
		guardUnlessGuarded(handler);
		return OwnedSockJsRequestHandler.of(
				new SockJsHttpRequestHandler(handler.getSockJsService(),
						this.plainHandlers.decorate(handler.getWebSocketHandler())),
				this.options.sockJs(), this.options.tenants());
	}

	private void guardUnlessGuarded(Object handler) {
		if (!isGuarded(handler)) {
			guard(handler, this.plainHandlers.interceptor());
		}
	}

	private static boolean isGuarded(Object handler) {
		return interceptors(handler).stream().anyMatch(HubHandshakeInterceptor.class::isInstance);
	}

	private static void guard(Object handler, HandshakeInterceptor interceptor) {
		if (handler instanceof WebSocketHttpRequestHandler http) {
			http.getHandshakeInterceptors().add(0, interceptor);
		}
		else if (handler instanceof SockJsHttpRequestHandler sockJs
				&& sockJs.getSockJsService() instanceof TransportHandlingSockJsService transports) {
			transports.getHandshakeInterceptors().add(0, interceptor);
		}
	}

	private static List<HandshakeInterceptor> interceptors(Object handler) {
		if (handler instanceof WebSocketHttpRequestHandler http) {
			return http.getHandshakeInterceptors();
		}
		SockJsService service = (handler instanceof SockJsHttpRequestHandler sockJs) ? sockJs.getSockJsService() : null;
		return (service instanceof TransportHandlingSockJsService transports) ? transports.getHandshakeInterceptors()
				: List.of();
	}

	private static boolean isAnnotated(WebSocketHandler handler) {
		return AnnotatedElementUtils.hasAnnotation(type(WebSocketHandlerDecorator.unwrap(handler)),
				RealtimeWebSocket.class);
	}

	/**
	 * The class of a handler. One that Spring makes for each connection is known by its
	 * type only.
	 */
	private static Class<?> type(WebSocketHandler handler) {
		if (handler instanceof PerConnectionWebSocketHandler && new DirectFieldAccessor(handler)
			.getPropertyValue("provider") instanceof BeanCreatingHandlerProvider<?> provider) {
			return provider.getHandlerType();
		}
		return AopUtils.getTargetClass(handler);
	}

	/**
	 * The interceptors of handshakes.
	 *
	 * @param ours the interceptor of our endpoints, by which they are told from others
	 * @param applications the interceptor of the application's STOMP endpoints
	 */
	record Interceptors(HubHandshakeInterceptor ours, HubHandshakeInterceptor applications) {

	}

}
