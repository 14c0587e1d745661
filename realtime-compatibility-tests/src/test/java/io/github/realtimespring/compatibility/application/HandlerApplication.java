package io.github.realtimespring.compatibility.application;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.ExceptionWebSocketHandlerDecorator;
import org.springframework.web.socket.handler.PerConnectionWebSocketHandler;
import org.springframework.web.socket.server.support.HttpSessionHandshakeInterceptor;

/**
 * Handlers of a protocol of the application's own.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
public class HandlerApplication implements WebSocketConfigurer {

	public static final Application APPLICATION = Application.handlers("handlers", HandlerApplication.class);

	private final ObjectProvider<Recorder> recorder;

	HandlerApplication(ObjectProvider<Recorder> recorder) {
		this.recorder = recorder;
	}

	@Bean
	static PerConnectionWebSocketHandler perConnection() {
		return new PerConnectionWebSocketHandler(EchoHandler.class);
	}

	@Override
	public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
		registry.addHandler(new EchoHandler(this.recorder.getObject()), "/handler")
			.addInterceptors(new HttpSessionHandshakeInterceptor());
		registry.addHandler(perConnection(), "/per-connection");
		registry.addHandler(new ExceptionWebSocketHandlerDecorator(new EchoHandler(this.recorder.getObject())),
				"/decorated");
		registry.addHandler(new PartialHandler(this.recorder.getObject()), "/partial");
		registry.addHandler(new EchoHandler(this.recorder.getObject()), "/fallback").withSockJS();
		registry.addHandler(new EchoHandler(this.recorder.getObject()), "/origins")
			.setAllowedOrigins("https://page.example");
	}

}
