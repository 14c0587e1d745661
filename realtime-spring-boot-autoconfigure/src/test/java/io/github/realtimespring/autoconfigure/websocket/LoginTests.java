package io.github.realtimespring.autoconfigure.websocket;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

import io.github.realtimespring.autoconfigure.properties.InvalidRealtimePropertyException;
import io.github.realtimespring.autoconfigure.security.RealtimeHandshakeSecurityAutoConfiguration;
import io.github.realtimespring.autoconfigure.security.RealtimeWebSecurityAutoConfiguration;
import io.github.realtimespring.internal.hub.Hub;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * STOMP's login and passcode over real sockets, verified by Spring Security.
 */
@ExtendWith(OutputCaptureExtension.class)
class LoginTests {

	private static final String STOMP = "/ws";

	private static final String PASSCODE = "correct-horse";

	static Stream<WebApplicationContextRunner> servers() {
		return OwnConfigurationTests.servers()
			.map((server) -> server
				.withConfiguration(AutoConfigurations.of(RealtimeWebSecurityAutoConfiguration.class,
						RealtimeHandshakeSecurityAutoConfiguration.class, SecurityAutoConfiguration.class,
						ServletWebSecurityAutoConfiguration.class, SecurityFilterAutoConfiguration.class))
				.withUserConfiguration(Users.class)
				.withPropertyValues("realtime.security.login.enabled=true"));
	}

	@ParameterizedTest
	@MethodSource("servers")
	void aLoginIsVerifiedAndItsPasscodeAppearsNowhere(WebApplicationContextRunner server, CapturedOutput output) {
		Map<Logger, Level> levels = new HashMap<>();
		for (String name : List.of("org.springframework", "io.github.realtimespring")) {
			Logger logger = (Logger) LoggerFactory.getLogger(name);
			levels.put(logger, logger.getLevel());
		}
		try {
			server.run((context) -> {
				levels.keySet().forEach((logger) -> logger.setLevel(Level.TRACE));
				assertThat(connect(context, "login:ann", "passcode:" + PASSCODE).receive()).startsWith("CONNECTED")
					.contains("user-name:ann")
					.doesNotContain(PASSCODE);
				assertThat(context.getBean(Hub.class).sessions()).singleElement()
					.satisfies((session) -> assertThat(session.identity().issuedAt()).isNotNull());
				TestClient wrong = connect(context, "login:ann", "passcode:" + PASSCODE + "-not");
				assertThat(wrong.receive()).startsWith("ERROR").contains("Unauthorized").doesNotContain(PASSCODE);
				assertThat(wrong.awaitClose()).isEqualTo(1002);
				assertThat(connect(context, "login:unknown", "passcode:" + PASSCODE).receive()).startsWith("ERROR");
				assertThat(connect(context).receive()).startsWith("ERROR").contains("Unauthorized");
				assertThat(output).contains("TRACE").doesNotContain(PASSCODE);
			});
		}
		finally {
			levels.forEach(Logger::setLevel);
		}
	}

	@ParameterizedTest
	@MethodSource("servers")
	void aClientThatGuessesIsStoppedAndAnAddressWaits(WebApplicationContextRunner server) {
		server.withPropertyValues("realtime.security.login.max-failures=2").run((context) -> {
			for (int i = 0; i < 2; i++) {
				assertThat(connect(context, "login:ann", "passcode:guess" + i).receive()).contains("Unauthorized");
			}
			assertThat(connect(context, "login:ann", "passcode:" + PASSCODE).receive()).startsWith("ERROR")
				.contains("Authentication is unavailable");
		});
	}

	@ParameterizedTest
	@MethodSource("servers")
	void otherProtocolsStillNeedAToken(WebApplicationContextRunner server) {
		server.run((context) -> {
			TestClient centrifuge = TestClient.connect(port(context), "/connection/websocket");
			centrifuge
				.send("{\"id\":1,\"connect\":{\"headers\":{\"login\":\"ann\",\"passcode\":\"" + PASSCODE + "\"}}}");
			assertThat(centrifuge.awaitClose()).isEqualTo(3501);
		});
	}

	@Test
	void aTokenAndALoginInOneFrameAreRefused() {
		HandshakeChainTests.servers()
			.findFirst()
			.orElseThrow()
			.withUserConfiguration(Users.class)
			.withPropertyValues("realtime.security.login.enabled=true")
			.run((context) -> {
				String token = "Authorization:Bearer good-ann";
				assertThat(connect(context, token).receive()).startsWith("CONNECTED");
				assertThat(connect(context, "login:ann", "passcode:" + PASSCODE).receive()).startsWith("CONNECTED");
				assertThat(connect(context, token, "login:ann", "passcode:" + PASSCODE).receive()).startsWith("ERROR")
					.contains("Unauthorized");
			});
	}

	@Test
	void byDefaultLoginAndPasscodeAreTheApplications() {
		HandshakeChainTests.servers().findFirst().orElseThrow().withUserConfiguration(Users.class).run((context) -> {
			assertThat(connect(context, "Authorization:Bearer good-ann", "login:ann", "passcode:x").receive())
				.startsWith("CONNECTED");
			assertThat(connect(context, "login:ann", "passcode:" + PASSCODE).receive()).startsWith("ERROR");
		});
	}

	@Test
	void withoutAnAuthenticationManagerTheStartFails() {
		WebApplicationContextRunner none = OwnConfigurationTests.TOMCAT
			.withConfiguration(AutoConfigurations.of(SecurityAutoConfiguration.class,
					ServletWebSecurityAutoConfiguration.class, SecurityFilterAutoConfiguration.class))
			.withPropertyValues("realtime.security.login.enabled=true");
		none.withBean(AuthenticationManager.class, () -> (request) -> request)
			.run((context) -> assertThat(context).hasNotFailed());
		none.run((context) -> assertThat(context).hasFailed()
			.getFailure()
			.isInstanceOf(InvalidRealtimePropertyException.class)
			.hasMessageContaining("realtime.security.login.enabled"));
	}

	private static TestClient connect(AssertableWebApplicationContext context, String... headers) {
		TestClient client = TestClient.connect(port(context), STOMP);
		client.send("CONNECT\naccept-version:1.2\nhost:localhost\n"
				+ ((headers.length > 0) ? String.join("\n", headers) + "\n" : "") + "\n\0");
		return client;
	}

	private static int port(AssertableWebApplicationContext context) {
		return ((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer().getPort();
	}

	@Configuration(proxyBeanMethods = false)
	static class Users {

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("ann").password("{noop}" + PASSCODE).roles("USER").build());
		}

	}

}
