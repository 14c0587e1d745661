package io.github.realtimespring.autoconfigure.websocket;

import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.realtimespring.autoconfigure.websocket.TenantServer.RelayType;
import io.github.realtimespring.internal.hub.Hub;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that name no tenant, another one, or pretend to be of another one.
 */
class TenantRefusalTests {

	@ParameterizedTest
	@EnumSource
	void aClientWithoutATenantIsRefused(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient centrifuge = TestClient.connect(server.port(), "/connection/websocket");
			centrifuge.send("{\"id\":1,\"connect\":{\"token\":\"ann@\"}}");
			assertThat(centrifuge.awaitClose()).isEqualTo(3507);
			TestClient stomp = TestClient.connect(server.port(), "/ws");
			stomp.send(TenantServer.connect("ann@"));
			assertThat(stomp.receive()).startsWith("ERROR").contains("Unauthorized");
			assertThat(TestClient.refused(server.port(), "/ws", "Authorization", "Bearer ann@")).isEqualTo(403);
			assertThat(TestClient.refused(server.port(), "/ws", "Authorization", "Bearer ann@acme")).isEqualTo(101);
		});
	}

	@ParameterizedTest
	@EnumSource
	void anAnonymousClientIsRefused(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient centrifuge = TestClient.connect(server.port(), "/connection/websocket");
			centrifuge.send("{\"id\":1,\"connect\":{}}");
			assertThat(centrifuge.awaitClose()).isEqualTo(3507);
			TestClient stomp = TestClient.connect(server.port(), "/ws");
			stomp.send("CONNECT\naccept-version:1.2\nhost:x\n\n\0");
			assertThat(stomp.receive()).startsWith("ERROR");
		}, "realtime.security.anonymous=allowed");
	}

	@ParameterizedTest
	@EnumSource
	void aRefreshWithATokenOfAnotherTenantIsRefused(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			for (String token : new String[] { "ann@beta", "ann@" }) {
				TestClient centrifuge = server.centrifuge("ann@acme");
				centrifuge.send("{\"id\":2,\"refresh\":{\"token\":\"" + token + "\"}}");
				assertThat(centrifuge.awaitClose()).isEqualTo(3507);
				TestClient stomp = server.stomp("ann@acme");
				stomp.send("SEND\ndestination:/realtime/refresh\nAuthorization:Bearer " + token + "\n\n\0");
				assertThat(stomp.receive()).startsWith("ERROR");
			}
			TestClient centrifuge = server.centrifuge("ann@acme");
			centrifuge.send("{\"id\":2,\"refresh\":{\"token\":\"ann@acme~2\"}}");
			assertThat(centrifuge.receive()).contains("\"refresh\"");
			TestClient stomp = server.stomp("ann@acme");
			stomp.send("SEND\ndestination:/realtime/refresh\nAuthorization:Bearer ann@acme~2\nreceipt:r\n\n\0");
			assertThat(stomp.receive()).startsWith("RECEIPT");
		});
	}

	@ParameterizedTest
	@EnumSource
	void aTokenInTheFirstMessageMustBeOfTheHandshakesTenant(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient centrifuge = TestClient.connect(server.port(), "/connection/websocket", "Authorization",
					"Bearer ann@acme");
			centrifuge.send("{\"id\":1,\"connect\":{\"token\":\"ann@beta\"}}");
			assertThat(centrifuge.awaitClose()).isEqualTo(3507);
			TestClient stomp = TestClient.connect(server.port(), "/ws", "Authorization", "Bearer ann@acme");
			stomp.send(TenantServer.connect("ann@beta"));
			assertThat(stomp.receive()).startsWith("ERROR");
		});
	}

	@ParameterizedTest
	@EnumSource
	void aClientCanNotNameATenantInAHeader(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient acme = server.stomp("ann@acme", "/topic/open:room");
			TestClient beta = server.stomp("ann@beta", "/topic/open:room");
			beta.send(TenantServer.send("/app/forward", "\"x\"", "realtimeTenant:acme"));
			assertThat(beta.receive()).contains("forwarded").doesNotContain("realtimeTenant");
			beta.send(TenantServer.send("/topic/open:room", "\"direct\"", "realtimeTenant:acme"));
			assertThat(beta.receive()).contains("direct").doesNotContain("realtimeTenant");
			server.operations().forTenant("acme").publish("open:room", "of acme").join();
			assertThat(acme.receive()).contains("of acme");
		});
	}

	@ParameterizedTest
	@EnumSource
	void aClientCanNotSendToAUserOfAnotherTenant(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient beta = server.stomp("ann@beta");
			beta.send(TenantServer.send("/user/ann/queue/x", "\"x\""));
			assertThat(beta.receive()).startsWith("ERROR");
		});
	}

	@ParameterizedTest
	@EnumSource
	void aTenantHasAMaximumOfSessionsAndSubscriptions(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient first = server.centrifuge("ann@acme", "open:1");
			TestClient second = server.centrifuge("bob@acme");
			second.send("{\"id\":2,\"subscribe\":{\"channel\":\"open:2\"}}");
			assertThat(second.receive()).contains("\"code\":106");
			TestClient third = TestClient.connect(server.port(), "/connection/websocket");
			third.send("{\"id\":1,\"connect\":{\"token\":\"carol@acme\"}}");
			assertThat(third.awaitClose()).isEqualTo(3504);
			server.centrifuge("ann@beta", "open:1");
			first.close();
			Awaitility.await()
				.until(() -> server.context()
					.getBean(Hub.class)
					.sessions()
					.stream()
					.filter((session) -> "acme".equals(session.tenant()))
					.count() == 1);
			server.centrifuge("carol@acme", "open:1");
		}, "realtime.tenants.max-sessions=2", "realtime.tenants.max-subscriptions=1");
	}

}
