package io.github.realtimespring.autoconfigure.websocket;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.autoconfigure.websocket.TenantServer.RelayType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Histories of two tenants' channels with the same name, by client and by application.
 */
class TenantHistoryTests {

	@ParameterizedTest
	@EnumSource
	void eachTenantHasAStreamOfItsOwn(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			server.operations().forTenant("acme").publish("kept:1", "first of acme").join();
			server.operations().forTenant("acme").publish("kept:1", "second of acme").join();
			assertThat(server.operations().forTenant("beta").publish("kept:1", "of beta").join().offset()).isOne();
			TestClient beta = server.centrifuge("ann@beta");
			beta.send("{\"id\":2,\"history\":{\"channel\":\"kept:1\",\"limit\":10}}");
			assertThat(beta.receive()).contains("of beta").doesNotContain("acme");
			beta.send("{\"id\":3,\"history\":{\"channel\":\"acme|kept:1\",\"limit\":10}}");
			assertThat(beta.receive()).contains("\"error\"").doesNotContain("of acme");
			assertThat(server.operations()
				.forTenant("acme")
				.history("kept:1", HistoryQuery.newest(10))
				.join()
				.publications()).hasSize(2);
		});
	}

	@ParameterizedTest
	@EnumSource
	void aClientRecoversWhatItsOwnTenantPublished(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			String epoch = server.operations().forTenant("beta").publish("kept:1", "known").join().epoch();
			server.operations().forTenant("acme").publish("kept:1", "one of acme").join();
			server.operations().forTenant("acme").publish("kept:1", "two of acme").join();
			server.operations().forTenant("beta").publish("kept:1", "missed").join();
			TestClient centrifuge = server.centrifuge("ann@beta");
			centrifuge.send("{\"id\":2,\"subscribe\":{\"channel\":\"kept:1\",\"recover\":true,\"offset\":1,\"epoch\":\""
					+ epoch + "\"}}");
			assertThat(centrifuge.receive()).contains("\"recovered\":true", "missed").doesNotContain("acme");
			TestClient stomp = server.stomp("ann@beta");
			stomp.send(
					"SUBSCRIBE\nid:s\ndestination:/topic/kept:1\nrecover-offset:1\nrecover-epoch:" + epoch + "\n\n\0");
			assertThat(stomp.receive()).startsWith("MESSAGE").contains("missed");
		});
	}

	@ParameterizedTest
	@EnumSource
	void idempotencyKeysOfTwoTenantsAreDifferentOnes(RelayType relay) {
		TenantServer.run(relay, (server) -> {
			PublishOptions options = PublishOptions.builder().idempotencyKey("k").build();
			server.operations().forTenant("acme").publish("kept:1", "a", options).join();
			server.operations().forTenant("acme").publish("kept:1", "a", options).join();
			server.operations().forTenant("beta").publish("kept:1", "b", options).join();
			for (String tenant : new String[] { "acme", "beta" }) {
				assertThat(server.operations()
					.forTenant(tenant)
					.history("kept:1", HistoryQuery.newest(10))
					.join()
					.publications()).as(tenant).hasSize(1);
			}
		});
	}

}
