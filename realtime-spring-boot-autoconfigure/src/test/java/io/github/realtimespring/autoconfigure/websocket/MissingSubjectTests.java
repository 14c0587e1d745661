package io.github.realtimespring.autoconfigure.websocket;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.internal.hub.Hub;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients whose token identifies no user, over real sockets: they are anonymous, and lose
 * their connection with the token.
 */
class MissingSubjectTests {

	private static final String STOMP = "/ws";

	private static final String CENTRIFUGE = "/connection/websocket";

	private static final WebApplicationContextRunner SERVER = OwnConfigurationTests.TOMCAT
		.withUserConfiguration(NamelessTokens.class)
		.withPropertyValues("realtime.security.anonymous=allowed");

	private static final WebApplicationContextRunner LENIENT = SERVER
		.withPropertyValues("realtime.security.token.missing-subject=anonymous");

	@Test
	void byDefaultSuchATokenIsInvalid() {
		SERVER.run((context) -> {
			assertThat(TestClient.refused(port(context), STOMP, "Authorization", "Bearer one")).isEqualTo(401);
			assertThat(connectCentrifuge(context, "one").awaitClose()).isEqualTo(3500);
		});
	}

	@Test
	void whenTheTokenExpiresThenTheConnectionEnds() {
		LENIENT.run((context) -> {
			TestClient stomp = connectStomp(context, "short");
			assertThat(stomp.receive()).startsWith("CONNECTED").doesNotContain("user-name");
			TestClient centrifuge = TestClient.connect(port(context), CENTRIFUGE, "Authorization", "Bearer short");
			centrifuge.send("{\"id\":1,\"connect\":{}}");
			assertThat(centrifuge.receive()).contains("\"connect\"");
			assertThat(context.getBean(Hub.class).sessions())
				.noneMatch((session) -> session.identity().isAuthenticated());
			assertThat(stomp.awaitClose()).isEqualTo(1008);
			assertThat(centrifuge.awaitClose()).isEqualTo(3005);
		});
	}

	@Test
	void whenTheTokenIsRevokedThenTheConnectionEndsAndDoesNotComeBack() {
		LENIENT.run((context) -> {
			TestClient stomp = connectStomp(context, "one");
			assertThat(stomp.receive()).startsWith("CONNECTED");
			TestClient centrifuge = connectCentrifuge(context, "one");
			assertThat(centrifuge.receive()).contains("\"connect\"");
			TestClient other = connectCentrifuge(context, "two");
			assertThat(other.receive()).contains("\"connect\"");
			context.getBean(RealtimeOperations.class)
				.revoke(ClientSelector.token("one"), Instant.now().plusSeconds(60))
				.get(30, TimeUnit.SECONDS);
			assertThat(stomp.awaitClose()).isEqualTo(1008);
			assertThat(centrifuge.awaitClose()).isEqualTo(3503);
			Awaitility.await().until(() -> context.getBean(Hub.class).sessions().size() == 1);
			assertThat(connectStomp(context, "one").awaitClose()).isEqualTo(1008);
		});
	}

	@Test
	void aTokenOfNobodyDoesNotProlongTheHandshakesUser() {
		LENIENT.run((context) -> {
			TestClient stomp = TestClient.connect(port(context), STOMP, "Authorization", "Bearer alice");
			stomp.send("CONNECT\naccept-version:1.2\nhost:localhost\nAuthorization:Bearer one\n\n\0");
			assertThat(stomp.receive()).startsWith("ERROR").contains("Unauthorized");
		});
	}

	private static TestClient connectStomp(AssertableWebApplicationContext context, String token) {
		TestClient client = TestClient.connect(port(context), STOMP);
		client.send("CONNECT\naccept-version:1.2\nhost:localhost\nAuthorization:Bearer " + token + "\n\n\0");
		return client;
	}

	private static TestClient connectCentrifuge(AssertableWebApplicationContext context, String token) {
		TestClient client = TestClient.connect(port(context), CENTRIFUGE);
		client.send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
		return client;
	}

	private static int port(AssertableWebApplicationContext context) {
		return ((ServletWebServerApplicationContext) context.getSourceApplicationContext()).getWebServer().getPort();
	}

	@Configuration(proxyBeanMethods = false)
	static class NamelessTokens {

		@Bean
		JwtDecoder namelessDecoder() {
			return (token) -> {
				Jwt.Builder jwt = Jwt.withTokenValue(token).header("alg", "none").jti(token);
				if (token.equals("alice")) {
					return jwt.subject("alice").expiresAt(Instant.now().plusSeconds(60)).build();
				}
				return (token.equals("short") ? jwt.expiresAt(Instant.now().plusSeconds(1)) : jwt).build();
			};
		}

	}

}
