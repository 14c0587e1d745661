package io.github.realtimespring.autoconfigure.websocket;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.ClientSession;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.autoconfigure.websocket.TenantServer.RelayType;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.session.Session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Disconnecting, revoking and unsubscribing clients of one of two tenants with the same
 * users.
 */
class TenantControlTests {

	private static final CloseCode CODE = new CloseCode(3503, "bye");

	@ParameterizedTest
	@EnumSource
	void aUserIsDisconnectedInOneTenantOnly(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient acme = server.centrifuge("ann@acme");
			TestClient beta = server.centrifuge("ann@beta", "open:room");
			assertThat(server.operations()
				.forTenant("acme")
				.disconnect(ClientSelector.user("ann"), CODE)
				.join()
				.sessions()).isOne();
			assertThat(acme.awaitClose()).isEqualTo(3503);
			server.operations().forTenant("beta").publish("open:room", "still there").join();
			assertThat(beta.receive()).contains("still there");
		});
	}

	@ParameterizedTest
	@EnumSource
	void aSubscriptionIsEndedInOneTenantOnly(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient acme = server.centrifuge("ann@acme", "open:room");
			TestClient beta = server.centrifuge("ann@beta", "open:room");
			server.operations().unsubscribe(ClientSelector.user("ann").inTenant("acme"), "open:room").join();
			assertThat(acme.receive()).contains("\"unsubscribe\"", "\"channel\":\"open:room\"");
			server.operations().forTenant("beta").publish("open:room", "still there").join();
			assertThat(beta.receive()).contains("still there");
		});
	}

	@ParameterizedTest
	@EnumSource
	void aRevokedUserOfOneTenantIsNoOneElse(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient acme = server.centrifuge("ann@acme");
			server.operations().forTenant("acme").revoke(ClientSelector.user("ann"), later()).join();
			assertThat(acme.awaitClose()).isEqualTo(3503);
			server.stomp("ann@beta");
			server.stomp("bob@acme");
			TestClient again = TestClient.connect(server.port(), "/connection/websocket");
			again.send("{\"id\":1,\"connect\":{\"token\":\"ann@acme\"}}");
			assertThat(again.awaitClose()).isEqualTo(3503);
		});
	}

	@ParameterizedTest
	@EnumSource
	void aTenantIsRevokedAsAWhole(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient ann = server.centrifuge("ann@acme");
			TestClient bob = server.centrifuge("bob@acme");
			TestClient other = server.centrifuge("ann@beta", "open:room");
			assertThat(server.operations().revoke(ClientSelector.tenant("acme"), later()).join().sessions())
				.isEqualTo(2);
			assertThat(ann.awaitClose()).isEqualTo(3503);
			assertThat(bob.awaitClose()).isEqualTo(3503);
			server.operations().forTenant("beta").publish("open:room", "still there").join();
			assertThat(other.receive()).contains("still there");
			TestClient again = TestClient.connect(server.port(), "/connection/websocket");
			again.send("{\"id\":1,\"connect\":{\"token\":\"carol@acme\"}}");
			assertThat(again.awaitClose()).isEqualTo(3503);
		});
	}

	@ParameterizedTest
	@EnumSource
	void aRefreshKeepsATenantThatThePrincipalDoesNotName(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			server.centrifuge("ann@acme", "open:room");
			server.stomp("ann@acme", "/topic/open:room");
			List<Session> sessions = List.copyOf(server.context().getBean(Hub.class).sessions());
			assertThat(sessions).hasSize(2);
			Instant expiry = Instant.ofEpochMilli(later().toEpochMilli());
			ClientSelector ann = ClientSelector.user("ann");
			RealtimeOperations acme = server.operations().forTenant("acme");
			assertThat(acme.refresh(ann, expiry).join().sessions()).isEqualTo(2);
			await().untilAsserted(() -> assertThat(sessions).allSatisfy((session) -> {
				assertThat(session.identity().expiresAt()).isEqualTo(expiry);
				assertThat(session.tenant()).isEqualTo("acme");
			}));
			assertThat(acme.refresh(ann).join().sessions()).isEqualTo(2);
			Instant earlier = expiry.minusSeconds(60);
			assertThat(acme.refresh(ann, earlier).join().sessions()).isEqualTo(2);
			await().untilAsserted(() -> assertThat(sessions)
				.allSatisfy((session) -> assertThat(session.identity().expiresAt()).isEqualTo(earlier)));
			assertThat(sessions).allMatch(Session::isOpen);
		});
	}

	@ParameterizedTest
	@EnumSource
	void aSessionOfAnotherTenantIsNotReached(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			server.centrifuge("ann@acme", "open:room");
			ClientSession session = server.context().getBean(Hub.class).sessions().iterator().next();
			assertThat(session.tenant()).isEqualTo("acme");
			ClientSelector selector = ClientSelector.session(session.publicId());
			assertThat(server.operations().forTenant("beta").disconnect(selector, CODE).join().sessions()).isZero();
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> server.operations().forTenant("beta").disconnect(selector.inTenant("acme"), CODE));
			assertThat(session.isOpen()).isTrue();
			assertThat(server.operations().disconnect(selector, CODE).join().sessions()).isOne();
		});
	}

	private static Instant later() {
		return Instant.now().plusSeconds(600);
	}

}
