package io.github.realtimespring.autoconfigure.actuate;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.github.realtimespring.internal.fleet.Fleet;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.lifecycle.Admission;
import io.github.realtimespring.internal.lifecycle.DrainLifecycle;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.RealtimeMetrics;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RealtimeHealthIndicator}.
 */
class RealtimeHealthIndicatorTests {

	private final Hub hub = new Hub(new LocalRelay(), HubOptions.defaults(), Runnable::run, Runnable::run,
			RealtimeMetrics.NONE);

	private final Fleet fleet = new Fleet(null, 0, () -> 0, this.hub.timer());

	private final Admission admission = new Admission(this.hub, this.fleet.budget(), 10);

	private final RealtimeHealthIndicator indicator = new RealtimeHealthIndicator(this.hub, this.admission);

	@Test
	void whileTheRelayDeliversTheNodeIsUp() {
		this.hub.start();
		try {
			Health health = this.indicator.health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("relay", new RelayDescription("local", true, Map.of()))
				.containsEntry("sessions", 0)
				.containsEntry("maxSessions", 10)
				.containsEntry("accepting", true)
				.containsEntry("draining", false);
		}
		finally {
			this.hub.stop();
		}
	}

	@Test
	void whenTheRelayDoesNotDeliverThenTheNodeIsDown() {
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void whileItDrainsTheNodeIsOutOfService() {
		this.hub.start();
		try {
			new DrainLifecycle(this.hub, this.admission, this.fleet, Duration.ZERO, Duration.ZERO, 0).stop();
			Health health = this.indicator.health();
			assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(health.getDetails()).containsEntry("accepting", false).containsEntry("draining", true);
		}
		finally {
			this.hub.stop();
		}
	}

}
