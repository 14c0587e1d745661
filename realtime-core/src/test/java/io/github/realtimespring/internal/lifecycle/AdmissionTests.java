package io.github.realtimespring.internal.lifecycle;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.fleet.Fleet;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.inbound.UnauthenticatedLimits;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Connection;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;
import io.github.realtimespring.internal.lifecycle.Admission.Refusal;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.RecordingSocketWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Admission}.
 */
class AdmissionTests {

	private static final CloseCode GONE = new CloseCode(1006, "");

	private static final Executor DIRECT = Runnable::run;

	private final Hub hub = new Hub(new LocalRelay(), HubOptions.defaults(), DIRECT, DIRECT, DIRECT,
			new UnauthenticatedLimits(3, 2, 1024), RealtimeMetrics.NONE);

	private final Admission admission = new Admission(this.hub, new Fleet(null, 0, () -> 0, this.hub.timer()).budget(),
			5);

	private int sessions;

	@Test
	void clientsThatHaveNotProvedWhoTheyAreCannotTakeEverySlot() {
		Session first = open("10.0.0.1", ClientIdentity.ANONYMOUS);
		open("10.0.0.2", ClientIdentity.ANONYMOUS);
		assertThat(this.admission.refusalOfUnauthenticated("10.0.0.3")).isNull();
		open("10.0.0.3", ClientIdentity.ANONYMOUS);
		assertThat(this.admission.refusalOfUnauthenticated("10.0.0.4")).isEqualTo(Refusal.UNAUTHENTICATED);
		assertThat(this.admission.refusal()).as("others are welcome").isNull();
		first.markConnected();
		first.markConnected();
		assertThat(this.hub.unauthenticated().count()).isEqualTo(2);
		assertThat(this.admission.refusalOfUnauthenticated("10.0.0.4")).isNull();
	}

	@Test
	void oneAddressHasItsShareUntilItsConnectionsAreGone() {
		Session first = open("10.0.0.1", ClientIdentity.ANONYMOUS);
		open("10.0.0.1", ClientIdentity.ANONYMOUS);
		assertThat(this.admission.refusalOfUnauthenticated("10.0.0.1")).isEqualTo(Refusal.ADDRESS);
		assertThat(this.admission.refusalOfUnauthenticated("10.0.0.2")).isNull();
		assertThat(this.admission.refusalOfUnauthenticated(null)).isNull();
		this.hub.remove(first, GONE);
		this.hub.remove(first, GONE);
		assertThat(this.admission.refusalOfUnauthenticated("10.0.0.1")).isNull();
		assertThat(this.hub.unauthenticated().count()).isOne();
	}

	@Test
	void theAddressesOfAnIpv6NetworkHaveOneShare() {
		Session first = open("2001:db8::1", ClientIdentity.ANONYMOUS);
		open("2001:db8:0:0:ffff::2", ClientIdentity.ANONYMOUS);
		assertThat(this.admission.refusalOfUnauthenticated("2001:db8::3")).isEqualTo(Refusal.ADDRESS);
		assertThat(this.admission.refusalOfUnauthenticated("2001:db8:0:1::3")).isNull();
		this.hub.remove(first, GONE);
		assertThat(this.admission.refusalOfUnauthenticated("2001:db8::3")).isNull();
	}

	@Test
	void whoeverCameWithATokenIsNotCounted() {
		for (int i = 0; i < 4; i++) {
			open("10.0.0.1", new ClientIdentity(() -> "ann", null));
		}
		assertThat(this.hub.unauthenticated().count()).isZero();
		assertThat(this.admission.refusalOfUnauthenticated("10.0.0.1")).isNull();
	}

	private Session open(String address, ClientIdentity identity) {
		return this.hub.open(new Connection("s" + this.sessions, "p" + this.sessions++, "test", address,
				new ConcurrentHashMap<>(), new RecordingSocketWriter(), null), new Protocol(), identity);
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
			return GONE;
		}

	}

}
