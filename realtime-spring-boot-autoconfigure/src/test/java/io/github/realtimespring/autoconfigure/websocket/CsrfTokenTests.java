package io.github.realtimespring.autoconfigure.websocket;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.socket.EnableWebSocketSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.realtimespring.autoconfigure.security.RealtimeHandshakeSecurityAutoConfiguration;
import io.github.realtimespring.autoconfigure.security.RealtimeWebSecurityAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Security's message security with CSRF tokens, behind every filter chain that the
 * documentation recommends.
 */
class CsrfTokenTests {

	private static final WebApplicationContextRunner SECURED = OwnConfigurationTests.TOMCAT
		.withConfiguration(AutoConfigurations.of(RealtimeWebSecurityAutoConfiguration.class,
				RealtimeHandshakeSecurityAutoConfiguration.class, SecurityAutoConfiguration.class,
				ServletWebSecurityAutoConfiguration.class, SecurityFilterAutoConfiguration.class))
		.withUserConfiguration(Application.class);

	static Stream<WebApplicationContextRunner> chains() {
		WebApplicationContextRunner tokens = SECURED.withBean(JwtDecoder.class, () -> (token) -> {
			throw new BadJwtException("bad");
		});
		return Stream.of(SECURED, tokens, SECURED.withUserConfiguration(PermittingChain.class),
				tokens.withUserConfiguration(PermittingChain.class), tokens.withUserConfiguration(CookieChain.class)
					.withPropertyValues("realtime.security.handshake-chain=true"));
	}

	@ParameterizedTest
	@MethodSource("chains")
	void aLoginWithItsCsrfTokenConnectsAndOneWithoutItDoesNot(WebApplicationContextRunner chain) {
		chain.run((context) -> {
			int port = port(context);
			HttpResponse<String> session = login(port);
			String cookies = cookies(session);
			String[] token = session.body().split("=", 2);
			assertThat(connect(port, cookies, token[0] + ":" + token[1] + "\n")).startsWith("CONNECTED")
				.contains("user-name:ann");
			assertThat(connect(port, cookies, "")).startsWith("ERROR");
			assertThat(connect(port, cookies, token[0] + ":made-up\n")).startsWith("ERROR");
		});
	}

	@ParameterizedTest
	@MethodSource("chains")
	void centrifugeClientsNeedTheCsrfTokenToo(WebApplicationContextRunner chain) {
		chain.run((context) -> {
			int port = port(context);
			HttpResponse<String> session = login(port);
			String cookies = cookies(session);
			String[] token = session.body().split("=", 2);
			assertThat(connectCentrifuge(port, cookies, token[0], token[1]).receive()).contains("\"connect\":{");
			assertThat(connectCentrifuge(port, cookies, "unrelated", token[1]).awaitClose()).isEqualTo(3507);
			assertThat(connectCentrifuge(port, cookies, token[0], "made-up").awaitClose()).isEqualTo(3507);
		});
	}

	private static TestClient connectCentrifuge(int port, String cookies, String header, String value) {
		TestClient client = TestClient.connect(port, "/connection/websocket", "Cookie", cookies);
		client.send("{\"id\":1,\"connect\":{\"headers\":{\"" + header + "\":\"" + value + "\"}}}");
		return client;
	}

	private static String cookies(HttpResponse<String> session) {
		return session.headers()
			.allValues("Set-Cookie")
			.stream()
			.map((cookie) -> cookie.split(";")[0])
			.reduce((one, other) -> one + "; " + other)
			.orElseThrow();
	}

	private static String connect(int port, String cookies, String header) throws Exception {
		TestClient client = TestClient.connect(port, "/ws", "Cookie", cookies);
		client.send("CONNECT\naccept-version:1.2\nhost:localhost\n" + header + "\n\0");
		return client.receive();
	}

	private static HttpResponse<String> login(int port) throws Exception {
		String credentials = Base64.getEncoder().encodeToString("ann:pw".getBytes(StandardCharsets.UTF_8));
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/session"))
			.header("Authorization", "Basic " + credentials)
			.build();
		HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		return response;
	}

	private static int port(AssertableWebApplicationContext context) {
		return ((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer().getPort();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketSecurity
	static class Application {

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(User.withUsername("ann").password("{noop}pw").roles("USER").build());
		}

		@Bean
		SessionController sessionController() {
			return new SessionController();
		}

	}

	@RestController
	static class SessionController {

		@GetMapping("/session")
		String session(HttpServletRequest request, HttpServletResponse response, CsrfToken token) {
			new HttpSessionSecurityContextRepository().saveContext(SecurityContextHolder.getContext(), request,
					response);
			return token.getHeaderName() + "=" + token.getToken();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PermittingChain {

		@Bean
		SecurityFilterChain permitting(HttpSecurity http) {
			return http
				.authorizeHttpRequests((requests) -> requests.requestMatchers("/ws/**", "/connection/**")
					.permitAll()
					.anyRequest()
					.authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CookieChain {

		@Bean
		SecurityFilterChain withCookies(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.csrf((csrf) -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse()))
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

}
