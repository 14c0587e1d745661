package io.github.realtimespring.compatibility.application;

import java.security.Principal;
import java.util.Map;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/**
 * An endpoint with an API key, users of its own and origins; and one for everybody.
 */
@Configuration(proxyBeanMethods = false)
@Import({ EchoController.class, AttributeController.class })
public class HandshakeApplication implements WebSocketMessageBrokerConfigurer {

	public static final Application APPLICATION = Application.stomp("handshake", HandshakeApplication.class);

	private final ObjectProvider<Recorder> recorder;

	HandshakeApplication(ObjectProvider<Recorder> recorder) {
		this.recorder = recorder;
	}

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/stomp", "/second")
			.setHandshakeHandler(new KeyUser())
			.addInterceptors(new KeyInterceptor(this.recorder.getObject()))
			.setAllowedOrigins("https://page.example");
		registry.addEndpoint("/open").setAllowedOriginPatterns("https://*.example");
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.setApplicationDestinationPrefixes("/app");
		registry.enableSimpleBroker("/topic", "/queue");
	}

	private static final class KeyUser extends DefaultHandshakeHandler {

		@Override
		protected Principal determineUser(ServerHttpRequest request, WebSocketHandler handler,
				Map<String, Object> attributes) {
			return new NamedPrincipal("user of " + attributes.get("key"));
		}

	}

	private record KeyInterceptor(Recorder recorder) implements HandshakeInterceptor {

		@Override
		public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
				Map<String, Object> attributes) {
			String key = request.getHeaders().getFirst("X-Key");
			this.recorder.call(null, "beforeHandshake", request.getURI().getPath(), key);
			if (key == null) {
				response.setStatusCode(HttpStatus.FORBIDDEN);
				return false;
			}
			if (key.equals("broken")) {
				throw new IllegalStateException("No keys today");
			}
			attributes.put("key", key);
			response.getHeaders().add("Sec-WebSocket-Note", "welcome");
			return true;
		}

		@Override
		public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
				Exception ex) {
			this.recorder.call(null, "afterHandshake", (ex != null) ? ex.getClass().getSimpleName() : "fine");
		}

	}

}
