package io.github.realtimespring.autoconfigure.actuate;

import java.util.concurrent.CompletableFuture;

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
	int drain() {
		AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
		return this.drain.drain();
	}

	/**
	 * Take sessions again after a drain. Without one readiness is the application's.
	 * @return zero: no session is concerned
	 */
	int undrain() {
		if (this.drain.cancelDrain()) {
			AvailabilityChangeEvent.publish(this.context, ReadinessState.ACCEPTING_TRAFFIC);
		}
		return 0;
	}

	/**
	 * Hand sessions over to nodes that have fewer.
	 * @return the number of sessions that are going to be closed
	 */
	CompletableFuture<Integer> shed() {
		return this.shedding.shedToMean();
	}

}
