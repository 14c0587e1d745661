package io.github.realtimespring.autoconfigure.websocket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.websocket.autoconfigure.servlet.WebSocketMessagingAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportResource;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.simp.user.DefaultUserDestinationResolver;
import org.springframework.messaging.simp.user.SimpUserRegistry;
import org.springframework.messaging.simp.user.UserDestinationResolver;
import org.springframework.messaging.support.AbstractSubscribableChannel;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.DelegatingWebSocketMessageBrokerConfiguration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.messaging.SubProtocolWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.centrifuge.RealtimeCentrifugeAutoConfiguration;
import io.github.realtimespring.autoconfigure.properties.InvalidRealtimePropertyException;
import io.github.realtimespring.autoconfigure.security.RealtimeSecurityAutoConfiguration;
import io.github.realtimespring.autoconfigure.stomp.RealtimeStompAutoConfiguration;
import io.github.realtimespring.internal.guard.CommandGuard;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.protocol.stomp.BrokerOwnership;
import io.github.realtimespring.internal.protocol.stomp.broker.StompBrokerMessageHandler;
import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.security.TokenAuthenticator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What adding the starter opens in applications of every kind, over real sockets.
 */
@ExtendWith(OutputCaptureExtension.class)
class OwnConfigurationTests {

	private static final String STOMP = "/ws";

	private static final String CENTRIFUGE = "/connection/websocket";

	private static final String CONNECT = "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0";

	private static final WebApplicationContextRunner SERVER = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class,
				RealtimeSecurityAutoConfiguration.class, RealtimeCentrifugeAutoConfiguration.class,
				RealtimeWebSocketAutoConfiguration.class, RealtimeStompAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class,
				JacksonAutoConfiguration.class, WebSocketMessagingAutoConfiguration.class,
				DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class))
		.withPropertyValues("server.port=0", "realtime.drain.period=0s");

	static final WebApplicationContextRunner TOMCAT = SERVER
		.withConfiguration(AutoConfigurations.of(TomcatServletWebServerAutoConfiguration.class));

	static Stream<WebApplicationContextRunner> servers() {
		return Stream.of(TOMCAT,
				SERVER.withUserConfiguration(RealtimeJettyAutoConfigurationTests.JettyConfiguration.class));
	}

	@ParameterizedTest
	@MethodSource("servers")
	void whenNothingCanAuthenticateThenEveryHandshakeIsRefusedAndTheLogSaysWhyOnce(WebApplicationContextRunner server,
			CapturedOutput output) {
		server.run((context) -> {
			for (int i = 0; i < 3; i++) {
				assertThat(refused(context, STOMP)).isEqualTo(401);
				assertThat(refused(context, CENTRIFUGE)).isEqualTo(401);
			}
			assertThat(upgrade(context, CENTRIFUGE)).isEqualTo("A valid token is required");
			assertThat(output).containsOnlyOnce("handshake(s) with 401: nothing in this application can authenticate")
				.contains("realtime.security.anonymous=allowed");
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void whenAnonymousClientsAreAllowedThenBothEndpointsServeThem(WebApplicationContextRunner server) {
		server.withPropertyValues("realtime.security.anonymous=allowed").run((context) -> {
			assertThat(connect(context, STOMP)).startsWith("CONNECTED");
			assertThat(refused(context, CENTRIFUGE)).isEqualTo(101);
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void whenAPagesOriginIsRefusedThenTheLogNamesItAndTheOwnAddress(WebApplicationContextRunner server,
			CapturedOutput output) {
		server.withPropertyValues("realtime.security.anonymous=allowed").run((context) -> {
			assertThat(refused(context, CENTRIFUGE, "Origin", "https://localhost")).isEqualTo(403);
			assertThat(output).contains("403 forbidden: origin 'https://localhost', own address 'http://localhost:",
					"server.forward-headers-strategy");
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void whenTheApplicationHasItsOwnEndpointThenNoOtherDoorOpensAndItsInterceptorsGuardIt(
			WebApplicationContextRunner server) {
		server.withUserConfiguration(ApiKeyApplication.class).run((context) -> {
			assertThat(refused(context, STOMP)).isEqualTo(404);
			assertThat(refused(context, CENTRIFUGE)).isEqualTo(404);
			assertThat(refused(context, "/stomp")).isEqualTo(403);
			assertThat(connect(context, "/stomp", "X-Api-Key", "key")).startsWith("CONNECTED");
			assertThat(context.getBean(BrokerOwnership.class).isConfiguredByApplication()).isTrue();
			assertThat(context.getBean("simpleBrokerMessageHandler", StompBrokerMessageHandler.class)
				.getDestinationPrefixes()).containsExactly("/news");
		});
	}

	@Test
	void whereTheApplicationHasNoInterceptorsCommandsAndDeliveriesTakeTheShortWay() {
		TOMCAT.withPropertyValues("realtime.security.anonymous=allowed").run((context) -> {
			assertThat(connect(context, STOMP)).startsWith("CONNECTED");
			assertThat(context.getBean(CommandGuard.class).isActive()).isFalse();
			assertThat(context.getBean(CommandGuard.class).deliveries().isActive()).isFalse();
		});
	}

	@Test
	void whereTheHubBelongsToAParentContextTheInterceptorsOfTheWebApplicationGuardEveryProtocol() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class,
					RealtimeSecurityAutoConfiguration.class, RealtimeCentrifugeAutoConfiguration.class))
			.run((parent) -> TOMCAT.withParent(parent)
				.withUserConfiguration(InterceptorApplication.class)
				.run((context) -> {
					assertThat(context.getBean(CommandGuard.class)).isSameAs(parent.getBean(CommandGuard.class));
					assertThat(context.getBean(CommandGuard.class).isActive()).isTrue();
				}));
	}

	@Test
	void whereTheBrokerIsConfiguredInXmlStompIsLeftToSpringAndNothingOfOursOpens() {
		TOMCAT.withUserConfiguration(XmlApplication.class).run((context) -> {
			assertThat(connect(context, "/xml")).startsWith("CONNECTED");
			assertThat(context).doesNotHaveBean(BrokerOwnership.class);
			assertThat(refused(context, STOMP)).isEqualTo(404);
			assertThat(refused(context, CENTRIFUGE)).isEqualTo(404);
		});
	}

	@Test
	void sessionsOfTheApplicationsEndpointAreTheHubs() {
		TOMCAT.withUserConfiguration(ApiKeyApplication.class)
			.withPropertyValues("realtime.limits.max-sessions=1")
			.run((context) -> {
				TestClient client = TestClient.connect(port(context), "/stomp", "X-Api-Key", "key");
				client.send(CONNECT);
				assertThat(client.receive()).startsWith("CONNECTED");
				assertThat(context.getBean(Hub.class).sessions()).hasSize(1);
				assertThat(refused(context, "/stomp", "X-Api-Key", "key")).isEqualTo(503);
			});
	}

	@Test
	void propertiesAskForOurEndpointsBesideTheApplications() {
		TOMCAT.withUserConfiguration(ApiKeyApplication.class)
			.withPropertyValues("realtime.stomp.enabled=true", "realtime.centrifuge.enabled=true",
					"realtime.security.anonymous=allowed")
			.run((context) -> {
				assertThat(connect(context, STOMP)).startsWith("CONNECTED");
				assertThat(refused(context, CENTRIFUGE)).isEqualTo(101);
				assertThat(refused(context, "/stomp")).isEqualTo(403);
			});
	}

	@Test
	void whenTheApplicationOnlyEnablesABrokerThenNothingOpensAndItsPrefixesStay() {
		TOMCAT.withUserConfiguration(BrokerApplication.class).run((context) -> {
			assertThat(refused(context, STOMP)).isEqualTo(404);
			assertThat(refused(context, CENTRIFUGE)).isEqualTo(404);
			assertThat(context.getBean("simpleBrokerMessageHandler", StompBrokerMessageHandler.class)
				.getDestinationPrefixes()).containsExactly("/news");
		});
	}

	@Test
	void whenTheApplicationOnlyRegistersAnEndpointThenOurBrokerIsBehindIt() {
		TOMCAT.withUserConfiguration(EndpointApplication.class).run((context) -> {
			assertThat(refused(context, STOMP)).isEqualTo(404);
			assertThat(connect(context, "/stomp")).startsWith("CONNECTED");
			assertThat(context.getBean("simpleBrokerMessageHandler", StompBrokerMessageHandler.class)
				.getDestinationPrefixes()).containsExactly("/topic", "/queue");
		});
	}

	@Test
	void theReportSaysWhatClientsMayDo(CapturedOutput output) {
		TOMCAT.withUserConfiguration(EndpointApplication.class)
			.run((context) -> assertThat(output).contains(
					"Channels: default (subscribe: any, publish: none, except by STOMP SEND (Spring's default))"));
		TOMCAT.withUserConfiguration(EndpointApplication.class)
			.withPropertyValues("realtime.namespaces.chat.publish=any", "realtime.namespaces.default.publish=none")
			.run((context) -> assertThat(output)
				.contains("Channels: chat (subscribe: any, publish: any), default (subscribe: any, publish: none)\n"));
		TOMCAT.withPropertyValues("realtime.security.anonymous=allowed")
			.run((context) -> assertThat(output).contains("Channels: default (subscribe: any, publish: none)\n"));
	}

	@Test
	void whenAConfigurationClassOfTheApplicationsReplacesSpringsThenItsEndpointIsFoundToo() {
		TOMCAT.withUserConfiguration(DelegatingApplication.class).run((context) -> {
			assertThat(refused(context, STOMP)).isEqualTo(404);
			assertThat(refused(context, CENTRIFUGE)).isEqualTo(404);
			assertThat(connect(context, "/stomp")).startsWith("CONNECTED");
			assertThat(context.getBean("simpleBrokerMessageHandler", StompBrokerMessageHandler.class)
				.getDestinationPrefixes()).containsExactly("/news");
		});
	}

	@Test
	void whatTheApplicationHasInPlaceOfSpringsIsNotReplacedInSilence(CapturedOutput output) {
		TOMCAT.withUserConfiguration(CustomizedApplication.class)
			.run((context) -> assertThat(output).contains("OwnResolver is not used", "OwnSubProtocols is not used",
					"realtime.stomp.enabled=false"));
		TOMCAT.withUserConfiguration(DelegatingApplication.class)
			.run((context) -> assertThat(output).containsOnlyOnce("OwnResolver is not used"));
	}

	@Test
	void whenTheApplicationRegistersAPlainHandlerThenNothingElseOpens() {
		TOMCAT.withUserConfiguration(PlainApplication.class).run((context) -> {
			assertThat(refused(context, STOMP)).isEqualTo(404);
			assertThat(refused(context, CENTRIFUGE)).isEqualTo(404);
			assertThat(refused(context, "/plain")).isEqualTo(101);
			assertThat(context.getBean(Hub.class).sessions()).isEmpty();
		});
	}

	@Test
	void configurersThatConfigureNothingDoNotCount() {
		TOMCAT.withUserConfiguration(InterceptorApplication.class)
			.withPropertyValues("realtime.security.anonymous=allowed")
			.run((context) -> {
				assertThat(connect(context, STOMP)).startsWith("CONNECTED");
				assertThat(context.getBean(BrokerOwnership.class).isConfiguredByApplication()).isFalse();
			});
	}

	@Test
	void whereTheApplicationsEndpointHasOurPathThenItTakesItsPlace() {
		TOMCAT.withUserConfiguration(EndpointApplication.class)
			.withPropertyValues("realtime.stomp.path=/stomp")
			.run((context) -> assertThat(connect(context, "/stomp")).startsWith("CONNECTED"));
	}

	@ParameterizedTest
	@CsvSource({ "realtime.stomp, /stomp", "realtime.stomp, /plain", "realtime.stomp, /sockjs",
			"realtime.centrifuge, /stomp", "realtime.centrifuge, /plain", "realtime.centrifuge, /sockjs" })
	void whereAnEndpointThatAPropertyAsksForHasThePathOfTheApplicationsThenNothingStarts(String properties,
			String path) {
		TOMCAT.withUserConfiguration(EndpointApplication.class, PlainApplication.class, SockJsApplication.class)
			.withPropertyValues(properties + ".enabled=true", properties + ".path=" + path)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidRealtimePropertyException.class)
				.hasMessage(properties + ".path is also the path of an endpoint of the application"));
	}

	@Test
	void theApplicationsOwnTokensAreNotTakenForJwts() {
		TOMCAT.withUserConfiguration(EndpointApplication.class, InterceptorApplication.class)
			.withBean(JwtDecoder.class, OwnConfigurationTests::decoder)
			.run((context) -> assertThat(exchange(context, "/stomp",
					"CONNECT\naccept-version:1.2\nhost:localhost\n"
							+ "Authorization:Bearer opaque\nlogin:guest\npasscode:guest\n\n\0"))
				.startsWith("CONNECTED")
				.contains("user-name:by-interceptor"));
	}

	@Test
	void whereTheApplicationDecidesWhoMayConnectARefreshIsItsOwnMessage() {
		TOMCAT.withUserConfiguration(EndpointApplication.class)
			.withBean(JwtDecoder.class, OwnConfigurationTests::decoder)
			.run((context) -> {
				TestClient client = TestClient.connect(port(context), "/stomp");
				client.send("CONNECT\naccept-version:1.2\nhost:localhost\nAuthorization:Bearer good\n\n\0");
				assertThat(client.receive()).startsWith("CONNECTED");
				client.send("SEND\ndestination:/realtime/refresh\nAuthorization:Bearer good\nreceipt:r\n\n\0");
				assertThat(client.receive()).startsWith("ERROR").contains("Unknown destination");
			});
	}

	@Test
	void whenAnonymousClientsAreDeniedThenTheApplicationsEndpointsWantATokenToo() {
		TOMCAT.withUserConfiguration(InventingApplication.class)
			.withBean(JwtDecoder.class, OwnConfigurationTests::decoder)
			.withPropertyValues("realtime.security.anonymous=denied")
			.run((context) -> {
				assertThat(connect(context, "/stomp")).startsWith("ERROR").contains("Unauthorized");
				assertThat(exchange(context, "/stomp",
						"CONNECT\naccept-version:1.2\nhost:localhost\nAuthorization:Bearer good\n\n\0"))
					.startsWith("CONNECTED")
					.contains("user-name:good");
			});
	}

	private static JwtDecoder decoder() {
		return (token) -> {
			if (!token.equals("good")) {
				throw new BadJwtException("bad");
			}
			return Jwt.withTokenValue(token).header("alg", "none").subject(token).build();
		};
	}

	private static String connect(AssertableWebApplicationContext context, String path, String... headers)
			throws Exception {
		return exchange(context, path, CONNECT, headers);
	}

	private static String exchange(AssertableWebApplicationContext context, String path, String frame,
			String... headers) throws Exception {
		TestClient client = TestClient.connect(port(context), path, headers);
		client.send(frame);
		return client.receive();
	}

	private static int refused(AssertableWebApplicationContext context, String path, String... headers) {
		return TestClient.refused(port(context), path, headers);
	}

	@ParameterizedTest
	@MethodSource("servers")
	void whenTokensCantBeVerifiedThenTheAnswerSaysSo(WebApplicationContextRunner server) {
		server.withBean(TokenAuthenticator.class, () -> (token) -> {
			throw new AuthenticationUnavailableException("away", null);
		}).run((context) -> {
			assertThat(refused(context, STOMP, "Authorization", "Bearer t")).isEqualTo(503);
			assertThat(upgrade(context, STOMP, "Authorization", "Bearer t"))
				.isEqualTo("The token can't be verified at the moment");
		});
	}

	/**
	 * The body of a refusal. The client for WebSockets keeps it to itself.
	 */
	private static String upgrade(AssertableWebApplicationContext context, String path, String... headers)
			throws IOException {
		try (Socket socket = new Socket("localhost", port(context))) {
			String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
					+ "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
					+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
			for (int i = 0; i < headers.length; i += 2) {
				request += headers[i] + ": " + headers[i + 1] + "\r\n";
			}
			socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			int length = 0;
			for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
				if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
					length = Integer.parseInt(line.substring(15).trim());
				}
			}
			char[] body = new char[length];
			for (int read = 0; read < length;) {
				read += reader.read(body, read, length - read);
			}
			return new String(body);
		}
	}

	private static int port(AssertableWebApplicationContext context) {
		return ((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer().getPort();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class ApiKeyApplication implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp").addInterceptors(new ApiKeyInterceptor());
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/news");
		}

	}

	static class ApiKeyInterceptor implements HandshakeInterceptor {

		@Override
		public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
				Map<String, Object> attributes) {
			boolean known = List.of("key").equals(request.getHeaders().get("X-Api-Key"));
			if (!known) {
				response.setStatusCode(HttpStatus.FORBIDDEN);
			}
			return known;
		}

		@Override
		public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
				Exception exception) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class BrokerApplication implements WebSocketMessageBrokerConfigurer {

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/news");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class EndpointApplication implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class SockJsApplication implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/sockjs").withSockJS();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class InventingApplication implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp").setHandshakeHandler(new DefaultHandshakeHandler() {

				@Override
				protected Principal determineUser(ServerHttpRequest request, WebSocketHandler handler,
						Map<String, Object> attributes) {
					return () -> "invented";
				}

			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DelegatingApplication extends DelegatingWebSocketMessageBrokerConfiguration {

		@Override
		protected void registerStompEndpoints(StompEndpointRegistry registry) {
			super.registerStompEndpoints(registry);
			registry.addEndpoint("/stomp");
		}

		@Override
		protected void configureMessageBroker(MessageBrokerRegistry registry) {
			super.configureMessageBroker(registry);
			registry.enableSimpleBroker("/news");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizedApplication extends DelegatingApplication {

		@Override
		public UserDestinationResolver userDestinationResolver(SimpUserRegistry userRegistry,
				AbstractSubscribableChannel clientInboundChannel, AbstractSubscribableChannel clientOutboundChannel) {
			return new OwnResolver(userRegistry);
		}

		@Override
		public WebSocketHandler subProtocolWebSocketHandler(AbstractSubscribableChannel clientInboundChannel,
				AbstractSubscribableChannel clientOutboundChannel) {
			return new OwnSubProtocols(clientInboundChannel, clientOutboundChannel);
		}

	}

	static class OwnResolver extends DefaultUserDestinationResolver {

		OwnResolver(SimpUserRegistry userRegistry) {
			super(userRegistry);
		}

	}

	static class OwnSubProtocols extends SubProtocolWebSocketHandler {

		OwnSubProtocols(MessageChannel inbound, SubscribableChannel outbound) {
			super(inbound, outbound);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InterceptorApplication implements WebSocketMessageBrokerConfigurer {

		@Override
		public void configureClientInboundChannel(ChannelRegistration registration) {
			registration.interceptors(new ChannelInterceptor() {

				@Override
				public Message<?> preSend(Message<?> message, MessageChannel channel) {
					StompHeaderAccessor accessor = MessageHeaderAccessor.getAccessor(message,
							StompHeaderAccessor.class);
					if (accessor != null && accessor.getCommand() == StompCommand.CONNECT) {
						accessor.setUser(() -> "by-interceptor");
					}
					return message;
				}

			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class PlainApplication implements WebSocketConfigurer {

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(new TextWebSocketHandler(), "/plain");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportResource("classpath:message-broker.xml")
	static class XmlApplication {

	}

}
