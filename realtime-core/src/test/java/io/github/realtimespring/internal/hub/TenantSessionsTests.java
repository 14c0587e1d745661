package io.github.realtimespring.internal.hub;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.internal.tenant.TenantLimits;
import io.github.realtimespring.internal.tenant.Tenants;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.RecordingSocketWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which sessions count towards the limit of their tenant: one for each tenant here.
 */
class TenantSessionsTests {

	private static final Executor DIRECT = Runnable::run;

	private static final CloseCode GONE = new CloseCode(1006, "");

	private static final ClientIdentity ACME = ClientIdentity.ANONYMOUS.withTenant("acme");

	private final Hub hub = new Hub(new LocalRelay(),
			HubOptions.defaults()
				.mutate()
				.tenants(Tenants.of("org", "{tenant}.example.com", false).withLimits(new TenantLimits(1, 10)))
				.build(),
			DIRECT, DIRECT, RealtimeMetrics.NONE);

	private int opened;

	@Test
	void strangersWhoseHostNamesTheTenantTakeNoPlace() {
		Session stranger = open(ACME);
		Session other = open(ACME);
		Session client = open(ACME);
		client.markConnected();
		assertThat(client.isOpen()).isTrue();
		this.hub.remove(other, GONE);
		stranger.markConnected();
		assertThat(stranger.closeCode()).isEqualTo(new Protocol().closeCode(CloseReason.TENANT_LIMIT));
		this.hub.remove(client, GONE);
		assertThat(connect(ACME).isOpen()).isTrue();
	}

	@Test
	void aTenantThatATokenNamesLaterIsCounted() {
		Session client = connect(ClientIdentity.ANONYMOUS);
		assertThat(connect(ClientIdentity.ANONYMOUS).isOpen()).isTrue();
		client.setIdentity(ACME);
		assertThat(client.isOpen()).isTrue();
		assertThat(connect(ACME).isOpen()).isFalse();
	}

	@Test
	void aSessionThatEndsWhileItConnectsLeavesItsPlace() {
		for (int i = 0; i < 5000; i++) {
			Session session = open(ACME);
			CompletableFuture<Void> connected = CompletableFuture.runAsync(session::markConnected);
			this.hub.remove(session, GONE);
			connected.join();
			Session next = connect(ACME);
			assertThat(next.isOpen()).as("after %s sessions", i).isTrue();
			this.hub.remove(next, GONE);
		}
	}

	private Session connect(ClientIdentity identity) {
		Session session = open(identity);
		session.markConnected();
		return session;
	}

	private Session open(ClientIdentity identity) {
		return this.hub.open("s" + this.opened++, "test", new Protocol(), identity, new RecordingSocketWriter());
	}

	private static final class Protocol implements SessionProtocol {

		@Override
		public String name() {
			return "test";
		}

		@Override
		public boolean hasConnectMessage() {
			return true;
		}

		@Override
		public CloseCode closeCode(CloseReason reason) {
			return new CloseCode(4000 + reason.ordinal(), reason.name());
		}

	}

}
