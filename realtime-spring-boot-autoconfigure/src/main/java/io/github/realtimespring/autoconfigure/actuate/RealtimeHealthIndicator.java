package io.github.realtimespring.autoconfigure.actuate;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.util.Assert;

import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.lifecycle.Admission;
import io.github.realtimespring.relay.RelayStatus;

/**
 * Health of the realtime edge: down while the relay is not known to deliver, out of
 * service while the node drains. A node that has as many sessions as it may is well; it
 * says so in its details.
 */
@RegisterReflectionForBinding(RelayDescription.class)
public class RealtimeHealthIndicator extends AbstractHealthIndicator {

	private final Hub hub;

	private final Admission admission;

	/**
	 * Create the indicator.
	 * @param hub the hub
	 * @param admission whether the node takes sessions
	 */
	public RealtimeHealthIndicator(Hub hub, Admission admission) {
		super("Realtime health check failed");
		Assert.notNull(hub, "'hub' must not be null");
		Assert.notNull(admission, "'admission' must not be null");
		this.hub = hub;
		this.admission = admission;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		RelayStatus relay = this.hub.relayStatus();
		if (!relay.delivering()) {
			builder.down();
		}
		else if (this.admission.isDraining()) {
			builder.outOfService();
		}
		else {
			builder.up();
		}
		builder.withDetail("relay", RelayDescription.of(relay))
			.withDetail("sessions", this.hub.sessions().size())
			.withDetail("maxSessions", this.admission.maxSessions())
			.withDetail("accepting", this.admission.refusal() == null)
			.withDetail("draining", this.admission.isDraining());
	}

}
