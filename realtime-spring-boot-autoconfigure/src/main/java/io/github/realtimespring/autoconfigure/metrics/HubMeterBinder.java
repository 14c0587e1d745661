package io.github.realtimespring.autoconfigure.metrics;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.observability.RealtimeMeter;

/**
 * Binds the gauges of {@link RealtimeMeter} that read the hub's present state.
 */
class HubMeterBinder implements MeterBinder {

	private final Hub hub;

	HubMeterBinder(Hub hub) {
		this.hub = hub;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, RealtimeMeter.SUBSCRIPTIONS, (hub) -> hub.statistics().subscriptionCount());
		gauge(registry, RealtimeMeter.CHANNELS, (hub) -> hub.statistics().channelCount());
		gauge(registry, RealtimeMeter.OUTBOUND_PENDING,
				(hub) -> sum(hub, (session) -> session.outbound().pendingFrames()));
		gauge(registry, RealtimeMeter.OUTBOUND_PENDING_BYTES,
				(hub) -> sum(hub, (session) -> session.outbound().pendingBytes()));
		gauge(registry, RealtimeMeter.LANES_PENDING, (hub) -> hub.statistics().pendingDeliveries());
		gauge(registry, RealtimeMeter.RELAY_DELIVERING, (hub) -> hub.relayStatus().delivering() ? 1 : 0);
	}

	private void gauge(MeterRegistry registry, RealtimeMeter meter, ToDoubleFunction<Hub> value) {
		Gauge.builder(meter.meterName(), this.hub, value).description(meter.description()).register(registry);
	}

	private static double sum(Hub hub, ToDoubleFunction<Session> value) {
		return hub.sessions().stream().mapToDouble(value).sum();
	}

}
