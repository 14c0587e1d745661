package io.github.realtimespring.autoconfigure.websocket;

import java.util.Set;
import java.util.TreeSet;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which loggers show the token of a CONNECT frame that fails: none at INFO, and below it
 * only those of Spring that the documentation names.
 */
class LoggedTokenTests {

	private static final String SECRET = "good-s3cret";

	/** As in docs/operations/logs.md. */
	private static final Set<String> DOCUMENTED = Set.of(
			"DEBUG org.springframework.web.socket.messaging.StompSubProtocolHandler",
			"TRACE org.springframework.messaging.simp.stomp.StompDecoder");

	@Test
	void aTokenIsLoggedBySpringOnlyAndBelowInfo() {
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		Logger spring = (Logger) LoggerFactory.getLogger("org.springframework");
		Logger ours = (Logger) LoggerFactory.getLogger("io.github.realtimespring");
		Level springLevel = spring.getLevel();
		Level ourLevel = ours.getLevel();
		appender.start();
		root.addAppender(appender);
		try {
			OwnConfigurationTests.TOMCAT
				.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.DecoderConfiguration.class,
						Refusing.class)
				.run((context) -> {
					spring.setLevel(Level.TRACE);
					ours.setLevel(Level.TRACE);
					for (String user : new String[] { SECRET, "bad-s3cret" }) {
						TestClient client = TestClient.connect(port(context), "/ws");
						client.send(
								"CONNECT\naccept-version:1.2\nhost:localhost\nAuthorization:Bearer " + user + "\n\n\0");
						assertThat(client.receive()).startsWith("ERROR").doesNotContain("s3cret");
					}
				});
		}
		finally {
			root.detachAppender(appender);
			spring.setLevel(springLevel);
			ours.setLevel(ourLevel);
		}
		Set<String> shown = new TreeSet<>();
		for (ILoggingEvent event : appender.list) {
			if ((event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
				.contains("s3cret")) {
				shown.add(event.getLevel() + " " + event.getLoggerName());
			}
		}
		assertThat(shown).isSubsetOf(DOCUMENTED);
	}

	private static int port(AssertableWebApplicationContext context) {
		return ((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer().getPort();
	}

	/**
	 * The rules of an application that refuses every client by an exception.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Refusing implements WebSocketMessageBrokerConfigurer {

		@Override
		public void configureClientInboundChannel(ChannelRegistration registration) {
			registration.interceptors(new ChannelInterceptor() {

				@Override
				public Message<?> preSend(Message<?> message, MessageChannel channel) {
					if (SimpMessageHeaderAccessor.getMessageType(message.getHeaders()) == SimpMessageType.CONNECT) {
						throw new IllegalStateException("expected by the test");
					}
					return message;
				}

			});
		}

	}

}
