package io.github.realtimespring.autoconfigure.websocket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.server.ServerEndpoint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.standard.ServerEndpointExporter;

import io.github.realtimespring.RealtimeWebSocket;
import io.github.realtimespring.autoconfigure.properties.InvalidRealtimePropertyException;
import io.github.realtimespring.autoconfigure.security.RealtimeHandshakeSecurityAutoConfiguration;
import io.github.realtimespring.autoconfigure.security.RealtimeWebSecurityAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which requests the short security filter chain takes, over real sockets: handshakes
 * that reach an endpoint of ours, and nothing else at the same paths.
 */
class HandshakeChainTests {

	private static final String UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
			+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

	static Stream<WebApplicationContextRunner> servers() {
		return OwnConfigurationTests.servers()
			.map((server) -> server
				.withConfiguration(AutoConfigurations.of(RealtimeWebSecurityAutoConfiguration.class,
						RealtimeHandshakeSecurityAutoConfiguration.class, SecurityAutoConfiguration.class,
						ServletWebSecurityAutoConfiguration.class, SecurityFilterAutoConfiguration.class,
						OAuth2ResourceServerAutoConfiguration.class,
						OAuth2ResourceServerWebSecurityAutoConfiguration.class))
				.withUserConfiguration(RealtimeWebSocketAutoConfigurationTests.DecoderConfiguration.class));
	}

	@ParameterizedTest
	@MethodSource("servers")
	void whenTheRequestIsNoHandshakeThenTheOtherChainsTakeIt(WebApplicationContextRunner server) {
		server.run((context) -> {
			for (String path : new String[] { "/ws", "/connection/websocket" }) {
				assertThat(status(context, "GET", path, UPGRADE)).isEqualTo(101);
				assertThat(status(context, "GET", path, "")).isEqualTo(401);
				assertThat(status(context, "POST", path, UPGRADE)).isEqualTo(403);
			}
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void whenAnotherServletServesThePathThenTheOtherChainsTakeIt(WebApplicationContextRunner server) {
		server.withUserConfiguration(OtherServlet.class).run((context) -> {
			assertThat(status(context, "GET", "/other/ws", UPGRADE)).isEqualTo(401);
			assertThat(status(context, "POST", "/other/ws", "")).isEqualTo(403);
			assertThat(status(context, "GET", "/other/connection/websocket", UPGRADE)).isEqualTo(401);
			assertThat(status(context, "GET", "/other/ws", UPGRADE + "Authorization: Bearer good-ann\r\n"))
				.isEqualTo(200);
			assertThat(status(context, "GET", "/ws", UPGRADE)).isEqualTo(101);
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void whenTheApplicationNamesItsServletThenItsEndpointsAreTaken(WebApplicationContextRunner server) {
		server.withUserConfiguration(NamedServlet.class).run((context) -> {
			assertThat(status(context, "GET", "/ws", UPGRADE)).isEqualTo(101);
			assertThat(status(context, "GET", "/connection/websocket", UPGRADE)).isEqualTo(101);
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void whenAControllerAnswersFirstThenTheOtherChainsTakeIt(WebApplicationContextRunner server) {
		server.withUserConfiguration(Controllers.class).run((context) -> {
			assertThat(status(context, "GET", "/ws", UPGRADE)).isEqualTo(401);
			assertThat(status(context, "POST", "/ws", UPGRADE)).isEqualTo(403);
			assertThat(status(context, "GET", "/connection/websocket", UPGRADE)).isEqualTo(401);
			assertThat(status(context, "GET", "/ws", UPGRADE + "Authorization: Bearer good-ann\r\n")).isEqualTo(200);
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void whenAnEndpointSpeaksSockJsThenOnlyItsOwnRequestsAreTaken(WebApplicationContextRunner server) {
		server.withPropertyValues("realtime.stomp.sockjs=true")
			.withUserConfiguration(BelowSockJs.class)
			.run((context) -> {
				assertThat(status(context, "GET", "/ws/info", "")).isEqualTo(200);
				assertThat(status(context, "GET", "/ws/iframe-1.6.1.html", "")).isEqualTo(200);
				assertThat(status(context, "POST", "/ws/000/first/xhr", "Content-Length: 0\r\n")).isEqualTo(200);
				assertThat(status(context, "OPTIONS", "/ws/000/first/xhr_send",
						"Origin: https://example.com\r\nAccess-Control-Request-Method: POST\r\n"))
					.isNotEqualTo(401);
				assertThat(status(context, "GET", "/ws/000/second/websocket", UPGRADE)).isEqualTo(101);
				assertThat(status(context, "GET", "/ws/websocket", UPGRADE)).isEqualTo(101);
				assertThat(status(context, "GET", "/ws/admin", "")).isEqualTo(401);
				assertThat(status(context, "GET", "/ws/a/b/xhr", "")).isEqualTo(401);
				assertThat(status(context, "GET", "/ws/a/b/other", "")).isEqualTo(401);
				assertThat(status(context, "GET", "/ws/missing", UPGRADE)).isEqualTo(401);
			});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void whenTheContainerServesThePathThenTheOtherChainsTakeIt(WebApplicationContextRunner server) {
		server.withUserConfiguration(ContainerEndpoint.class).run((context) -> {
			assertThat(status(context, "GET", "/ws", UPGRADE)).isEqualTo(401);
			assertThat(status(context, "GET", "/connection/websocket", UPGRADE)).isEqualTo(401);
			assertThat(context.getBean(ServedEndpoints.class).all()).isEmpty();
		});
		server.withUserConfiguration(ContainerEndpoint.class, AnnotatedAtTheSamePath.class)
			.run((context) -> assertThat(status(context, "GET", "/ws", UPGRADE)).isEqualTo(401));
		server.withUserConfiguration(ContainerEndpoint.class)
			.withPropertyValues("realtime.stomp.enabled=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidRealtimePropertyException.class)
				.hasMessage("realtime.stomp.path is also the path of an endpoint of the application"));
	}

	private static int status(AssertableWebApplicationContext context, String method, String path, String headers)
			throws IOException {
		int port = ((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer()
			.getPort();
		try (Socket socket = new Socket("localhost", port)) {
			socket.setSoTimeout(30_000);
			socket.getOutputStream()
				.write((method + " " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n" + headers + "\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
				.readLine();
			return Integer.parseInt(line.split(" ")[1]);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class NamedServlet {

		@Bean
		DispatcherServletRegistrationBean dispatcherServletRegistration(DispatcherServlet servlet) {
			return new DispatcherServletRegistrationBean(servlet, "/");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherServlet {

		@Bean
		ServletRegistrationBean<HttpServlet> otherServlet() {
			HttpServlet servlet = new HttpServlet() {

				@Override
				protected void service(HttpServletRequest request, HttpServletResponse response) {
					response.setStatus(200);
				}

			};
			return new ServletRegistrationBean<>(servlet, "/other/*");
		}

	}

	@RestController
	static class Controllers {

		@PostMapping("/ws")
		String post() {
			return "";
		}

		@GetMapping("/{id}")
		String get() {
			return "";
		}

		@Bean
		static RouterFunction<ServerResponse> proxied() {
			return RouterFunctions.route().GET("/connection/**", (request) -> ServerResponse.ok().build()).build();
		}

	}

	@RestController
	static class BelowSockJs {

		@GetMapping("/ws/admin")
		String admin() {
			return "";
		}

		@GetMapping("/ws/a/{b}/{c}")
		String deep() {
			return "";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ContainerEndpoint {

		@Bean
		ServerEndpointExporter serverEndpointExporter() {
			return new ServerEndpointExporter();
		}

		@Bean
		AnyRoom anyRoom() {
			return new AnyRoom();
		}

	}

	@ServerEndpoint("/{room}")
	public static class AnyRoom {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class AnnotatedAtTheSamePath {

		@Bean
		WebSocketConfigurer annotatedAtTheSamePathConfigurer() {
			return (registry) -> registry.addHandler(new AnnotatedHandler(), "/ws");
		}

	}

	@RealtimeWebSocket
	static class AnnotatedHandler extends TextWebSocketHandler {

	}

}
