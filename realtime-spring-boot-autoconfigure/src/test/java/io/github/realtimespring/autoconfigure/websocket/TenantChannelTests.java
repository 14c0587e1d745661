package io.github.realtimespring.autoconfigure.websocket;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.realtimespring.autoconfigure.websocket.TenantServer.RelayType;
import io.github.realtimespring.internal.hub.Hub;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Channels of two tenants with the same names: what one publishes does not reach the
 * other. Each client then gets its own tenant's message as the next one.
 */
class TenantChannelTests {

	@ParameterizedTest
	@EnumSource
	void clientsOfBothProtocolsReceiveTheirOwnTenantsPublicationsOnly(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient acmeStomp = server.stomp("ann@acme", "/topic/open:room");
			TestClient betaStomp = server.stomp("ann@beta", "/topic/open:room");
			TestClient acme = server.centrifuge("ann@acme", "open:room");
			TestClient beta = server.centrifuge("ann@beta", "open:room");
			acme.send("{\"id\":3,\"publish\":{\"channel\":\"open:room\",\"data\":\"of acme\"}}");
			assertThat(acmeStomp.receive()).startsWith("MESSAGE").contains("destination:/topic/open\\croom", "of acme");
			betaStomp.send(TenantServer.send("/topic/open:room", "\"of beta\""));
			assertThat(betaStomp.receive()).startsWith("MESSAGE").contains("destination:/topic/open\\croom", "of beta");
			assertThat(beta.receive()).contains("\"channel\":\"open:room\"", "of beta").doesNotContain("acme");
		});
	}

	@ParameterizedTest
	@EnumSource
	void aPatternMatchesTheOwnTenantsChannelsOnly(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient acme = server.stomp("ann@acme", "/topic/open:*");
			TestClient beta = server.stomp("ann@beta", "/topic/open:*");
			server.operations().forTenant("acme").publish("open:1", "of acme").join();
			server.operations().forTenant("beta").publish("open:2", "of beta").join();
			assertThat(acme.receive()).contains("destination:/topic/open\\c1", "of acme");
			assertThat(beta.receive()).contains("destination:/topic/open\\c2", "of beta");
		});
	}

	@ParameterizedTest
	@EnumSource
	void noChoiceOfANameReachesAnotherTenant(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			for (String name : new String[] { "acme|open:room", "|open:room", "open:room", "open:acme|open:room" }) {
				TestClient beta = server.centrifuge("ann@beta");
				beta.send("{\"id\":2,\"subscribe\":{\"channel\":\"" + name + "\"}}");
				beta.receive();
				server.operations().forTenant("acme").publish("open:room", "of acme").join();
				beta.send("{\"id\":3,\"publish\":{\"channel\":\"" + name + "\",\"data\":1}}");
				assertThat(beta.receive()).doesNotContain("of acme");
			}
		}, "realtime.allow-unknown-namespaces=true");
	}

	@ParameterizedTest
	@EnumSource
	void theOwnChannelsOfOneNameAreDifferentOnes(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			server.centrifuge("ann@acme", "open:room");
			server.centrifuge("ann@beta", "open:room");
			assertThat(server.context().getBean(Hub.class).statistics().channelCount()).isEqualTo(2);
		});
	}

	@ParameterizedTest
	@EnumSource
	void clientsWithoutATenantHaveChannelsOfTheirOwn(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient none = server.stomp("ann@", "/topic/open:room");
			TestClient acme = server.stomp("ann@acme", "/topic/open:room");
			server.operations().forTenant("acme").publish("open:room", "of acme").join();
			server.operations().forTenant("").publish("open:room", "of nobody").join();
			assertThat(none.receive()).contains("of nobody");
			assertThat(acme.receive()).contains("of acme");
		}, "realtime.tenants.required=false");
	}

}
