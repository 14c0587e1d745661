package io.github.realtimespring.autoconfigure.actuate;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.util.Assert;

import io.github.realtimespring.internal.lifecycle.DrainLifecycle;
import io.github.realtimespring.internal.lifecycle.LoadShedding;

/**
 * What an operator can have this node do.
 */
class NodeControl {

	private final ApplicationContext context;

	private final DrainLifecycle drain;

	private final LoadShedding shedding;

	/** That of the drain, {@code null} if the application refused traffic already. */
	private @Nullable AvailabilityChangeEvent<ReadinessState> refusal;

	NodeControl(ApplicationContext context, DrainLifecycle drain, LoadShedding shedding) {
		Assert.notNull(context, "'context' must not be null");
		Assert.notNull(drain, "'drain' must not be null");
		Assert.notNull(shedding, "'shedding' must not be null");
		this.context = context;
		this.drain = drain;
		this.shedding = shedding;
	}

	/**
	 * Empty the node, as before it stops: readiness goes first.
	 * @return the number of sessions that are going to be closed
	 */
	synchronized int drain() {
		AvailabilityChangeEvent<ReadinessState> present = readiness();
		if (present == null || present.getState() != ReadinessState.REFUSING_TRAFFIC) {
			this.refusal = publish(ReadinessState.REFUSING_TRAFFIC);
		}
		return this.drain.drain();
	}

	/**
	 * Take sessions again after a drain. Readiness comes back if it went for that drain:
	 * an application that refuses traffic, since before the drain or during it, goes on.
	 * @return zero: no session is concerned
	 */
	synchronized int undrain() {
		if (!this.drain.cancelDrain()) {
			return 0;
		}
		AvailabilityChangeEvent<ReadinessState> own = this.refusal;
		this.refusal = null;
		AvailabilityChangeEvent<ReadinessState> present = readiness();
		if (own != null && (present == null || present == own)) {
			publish(ReadinessState.ACCEPTING_TRAFFIC);
		}
		return 0;
	}

	/**
	 * The last change of the readiness, {@code null} if it is unknown.
	 */
	private @Nullable AvailabilityChangeEvent<ReadinessState> readiness() {
		ApplicationAvailability availability = this.context.getBeanProvider(ApplicationAvailability.class)
			.getIfAvailable();
		return (availability != null) ? availability.getLastChangeEvent(ReadinessState.class) : null;
	}

	private AvailabilityChangeEvent<ReadinessState> publish(ReadinessState state) {
		AvailabilityChangeEvent<ReadinessState> event = new AvailabilityChangeEvent<>(this.context, state);
		this.context.publishEvent(event);
		return event;
	}

	/**
	 * Hand sessions over to nodes that have fewer.
	 * @return the number of sessions that are going to be closed
	 */
	CompletableFuture<Integer> shed() {
		return this.shedding.shedToMean();
	}

}
