package io.github.realtimespring.autoconfigure.websocket;

import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.messaging.MessagingException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.TenantRequiredException;
import io.github.realtimespring.autoconfigure.websocket.TenantServer.RelayType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Application code with and without a tenant.
 */
class TenantApplicationTests {

	private static final CloseCode CODE = new CloseCode(3503, "bye");

	@AfterEach
	void logOut() {
		SecurityContextHolder.clearContext();
	}

	@ParameterizedTest
	@EnumSource
	void withoutATenantNothingIsPublishedReadOrControlled(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient acme = server.stomp("ann@acme", "/topic/open:room");
			refused(() -> server.operations().publish("open:room", "lost"));
			refused(() -> server.operations().publishToUser("ann", "/queue/x", "lost"));
			refused(() -> server.operations().history("kept:1", HistoryQuery.newest(1)));
			refused(() -> server.operations().disconnect(ClientSelector.user("ann"), CODE));
			refused(() -> server.operations().unsubscribe(ClientSelector.user("ann"), "open:room"));
			assertThatExceptionOfType(MessagingException.class)
				.isThrownBy(() -> server.template().convertAndSend("/topic/open:room", "lost"))
				.withCauseInstanceOf(TenantRequiredException.class);
			assertThatExceptionOfType(MessagingException.class)
				.isThrownBy(() -> server.template().convertAndSendToUser("ann", "/queue/x", "lost"))
				.withCauseInstanceOf(TenantRequiredException.class);
			server.operations().forTenant("acme").publish("open:room", "first").join();
			assertThat(acme.receive()).contains("first");
		});
	}

	@ParameterizedTest
	@EnumSource
	void theTenantOfTheCurrentAuthenticationIsTaken(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient acme = server.stomp("ann@acme", "/topic/open:room");
			TestClient beta = server.stomp("ann@beta", "/topic/open:room");
			logIn("acme");
			server.operations().publish("open:room", "of acme").join();
			assertThat(acme.receive()).contains("of acme");
			logIn("beta");
			server.template().convertAndSend("/topic/open:room", "of beta");
			assertThat(beta.receive()).contains("of beta");
		});
	}

	@ParameterizedTest
	@EnumSource
	void aMessageHeaderNamesTheTenant(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient acme = server.stomp("ann@acme", "/topic/open:room");
			TestClient beta = server.stomp("ann@beta", "/user/queue/x");
			server.template().convertAndSend("/topic/open:room", "of acme", Map.of("realtimeTenant", "acme"));
			server.template().convertAndSendToUser("ann", "/queue/x", "of beta", Map.of("realtimeTenant", "beta"));
			assertThat(acme.receive()).contains("of acme").doesNotContain("realtimeTenant");
			assertThat(beta.receive()).contains("of beta").doesNotContain("realtimeTenant");
			assertThatExceptionOfType(MessagingException.class).isThrownBy(() -> server.template()
				.convertAndSend("/topic/open:room", "lost", Map.of("realtimeTenant", "acme|x")));
		});
	}

	@ParameterizedTest
	@EnumSource
	void namesOfTenantsAreChecked(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			for (String name : new String[] { "", "a|b", "a b", ".a", "é", "x".repeat(65) }) {
				assertThatExceptionOfType(IllegalArgumentException.class)
					.isThrownBy(() -> server.operations().forTenant(name));
			}
			assertThat(server.operations().forTenant("a.B-9_" + "x".repeat(58))).isNotNull();
		});
	}

	private static void logIn(String tenant) {
		UsernamePasswordAuthenticationToken authentication = UsernamePasswordAuthenticationToken.authenticated("ann",
				null, AuthorityUtils.NO_AUTHORITIES);
		authentication.setDetails(Map.of("tenant", tenant));
		SecurityContextHolder.getContext().setAuthentication(authentication);
	}

	private static void refused(Runnable call) {
		assertThatExceptionOfType(TenantRequiredException.class).isThrownBy(call::run)
			.withMessageContaining("forTenant");
	}

}
