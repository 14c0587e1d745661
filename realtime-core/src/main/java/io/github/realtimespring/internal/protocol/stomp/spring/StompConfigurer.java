package io.github.realtimespring.internal.protocol.stomp.spring;

import java.util.concurrent.Executor;

import org.springframework.core.Ordered;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.util.Assert;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketTransportRegistration;
import org.springframework.web.socket.handler.WebSocketHandlerDecoratorFactory;

import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;

/**
 * Mandatory configuration. Runs last and overrides the application's executors, because
 * ordering, receipts and limits depend on these. Does nothing where the application
 * enabled a broker relay.
 */
public class StompConfigurer implements WebSocketMessageBrokerConfigurer, Ordered {

	private final StompSessions sessions;

	private final Executor executor;

	private final WebSocketHandlerDecoratorFactory hubDecorator;

	/**
	 * Create the configurer.
	 * @param sessions the STOMP sessions
	 * @param executor runs tasks without a session of the hub
	 * @param hubDecorator makes every connection a session of the hub
	 */
	public StompConfigurer(StompSessions sessions, Executor executor, WebSocketHandlerDecoratorFactory hubDecorator) {
		Assert.notNull(sessions, "'sessions' must not be null");
		Assert.notNull(executor, "'executor' must not be null");
		Assert.notNull(hubDecorator, "'hubDecorator' must not be null");
		this.sessions = sessions;
		this.executor = executor;
		this.hubDecorator = hubDecorator;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public void configureClientInboundChannel(ChannelRegistration registration) {
		if (isOnHub()) {
			registration.executor(new SessionOrderedExecutor(this.sessions, this.executor))
				.interceptors(new RequiredTokenInterceptor(this.sessions), new ReceiptInterceptor(this.sessions));
		}
	}

	@Override
	public void configureClientOutboundChannel(ChannelRegistration registration) {
		if (isOnHub()) {
			// Sending to a session of the hub only puts a frame into its queue
			registration.executor(new SyncTaskExecutor());
		}
	}

	@Override
	public void configureWebSocketTransport(WebSocketTransportRegistration registration) {
		if (isOnHub()) {
			registration.addDecoratorFactory((handler) -> new StompConnectGuard(handler, this.sessions))
				.addDecoratorFactory(this.hubDecorator);
		}
	}

	private boolean isOnHub() {
		return this.sessions.brokerOwnership().isOnHub();
	}

}
