package io.github.realtimespring.autoconfigure.websocket;

import java.util.List;
import java.util.Map;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;
import org.springframework.web.socket.sockjs.SockJsService;
import org.springframework.web.socket.sockjs.support.SockJsHttpRequestHandler;
import org.springframework.web.socket.sockjs.transport.TransportHandlingSockJsService;

import io.github.realtimespring.RealtimeWebSocket;
import io.github.realtimespring.autoconfigure.security.HandshakePaths;
import io.github.realtimespring.transport.websocket.HubHandshakeInterceptor;
import io.github.realtimespring.transport.websocket.OwnedSockJsRequestHandler;
import io.github.realtimespring.transport.websocket.RealtimeWebSocketHandlers;

/**
 * Brings the endpoints that an application registers itself to the hub: its annotated
 * WebSocket handlers become sessions of the hub, and handshakes of its STOMP endpoints
 * are authenticated and limited as ours are. Works on Spring's handler mappings after
 * they were created and before they register their handlers.
 */
class HubHandlerMappingPostProcessor implements InstantiationAwareBeanPostProcessor {

	private static final String PLAIN_MAPPING = "webSocketHandlerMapping";

	private static final String STOMP_MAPPING = "stompWebSocketHandlerMapping";

	private final ObjectProvider<RealtimeWebSocketHandlers> plainHandlers;

	private final ObjectProvider<HubHandshakeInterceptor> stompInterceptor;

	private final ObjectProvider<HandshakePaths> paths;

	private final boolean stomp;

	/**
	 * Create the post-processor.
	 * @param plainHandlers decorates annotated handlers
	 * @param stompInterceptor guards STOMP endpoints
	 * @param paths told where the hub authenticates handshakes
	 * @param stomp whether STOMP sessions are the hub's
	 */
	HubHandlerMappingPostProcessor(ObjectProvider<RealtimeWebSocketHandlers> plainHandlers,
			ObjectProvider<HubHandshakeInterceptor> stompInterceptor, ObjectProvider<HandshakePaths> paths,
			boolean stomp) {
		this.plainHandlers = plainHandlers;
		this.stompInterceptor = stompInterceptor;
		this.paths = paths;
		this.stomp = stomp;
	}

	@Override
	public boolean postProcessAfterInstantiation(Object bean, String beanName) {
		if (bean instanceof SimpleUrlHandlerMapping mapping) {
			if (PLAIN_MAPPING.equals(beanName)) {
				processPlain(castUrlMap(mapping));
			}
			else if (STOMP_MAPPING.equals(beanName) && this.stomp) {
				processStomp(castUrlMap(mapping));
			}
		}
		return true;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> castUrlMap(SimpleUrlHandlerMapping mapping) {
		return (Map<String, Object>) mapping.getUrlMap();
	}

	private void processPlain(Map<String, Object> urlMap) {
		urlMap.replaceAll((path, handler) -> {
			if (handler instanceof WebSocketHttpRequestHandler http) {
				if (isAnnotated(http.getWebSocketHandler())) {
					handler = decorate(http);
				}
				addPathIfGuarded(path, ((WebSocketHttpRequestHandler) handler).getHandshakeInterceptors());
			}
			else if (handler instanceof SockJsHttpRequestHandler sockJs && isAnnotated(sockJs.getWebSocketHandler())) {
				handler = decorate(sockJs);
				this.paths.ifAvailable((known) -> known.add(path));
			}
			return handler;
		});
	}

	private WebSocketHttpRequestHandler decorate(WebSocketHttpRequestHandler handler) {
		RealtimeWebSocketHandlers handlers = this.plainHandlers.getObject();
		WebSocketHttpRequestHandler decorated = new WebSocketHttpRequestHandler(
				handlers.decorate(handler.getWebSocketHandler()), handler.getHandshakeHandler());
		decorated.setHandshakeInterceptors(handler.getHandshakeInterceptors());
		guard(decorated.getHandshakeInterceptors(), handlers.interceptor());
		return decorated;
	}

	private SockJsHttpRequestHandler decorate(SockJsHttpRequestHandler handler) {
		RealtimeWebSocketHandlers handlers = this.plainHandlers.getObject();
		guard(handler.getSockJsService(), handlers.interceptor());
		return OwnedSockJsRequestHandler.of(new SockJsHttpRequestHandler(handler.getSockJsService(),
				handlers.decorate(handler.getWebSocketHandler())));
	}

	private void processStomp(Map<String, Object> urlMap) {
		HandshakeInterceptor interceptor = this.stompInterceptor.getObject();
		urlMap.replaceAll((path, handler) -> {
			if (handler instanceof WebSocketHttpRequestHandler http) {
				guard(http.getHandshakeInterceptors(), interceptor);
			}
			else if (handler instanceof SockJsHttpRequestHandler sockJs) {
				guard(sockJs.getSockJsService(), interceptor);
				handler = OwnedSockJsRequestHandler.of(sockJs);
			}
			this.paths.ifAvailable((known) -> known.add(path));
			return handler;
		});
	}

	private static void guard(SockJsService service, HandshakeInterceptor interceptor) {
		if (service instanceof TransportHandlingSockJsService transports) {
			guard(transports.getHandshakeInterceptors(), interceptor);
		}
	}

	private static void guard(List<HandshakeInterceptor> interceptors, HandshakeInterceptor interceptor) {
		if (!isGuarded(interceptors)) {
			interceptors.add(0, interceptor);
		}
	}

	private void addPathIfGuarded(String path, List<HandshakeInterceptor> interceptors) {
		if (isGuarded(interceptors)) {
			this.paths.ifAvailable((known) -> known.add(path));
		}
	}

	private static boolean isGuarded(List<HandshakeInterceptor> interceptors) {
		return interceptors.stream().anyMatch(HubHandshakeInterceptor.class::isInstance);
	}

	private static boolean isAnnotated(WebSocketHandler handler) {
		Class<?> type = AopUtils.getTargetClass(WebSocketHandlerDecorator.unwrap(handler));
		return AnnotatedElementUtils.hasAnnotation(type, RealtimeWebSocket.class);
	}

}
