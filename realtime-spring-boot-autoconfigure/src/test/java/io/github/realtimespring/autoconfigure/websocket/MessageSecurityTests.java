package io.github.realtimespring.autoconfigure.websocket;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.websocket.autoconfigure.servlet.WebSocketMessagingAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.socket.EnableWebSocketSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.messaging.access.intercept.MessageMatcherDelegatingAuthorizationManager;
import org.springframework.stereotype.Controller;
import org.springframework.stereotype.Service;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.centrifuge.RealtimeCentrifugeAutoConfiguration;
import io.github.realtimespring.autoconfigure.security.RealtimeSecurityAutoConfiguration;
import io.github.realtimespring.autoconfigure.stomp.RealtimeStompAutoConfiguration;
import io.github.realtimespring.security.TokenAuthenticator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Security's rules for messages hold for clients of both protocols.
 */
@ExtendWith(OutputCaptureExtension.class)
class MessageSecurityTests {

	private static final String CENTRIFUGE = "/connection/websocket";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(
				AutoConfigurations.of(RealtimeAutoConfiguration.class, RealtimeSecurityAutoConfiguration.class,
						RealtimeWebSocketAutoConfiguration.class, RealtimeCentrifugeAutoConfiguration.class,
						RealtimeStompAutoConfiguration.class, JacksonAutoConfiguration.class,
						WebSocketMessagingAutoConfiguration.class, TomcatServletWebServerAutoConfiguration.class,
						DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class))
		.withPropertyValues("server.port=0", "realtime.drain.period=0s", "realtime.centrifuge.enabled=true",
				"realtime.stomp.enabled=true", "realtime.security.anonymous=allowed")
		.withUserConfiguration(Tokens.class, AdminController.class, Vault.class);

	@Test
	void whatOnlyAdministratorsMayDoIsRefusedToOthersOnBothProtocols(CapturedOutput output) {
		run(Rules.class, (context) -> {
			for (String command : List.of("\"rpc\":{\"method\":\"admin/x\",\"data\":{}}",
					"\"subscribe\":{\"channel\":\"admin/1\"}", "\"publish\":{\"channel\":\"admin/1\",\"data\":1}")) {
				TestClient anonymous = centrifuge(context, "");
				anonymous.send("{\"id\":2," + command + "}");
				assertThat(anonymous.receive()).contains("\"code\":103");
				TestClient user = centrifuge(context, "user");
				user.send("{\"id\":2," + command + "}");
				assertThat(user.receive()).contains("\"code\":103");
			}
			TestClient admin = centrifuge(context, "admin");
			admin.send("{\"id\":2,\"rpc\":{\"method\":\"admin/x\",\"data\":{}}}");
			assertThat(admin.receive()).isEqualTo("{\"id\":2,\"rpc\":{\"data\":\"done by admin\"}}");
			admin.send("{\"id\":3,\"subscribe\":{\"channel\":\"admin/1\"}}");
			assertThat(admin.receive()).isEqualTo("{\"id\":3,\"subscribe\":{}}");
			TestClient stomp = stomp(context, "user");
			stomp.send("SUBSCRIBE\nid:a\ndestination:/topic/admin/1\n\n\0");
			assertThat(stomp.receive()).startsWith("ERROR");
			assertThat(output).contains("destination '/topic/admin/1'", "AuthorizationChannelInterceptor",
					"Access Denied");
		});
	}

	@Test
	void theRulesHoldWithLazyInitialization() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withUserConfiguration(Rules.class, WithoutCsrf.class)
			.run((context) -> {
				TestClient user = centrifuge(context, "user");
				user.send("{\"id\":2,\"subscribe\":{\"channel\":\"admin/1\"}}");
				assertThat(user.receive()).contains("\"code\":103");
				TestClient stomp = stomp(context, "user");
				stomp.send("SUBSCRIBE\nid:a\ndestination:/topic/admin/1\n\n\0");
				assertThat(stomp.receive()).startsWith("ERROR");
			});
	}

	@Test
	void aMethodThatMethodSecurityRefusesGivesTheDocumentedErrorAndNoStackTrace() {
		run(Rules.class, (context) -> {
			TestClient user = centrifuge(context, "user");
			user.send("{\"id\":2,\"rpc\":{\"method\":\"vault\"}}");
			assertThat(user.receive())
				.isEqualTo("{\"id\":2,\"error\":{\"code\":103,\"message\":\"permission denied\"}}");
			TestClient stomp = stomp(context, "user");
			stomp.send("SEND\ndestination:/app/vault\nreceipt:r\n\n\0");
			assertThat(stomp.receive()).startsWith("ERROR")
				.contains("receipt-id:r")
				.doesNotContain("Exception", "\tat ", "Vault");
			TestClient admin = stomp(context, "admin");
			admin.send("SEND\ndestination:/app/vault\nreceipt:r\n\n\0");
			assertThat(admin.receive()).startsWith("RECEIPT");
		});
	}

	@Test
	void methodSecurityAndThePrincipalWorkInCalls() {
		run(Rules.class, (context) -> {
			TestClient admin = centrifuge(context, "admin");
			admin.send("{\"id\":2,\"rpc\":{\"method\":\"vault\"}}");
			assertThat(admin.receive()).isEqualTo("{\"id\":2,\"rpc\":{\"data\":\"opened for admin\"}}");
			TestClient user = centrifuge(context, "user");
			user.send("{\"id\":2,\"rpc\":{\"method\":\"vault\"}}");
			assertThat(user.receive()).contains("\"error\"");
		});
	}

	@Test
	void whenANewTokenLosesARoleThenTheRulesEndSubscriptionsOnBothProtocols() {
		run(Rules.class, (context) -> {
			TestClient stomp = stomp(context, "admin");
			stomp.send("SUBSCRIBE\nid:a\ndestination:/topic/admin/1\nreceipt:s\n\n\0");
			assertThat(stomp.receive()).contains("receipt-id:s");
			stomp.send(refresh("admin:user"));
			assertThat(stomp.receive()).contains("receipt-id:unsubscribed", "subscription:a");
			assertThat(stomp.receive()).contains("receipt-id:r");
			stomp.send("SUBSCRIBE\nid:a\ndestination:/topic/admin/1\n\n\0");
			assertThat(stomp.receive()).startsWith("ERROR");
			TestClient admin = centrifuge(context, "admin");
			admin.send("{\"id\":2,\"subscribe\":{\"channel\":\"admin/1\"}}");
			assertThat(admin.receive()).isEqualTo("{\"id\":2,\"subscribe\":{}}");
			admin.send("{\"id\":3,\"refresh\":{\"token\":\"admin:user\"}}");
			String answer = admin.receive();
			// Both lines may come in one message
			answer = answer.contains("\"refresh\"") ? answer : answer + admin.receive();
			assertThat(answer).contains("\"unsubscribe\":{\"code\":2501", "\"refresh\"");
			admin.send("{\"id\":4,\"rpc\":{\"method\":\"admin/x\",\"data\":{}}}");
			assertThat(admin.receive()).contains("\"code\":103");
		});
	}

	@Test
	void whenNoMessageIsAllowedThenATokenIsRefreshedAllTheSame() {
		run(NoMessages.class, (context) -> {
			TestClient stomp = stomp(context, "user");
			stomp.send(refresh("user"));
			assertThat(stomp.receive()).contains("receipt-id:r");
			stomp.send("SEND\ndestination:/app/vault\n\n\0");
			assertThat(stomp.receive()).startsWith("ERROR");
		});
	}

	@Test
	void whenTokensInConnectAreOffThenARefreshIsTheApplicationsMessage() {
		this.runner.withUserConfiguration(WithoutCsrf.class)
			.withPropertyValues("realtime.security.token.connect-enabled=false")
			.run((context) -> {
				TestClient stomp = stomp(context, "user");
				stomp.send(refresh("user"));
				assertThat(stomp.receive()).startsWith("ERROR").contains("Unknown destination");
			});
	}

	@Test
	void whenCsrfProtectionIsOnThenAConnectWithoutTheTokenIsRefused() {
		this.runner.withUserConfiguration(Rules.class).run((context) -> {
			TestClient client = TestClient.connect(port(context), CENTRIFUGE);
			client.send("{\"id\":1,\"connect\":{\"token\":\"admin\"}}");
			assertThat(client.awaitClose()).isEqualTo(3507);
		});
	}

	private void run(Class<?> rules, ContextTest test) {
		this.runner.withUserConfiguration(rules, WithoutCsrf.class).run((context) -> test.accept(context));
	}

	private static TestClient centrifuge(AssertableWebApplicationContext context, String token) throws Exception {
		TestClient client = TestClient.connect(port(context), CENTRIFUGE);
		client.send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
		assertThat(client.receive()).contains("\"connect\"");
		return client;
	}

	private static TestClient stomp(AssertableWebApplicationContext context, String token) throws Exception {
		TestClient client = TestClient.connect(port(context), "/ws");
		client.send("CONNECT\naccept-version:1.2\nhost:x\nAuthorization:Bearer " + token + "\n\n\0");
		assertThat(client.receive()).startsWith("CONNECTED");
		return client;
	}

	private static String refresh(String token) {
		return "SEND\ndestination:/realtime/refresh\nAuthorization:Bearer " + token + "\nreceipt:r\n\n\0";
	}

	private static int port(AssertableWebApplicationContext context) {
		return ((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer().getPort();
	}

	@FunctionalInterface
	private interface ContextTest {

		void accept(AssertableWebApplicationContext context) throws Exception;

	}

	@Configuration(proxyBeanMethods = false)
	static class Tokens {

		/**
		 * The token is the user's name, and the user admin has the role unless the token
		 * adds another.
		 */
		@Bean
		TokenAuthenticator tokens() {
			return (token) -> new ClientIdentity(
					new UsernamePasswordAuthenticationToken(token.split(":")[0], "",
							AuthorityUtils.createAuthorityList(token.equals("admin") ? "ROLE_ADMIN" : "ROLE_USER")),
					null);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketSecurity
	@EnableMethodSecurity
	static class Rules {

		@Bean
		AuthorizationManager<Message<?>> messageAuthorizationManager(
				MessageMatcherDelegatingAuthorizationManager.Builder messages) {
			return messages.simpTypeMatchers(SimpMessageType.CONNECT, SimpMessageType.DISCONNECT)
				.permitAll()
				.simpDestMatchers("/app/admin/**", "/topic/admin/**")
				.hasRole("ADMIN")
				.anyMessage()
				.permitAll()
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketSecurity
	static class NoMessages {

		@Bean
		AuthorizationManager<Message<?>> messageAuthorizationManager(
				MessageMatcherDelegatingAuthorizationManager.Builder messages) {
			return messages.simpTypeMatchers(SimpMessageType.CONNECT).permitAll().anyMessage().denyAll().build();
		}

	}

	/**
	 * Replaces Spring Security's check of CSRF tokens, as its documentation recommends
	 * for clients that don't log in by cookies.
	 */
	@Configuration(proxyBeanMethods = false)
	static class WithoutCsrf {

		@Bean("csrfChannelInterceptor")
		ChannelInterceptor csrfChannelInterceptor() {
			return new ChannelInterceptor() {
			};
		}

	}

	@Controller
	static class AdminController {

		private final Vault vault;

		AdminController(Vault vault) {
			this.vault = vault;
		}

		@MessageMapping("admin/x")
		String admin(@AuthenticationPrincipal String user) {
			return "done by " + user;
		}

		@MessageMapping("vault")
		String vault(@AuthenticationPrincipal String user) {
			return this.vault.open(user);
		}

	}

	@Service
	static class Vault {

		@PreAuthorize("hasRole('ADMIN')")
		public String open(String user) {
			return "opened for " + user;
		}

	}

}
