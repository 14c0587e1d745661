package io.github.realtimespring.autoconfigure.actuate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.tenant.Tenants;

/**
 * Finds what causes the most load on this node. Lanes count the deliveries of each
 * channel anyway; this takes the counts twice and compares them, so nothing is kept while
 * nobody asks. Not thread-safe.
 */
class TopMeasurement {

	private final Hub hub;

	private final Tenants tenants;

	private final Map<String, Long> before = new HashMap<>();

	private final long startNanos = System.nanoTime();

	/**
	 * Begin to count.
	 */
	TopMeasurement(Hub hub) {
		this.hub = hub;
		this.tenants = hub.options().tenants();
		hub.forEachChannel((channel, subscribers, deliveries) -> this.before.put(channel, deliveries));
	}

	/**
	 * Compare.
	 * @param size how many channels, sessions and tenants to show
	 */
	TopDescription finish(int size) {
		long nanos = Math.max(1, System.nanoTime() - this.startNanos);
		List<TopDescription.Channel> channels = new ArrayList<>();
		Map<String, TenantLoad> loads = new HashMap<>();
		this.hub.forEachChannel((name, subscribers, deliveries) -> {
			long rate = rate(deliveries - before(name, deliveries), nanos);
			if (rate > 0) {
				String tenant = this.tenants.tenantOf(name);
				channels.add(new TopDescription.Channel(this.tenants.strip(name), tenant, subscribers, rate));
				load(loads, tenant).deliveriesPerSecond += rate;
			}
		});
		List<PendingSession> sessions = new ArrayList<>();
		for (Session session : this.hub.sessions()) {
			long pending = session.outbound().pendingBytes();
			TenantLoad load = load(loads, session.tenant());
			load.sessions++;
			load.pendingBytes += pending;
			if (pending > 0) {
				sessions.add(new PendingSession(session, pending));
			}
		}
		return new TopDescription(TimeUnit.NANOSECONDS.toMillis(nanos),
				top(channels, size, TopDescription.Channel::deliveriesPerSecond),
				top(sessions, size, PendingSession::bytes).stream()
					.map((pending) -> SessionDescription.of(pending.session()))
					.toList(),
				tenants(loads, size));
	}

	/**
	 * The count of a channel that has been forgotten meanwhile began anew.
	 */
	private long before(String channel, long deliveries) {
		long count = this.before.getOrDefault(channel, 0L);
		return (count <= deliveries) ? count : 0;
	}

	/**
	 * Rounded up: a channel with a delivery is shown.
	 */
	private static long rate(long count, long nanos) {
		return (long) Math.ceil(count * 1e9 / nanos);
	}

	private static TenantLoad load(Map<String, TenantLoad> loads, @Nullable String tenant) {
		return loads.computeIfAbsent((tenant != null) ? tenant : "", (name) -> new TenantLoad());
	}

	private TopDescription.TopTenants tenants(Map<String, TenantLoad> loads, int size) {
		List<TopDescription.Tenant> all = new ArrayList<>();
		if (this.tenants.isEnabled()) {
			loads.forEach((name, load) -> all
				.add(new TopDescription.Tenant(name, load.sessions, load.deliveriesPerSecond, load.pendingBytes)));
		}
		return new TopDescription.TopTenants(top(all, size, TopDescription.Tenant::deliveriesPerSecond),
				top(all, size, TopDescription.Tenant::pendingBytes));
	}

	private static <T> List<T> top(List<T> all, int size, ToLongFunction<T> value) {
		return all.stream()
			.filter((item) -> value.applyAsLong(item) > 0)
			.sorted(Comparator.comparingLong(value).reversed())
			.limit(size)
			.toList();
	}

	private record PendingSession(Session session, long bytes) {

	}

	private static final class TenantLoad {

		private int sessions;

		private long deliveriesPerSecond;

		private long pendingBytes;

	}

}
