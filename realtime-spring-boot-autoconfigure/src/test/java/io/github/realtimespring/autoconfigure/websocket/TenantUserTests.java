package io.github.realtimespring.autoconfigure.websocket;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.realtimespring.autoconfigure.websocket.TenantServer.RelayType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages to users of two tenants with the same name, and replies of methods.
 */
class TenantUserTests {

	@ParameterizedTest
	@EnumSource
	void aMessageToAUserReachesTheUserOfThatTenant(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			List<TestClient> acme = List.of(server.stomp("ann@acme", "/user/queue/x"),
					server.centrifuge("ann@acme", "/user/queue/x"));
			List<TestClient> beta = List.of(server.stomp("ann@beta", "/user/queue/x"),
					server.centrifuge("ann@beta", "/user/queue/x"));
			server.operations().forTenant("acme").publishToUser("ann", "/queue/x", "for acme").join();
			server.operations().forTenant("beta").publishToUser("ann", "/queue/x", "for beta").join();
			for (TestClient client : acme) {
				assertThat(client.receive()).contains("for acme", "/user/queue/x");
			}
			for (TestClient client : beta) {
				assertThat(client.receive()).contains("for beta", "/user/queue/x");
			}
		});
	}

	@ParameterizedTest
	@EnumSource
	void repliesOfMethodsStayInTheTenant(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient acme = server.stomp("ann@acme", "/topic/open:room");
			TestClient beta = server.stomp("ann@beta", "/topic/open:room");
			for (String method : new String[] { "say", "later", "publish", "template" }) {
				acme.send(TenantServer.send("/app/" + method, "\"" + method + " of acme\""));
				assertThat(acme.receive()).contains(method + " of acme");
				beta.send(TenantServer.send("/app/" + method, "\"" + method + " of beta\""));
				assertThat(beta.receive()).contains(method + " of beta");
			}
		});
	}

	@ParameterizedTest
	@EnumSource
	void callsOfMethodsPublishInTheTenant(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient acme = server.stomp("ann@acme", "/topic/open:room");
			TestClient beta = server.stomp("ann@beta", "/topic/open:room");
			TestClient caller = server.centrifuge("bob@beta");
			for (String method : new String[] { "say", "later", "publish", "template" }) {
				caller.send("{\"id\":5,\"rpc\":{\"method\":\"" + method + "\",\"data\":\"" + method + " of beta\"}}");
				assertThat(caller.receive()).contains("\"rpc\"");
				assertThat(beta.receive()).contains(method + " of beta");
			}
			server.operations().forTenant("acme").publish("open:room", "of acme").join();
			assertThat(acme.receive()).contains("of acme");
		});
	}

	@ParameterizedTest
	@EnumSource
	void aReplyToAUserReachesTheOneWhoAsked(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			TestClient acme = server.stomp("ann@acme", "/user/queue/echo");
			TestClient beta = server.stomp("ann@beta", "/user/queue/echo");
			acme.send(TenantServer.send("/app/echo", "\"acme\""));
			assertThat(acme.receive()).contains("acme");
			beta.send(TenantServer.send("/app/echo", "\"beta\""));
			assertThat(beta.receive()).contains("beta").doesNotContain("acme");
		});
	}

}
