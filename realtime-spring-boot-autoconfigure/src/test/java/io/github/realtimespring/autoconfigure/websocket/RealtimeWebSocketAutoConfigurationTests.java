package io.github.realtimespring.autoconfigure.websocket;

import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.PerConnectionWebSocketHandler;
import org.springframework.web.socket.handler.TextWebSocketHandler;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.RealtimeWebSocket;
import io.github.realtimespring.RealtimeWebSocketHandlers;
import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.security.RealtimeHandshakeSecurityAutoConfiguration;
import io.github.realtimespring.autoconfigure.security.RealtimeSecurityAutoConfiguration;
import io.github.realtimespring.autoconfigure.security.RealtimeWebSecurityAutoConfiguration;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.ProtocolHandler;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.observability.RefusalReason;
import io.github.realtimespring.security.InvalidTokenException;
import io.github.realtimespring.security.TokenAuthenticator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RealtimeWebSocketAutoConfiguration} and for the handshake's way
 * through Spring Security, over real sockets.
 */
class RealtimeWebSocketAutoConfigurationTests {

	private static final String PATH = "/connection/websocket";

	private final WebApplicationContextRunner denying = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(
				AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeSecurityAutoConfiguration.class,
						RealtimeWebSocketAutoConfiguration.class, RealtimeWebSecurityAutoConfiguration.class,
						RealtimeHandshakeSecurityAutoConfiguration.class, TomcatServletWebServerAutoConfiguration.class,
						DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class))
		.withPropertyValues("server.port=0", "realtime.drain.period=0s", "realtime.centrifuge.enabled=true");

	private final WebApplicationContextRunner runner = this.denying
		.withPropertyValues("realtime.security.anonymous=allowed");

	private final WebApplicationContextRunner secured = this.denying
		.withConfiguration(AutoConfigurations.of(SecurityAutoConfiguration.class,
				ServletWebSecurityAutoConfiguration.class, SecurityFilterAutoConfiguration.class,
				ManagementWebSecurityAutoConfiguration.class, OAuth2ResourceServerAutoConfiguration.class,
				OAuth2ResourceServerWebSecurityAutoConfiguration.class))
		.withUserConfiguration(DecoderConfiguration.class);

	@Test
	void aProtocolIsServedAtItsPath() {
		this.runner.withUserConfiguration(ProtocolConfiguration.class).run((context) -> {
			TestClient client = TestClient.connect(port(context), PATH);
			client.send("hello");
			assertThat(client.receive()).isEqualTo("echo hello");
			Hub hub = context.getBean(Hub.class);
			assertThat(hub.sessions()).singleElement().satisfies((session) -> {
				assertThat(session.protocol()).isEqualTo("echo");
				assertThat(session.address()).isEqualTo("127.0.0.1");
			});
			client.close();
			Awaitility.await().untilAsserted(() -> assertThat(hub.sessions()).isEmpty());
		});
	}

	@Test
	void thePathIsConfigurableAndTheEndpointCanBeSwitchedOff() {
		this.runner.withUserConfiguration(ProtocolConfiguration.class)
			.withPropertyValues("realtime.centrifuge.path=/rt")
			.run((context) -> assertThat(TestClient.refused(port(context), "/rt")).isEqualTo(101));
		this.runner.withUserConfiguration(ProtocolConfiguration.class)
			.withPropertyValues("realtime.centrifuge.enabled=false")
			.run((context) -> assertThat(TestClient.refused(port(context), PATH)).isEqualTo(404));
	}

	@Test
	void onePathServesOneProtocol() {
		this.runner.withPropertyValues("realtime.stomp.path=" + PATH)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("realtime.stomp.path must differ from realtime.centrifuge.path: "
						+ "one path serves one protocol"));
	}

	@Test
	void pagesOfOtherOriginsAreRefusedUnlessListed() {
		List<RefusalReason> refusals = new CopyOnWriteArrayList<>();
		RealtimeMetrics metrics = new RealtimeMetrics() {
			@Override
			public void sessionRefused(RefusalReason reason) {
				refusals.add(reason);
			}
		};
		this.runner.withUserConfiguration(ProtocolConfiguration.class)
			.withBean(RealtimeMetrics.class, () -> metrics)
			.run((context) -> {
				int port = port(context);
				assertThat(TestClient.refused(port, PATH, "Origin", "https://evil.example")).isEqualTo(403);
				assertThat(TestClient.refused(port, PATH, "Origin", "not/an%origin")).isEqualTo(403);
				assertThat(TestClient.refused(port, PATH, "Origin", "http://localhost:" + port)).isEqualTo(101);
				assertThat(refusals).containsExactly(RefusalReason.FORBIDDEN, RefusalReason.FORBIDDEN);
			});
		this.runner.withUserConfiguration(ProtocolConfiguration.class)
			.withPropertyValues("realtime.websocket.allowed-origins=https://app.example,https://*.partner.example")
			.run((context) -> {
				int port = port(context);
				assertThat(TestClient.refused(port, PATH, "Origin", "https://app.example")).isEqualTo(101);
				assertThat(TestClient.refused(port, PATH, "Origin", "https://a.partner.example")).isEqualTo(101);
				assertThat(TestClient.refused(port, PATH, "Origin", "https://evil.example")).isEqualTo(403);
			});
	}

	@Test
	void anAnnotatedHandlerBecomesPartOfTheHub() {
		this.runner.withUserConfiguration(PlainConfiguration.class).run((context) -> {
			Hub hub = context.getBean(Hub.class);
			TestClient client = TestClient.connect(port(context), "/annotated");
			client.send("hello");
			assertThat(client.receive()).isEqualTo("null: hello");
			assertThat(hub.sessions()).singleElement()
				.satisfies((session) -> assertThat(session.protocol()).isEqualTo("plain"));
			TestClient registered = TestClient.connect(port(context), "/registered");
			registered.send("hello");
			assertThat(registered.receive()).isEqualTo("null: hello");
			assertThat(hub.sessions()).hasSize(2);
			TestClient foreign = TestClient.connect(port(context), "/foreign");
			foreign.send("hello");
			assertThat(foreign.receive()).isEqualTo("null: hello");
			assertThat(hub.sessions()).hasSize(2);
		});
	}

	@Test
	void whenAnAnnotatedHandlerIsMadeForEachConnectionThenItBecomesPartOfTheHub() {
		this.runner.withUserConfiguration(PlainConfiguration.class).run((context) -> {
			TestClient client = TestClient.connect(port(context), "/per-connection");
			client.send("hello");
			assertThat(client.receive()).isEqualTo("null: hello");
			TestClient foreign = TestClient.connect(port(context), "/per-foreign-connection");
			foreign.send("hello");
			assertThat(foreign.receive()).isEqualTo("null: hello");
			assertThat(context.getBean(Hub.class).sessions()).hasSize(1);
		});
	}

	@Test
	void whenAHandlerThrowsThenItsSessionIsClosedInOrder() {
		this.runner.withUserConfiguration(PlainConfiguration.class).run((context) -> {
			TestClient client = TestClient.connect(port(context), "/annotated");
			client.send("fail");
			assertThat(client.awaitClose()).isEqualTo(1011);
			Awaitility.await().untilAsserted(() -> assertThat(context.getBean(Hub.class).sessions()).isEmpty());
		});
	}

	@Test
	void whenTheNodeIsFullThenFurtherHandshakesAreAnsweredWith503() {
		this.runner.withUserConfiguration(PlainConfiguration.class)
			.withPropertyValues("realtime.limits.max-sessions=1")
			.run((context) -> {
				TestClient.connect(port(context), "/annotated");
				Awaitility.await().untilAsserted(() -> assertThat(context.getBean(Hub.class).sessions()).hasSize(1));
				assertThat(TestClient.refused(port(context), "/annotated")).isEqualTo(503);
				assertThat(TestClient.refused(port(context), "/registered")).isEqualTo(503);
				assertThat(TestClient.refused(port(context), "/foreign")).isEqualTo(101);
			});
	}

	@Test
	void whenTheApplicationStopsThenClientsAreToldToGoElsewhere() {
		TestClient[] clients = new TestClient[2];
		this.runner.withUserConfiguration(PlainConfiguration.class, ProtocolConfiguration.class).run((context) -> {
			clients[0] = TestClient.connect(port(context), "/annotated");
			clients[1] = TestClient.connect(port(context), PATH);
			Awaitility.await().untilAsserted(() -> assertThat(context.getBean(Hub.class).sessions()).hasSize(2));
		});
		assertThat(clients).allSatisfy((client) -> assertThat(client.awaitClose()).isEqualTo(1001));
	}

	@Test
	void theDefaultFilterChainLetsHandshakesThroughAndWeAuthenticateThem() {
		this.secured.withUserConfiguration(PlainConfiguration.class, ProtocolConfiguration.class).run((context) -> {
			int port = port(context);
			for (String path : List.of("/annotated", "/registered", PATH)) {
				assertThat(TestClient.refused(port, path, "Authorization", "Bearer bad")).as(path).isEqualTo(401);
				TestClient client = TestClient.connect(port, path, "Authorization", "Bearer good-alice");
				client.send("hello");
				assertThat(client.receive()).as(path).endsWith("hello");
			}
			assertThat(context.getBean(Hub.class).sessions()).hasSize(3)
				.allSatisfy((session) -> assertThat(session.identity().user()).isEqualTo("alice"));
			// Plain handlers have no first message to present a token in
			assertThat(TestClient.refused(port, "/annotated")).isEqualTo(401);
			assertThat(TestClient.refused(port, PATH)).isEqualTo(101);
			// What is not ours stays as the default chain has it
			assertThat(TestClient.refused(port, "/foreign")).isEqualTo(401);
		});
	}

	@Test
	void aHandlerSeesTheAuthenticatedPrincipal() {
		this.secured.withUserConfiguration(PlainConfiguration.class).run((context) -> {
			TestClient client = TestClient.connect(port(context), "/annotated", "Authorization", "Bearer good-alice");
			client.send("hello");
			assertThat(client.receive()).isEqualTo("alice: hello");
		});
	}

	@Test
	void aPlainSessionEndsWhenItsTokenDoes() {
		this.secured.withUserConfiguration(PlainConfiguration.class).run((context) -> {
			TestClient client = TestClient.connect(port(context), "/annotated", "Authorization", "Bearer good-short");
			assertThat(client.awaitClose()).isEqualTo(1008);
		});
	}

	@Test
	void aPlainSessionWhoseTokenDoesNotExpireEndsAtTheMaximumAge() {
		this.secured.withUserConfiguration(PlainConfiguration.class)
			.withPropertyValues("realtime.security.max-session-age=500ms")
			.run((context) -> {
				TestClient client = TestClient.connect(port(context), "/annotated", "Authorization",
						"Bearer good-alice");
				assertThat(client.awaitClose()).isEqualTo(1008);
			});
	}

	@Test
	void anApplicationsOwnFilterChainIsLeftAlone() {
		this.secured.withUserConfiguration(ProtocolConfiguration.class, DenyingChainConfiguration.class)
			.run((context) -> {
				assertThat(context).hasSingleBean(SecurityFilterChain.class);
				assertThat(TestClient.refused(port(context), PATH, "Authorization", "Bearer good-alice"))
					.isEqualTo(403);
			});
	}

	@Test
	void aPropertyTakesHandshakesOutOfTheApplicationsOwnFilterChain() {
		this.secured.withUserConfiguration(PlainConfiguration.class, DenyingChainConfiguration.class)
			.withPropertyValues("realtime.security.handshake-chain=true")
			.run((context) -> {
				int port = port(context);
				assertThat(TestClient.refused(port, "/annotated", "Authorization", "Bearer good-alice")).isEqualTo(101);
				assertThat(TestClient.refused(port, "/annotated", "Authorization", "Bearer bad")).isEqualTo(401);
				assertThat(TestClient.refused(port, "/annotated")).isEqualTo(401);
				assertThat(TestClient.refused(port, "/foreign", "Authorization", "Bearer good-alice")).isEqualTo(403);
			});
	}

	@Test
	void aPropertyKeepsHandshakesInTheDefaultFilterChain() {
		this.secured.withUserConfiguration(ProtocolConfiguration.class)
			.withPropertyValues("realtime.security.handshake-chain=false")
			.run((context) -> {
				assertThat(context).doesNotHaveBean("realtimeHandshakeSecurityFilterChain");
				assertThat(TestClient.refused(port(context), PATH)).isEqualTo(401);
			});
	}

	@Test
	void theApplicationsOwnTokenAuthenticatorReplacesOurs() {
		this.secured.withUserConfiguration(ProtocolConfiguration.class, OwnTokens.class).run((context) -> {
			assertThat(context).hasSingleBean(TokenAuthenticator.class);
			assertThat(TestClient.refused(port(context), PATH, "Authorization", "Bearer own-alice")).isEqualTo(101);
			assertThat(TestClient.refused(port(context), PATH, "Authorization", "Bearer good-alice")).isEqualTo(401);
		});
	}

	@Test
	void aPrincipalOfAServletFilterIsAccepted() {
		this.runner.withPropertyValues("realtime.security.anonymous=denied")
			.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.withUserConfiguration(ProtocolConfiguration.class, GatewayConfiguration.class)
			.run((context) -> {
				assertThat(TestClient.refused(port(context), PATH, "X-Authenticated-User", "alice")).isEqualTo(101);
				assertThat(TestClient.refused(port(context), PATH)).isEqualTo(401);
			});
	}

	@Test
	void worksWithoutSpringSecurity() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.withUserConfiguration(ProtocolConfiguration.class)
			.run((context) -> assertThat(TestClient.refused(port(context), PATH)).isEqualTo(101));
	}

	private static int port(AssertableWebApplicationContext context) {
		return ((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer().getPort();
	}

	@Configuration(proxyBeanMethods = false)
	static class ProtocolConfiguration {

		@Bean
		ProtocolHandler echoProtocol() {
			return new EchoProtocol();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class PlainConfiguration implements WebSocketConfigurer {

		private final RealtimeWebSocketHandlers handlers;

		PlainConfiguration(RealtimeWebSocketHandlers handlers) {
			this.handlers = handlers;
		}

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(new AnnotatedHandler(), "/annotated");
			registry.addHandler(new PerConnectionWebSocketHandler(AnnotatedHandler.class), "/per-connection");
			registry.addHandler(new PerConnectionWebSocketHandler(EchoHandler.class), "/per-foreign-connection");
			registry.addHandler(new EchoHandler(), "/foreign");
			this.handlers.register(registry, new EchoHandler(), "/registered");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DecoderConfiguration {

		@Bean
		JwtDecoder decoder() {
			return (token) -> {
				if (!token.startsWith("good-")) {
					throw new BadJwtException("bad");
				}
				String name = token.substring(5);
				Jwt.Builder jwt = Jwt.withTokenValue(token).header("alg", "none").subject(name);
				return (name.equals("short") ? jwt.expiresAt(Instant.now().plusMillis(500)) : jwt).build();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DenyingChainConfiguration {

		@Bean
		SecurityFilterChain denying(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().denyAll()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTokens {

		@Bean
		TokenAuthenticator ownTokenAuthenticator() {
			return (token) -> {
				if (!token.startsWith("own-")) {
					throw new InvalidTokenException("Not one of ours", null);
				}
				return new ClientIdentity(() -> token.substring(4), null);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class GatewayConfiguration {

		@Bean
		Filter gatewayUser() {
			return (request, response, chain) -> {
				String user = ((HttpServletRequest) request).getHeader("X-Authenticated-User");
				Principal principal = (user != null) ? () -> user : null;
				chain.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request) {

					@Override
					public Principal getUserPrincipal() {
						return principal;
					}

				}, response);
			};
		}

	}

	static class EchoHandler extends TextWebSocketHandler {

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
			if (message.getPayload().equals("fail")) {
				throw new IllegalStateException("as asked");
			}
			String user = (session.getPrincipal() != null) ? session.getPrincipal().getName() : null;
			session.sendMessage(new TextMessage(user + ": " + message.getPayload()));
		}

	}

	@RealtimeWebSocket
	static class AnnotatedHandler extends EchoHandler {

	}

	static class EchoProtocol implements ProtocolHandler {

		@Override
		public String name() {
			return "echo";
		}

		@Override
		public CloseCode closeCode(CloseReason reason) {
			return new CloseCode((reason == CloseReason.SHUTDOWN) ? 1001 : 1011, "");
		}

		@Override
		public List<String> subProtocols() {
			return List.of();
		}

		@Override
		public void onOpened(Session session) {
		}

		@Override
		public void onReceived(Session session, byte[] message, boolean text) {
			session.send(Frame
				.text(("echo " + new String(message, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)));
		}

		@Override
		public void onEnded(Session session) {
		}

	}

}
