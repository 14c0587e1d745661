package io.github.realtimespring.autoconfigure.metrics;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.springframework.util.Assert;

import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.observability.RealtimeMeter;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.observability.RefusalReason;

/**
 * Keeps the meters of {@link RealtimeMeter} that count what happens. Meters are looked up
 * by their tags once and kept, so that a message costs a map lookup and an addition.
 * Thread-safe.
 */
public class MicrometerRealtimeMetrics implements RealtimeMetrics {

	/**
	 * Applications choose close codes, too; those beyond this many share a tag.
	 */
	private static final int MAX_CODES = 64;

	private static final String TRANSPORT = "transport";

	private static final String PROTOCOL = "protocol";

	private final MeterRegistry registry;

	private final Map<String, Traffic> traffic = new ConcurrentHashMap<>();

	private final Map<Kind, AtomicInteger> open = new ConcurrentHashMap<>();

	private final Map<Kind, Counter> opened = new ConcurrentHashMap<>();

	private final Map<Closed, Counter> closed = new ConcurrentHashMap<>();

	private final Set<Integer> codes = ConcurrentHashMap.newKeySet();

	private final Map<RefusalReason, Counter> refused = new ConcurrentHashMap<>();

	private final Map<DropReason, Counter> dropped = new ConcurrentHashMap<>();

	private final Map<String, Counter> rejected = new ConcurrentHashMap<>();

	private final Map<String, Counter> refusedByRelay = new ConcurrentHashMap<>();

	private final Map<ProtocolError, Counter> errors = new ConcurrentHashMap<>();

	private final Counter tokenHits;

	private final Counter tokenMisses;

	private final Counter resumableEvicted;

	private final Counter eventsDropped;

	private final Counter recoveriesRead;

	private final Counter recoveriesShared;

	private final Timer published;

	private final Timer publishFailed;

	/**
	 * Create the meters.
	 * @param registry where they are registered
	 */
	public MicrometerRealtimeMetrics(MeterRegistry registry) {
		Assert.notNull(registry, "'registry' must not be null");
		this.registry = registry;
		this.tokenHits = counter(RealtimeMeter.TOKEN_CACHE, "result", "hit");
		this.tokenMisses = counter(RealtimeMeter.TOKEN_CACHE, "result", "miss");
		this.resumableEvicted = counter(RealtimeMeter.RESUMABLE_EVICTED);
		this.eventsDropped = counter(RealtimeMeter.EVENTS_DROPPED);
		this.recoveriesRead = counter(RealtimeMeter.RECOVERIES, "source", "relay");
		this.recoveriesShared = counter(RealtimeMeter.RECOVERIES, "source", "shared");
		this.published = publishTimer("success");
		this.publishFailed = publishTimer("error");
	}

	private Timer publishTimer(String outcome) {
		return Timer.builder(RealtimeMeter.RELAY_PUBLISH.meterName())
			.description(RealtimeMeter.RELAY_PUBLISH.description())
			.tag("outcome", outcome)
			.register(this.registry);
	}

	@Override
	public void sessionOpened(String transport, String protocol) {
		Kind kind = new Kind(transport, protocol);
		this.opened
			.computeIfAbsent(kind,
					(key) -> counter(RealtimeMeter.SESSIONS_OPENED, TRANSPORT, transport, PROTOCOL, protocol))
			.increment();
		openSessions(kind).incrementAndGet();
	}

	@Override
	public void sessionClosed(String transport, String protocol, int code) {
		Kind kind = new Kind(transport, protocol);
		String tag = codeTag(code);
		this.closed
			.computeIfAbsent(new Closed(kind, tag),
					(key) -> counter(RealtimeMeter.SESSIONS_CLOSED, TRANSPORT, transport, PROTOCOL, protocol, "code",
							tag))
			.increment();
		openSessions(kind).decrementAndGet();
	}

	private String codeTag(int code) {
		if (code == CLIENT_CODE) {
			return "client";
		}
		if (this.codes.contains(code) || (this.codes.size() < MAX_CODES && this.codes.add(code))) {
			return Integer.toString(code);
		}
		return "other";
	}

	private AtomicInteger openSessions(Kind kind) {
		return this.open.computeIfAbsent(kind, (key) -> {
			AtomicInteger count = new AtomicInteger();
			Gauge.builder(RealtimeMeter.SESSIONS.meterName(), count, AtomicInteger::get)
				.description(RealtimeMeter.SESSIONS.description())
				.tags(TRANSPORT, key.transport(), PROTOCOL, key.protocol())
				.register(this.registry);
			return count;
		});
	}

	@Override
	public void sessionRefused(RefusalReason reason) {
		this.refused.computeIfAbsent(reason, (key) -> counter(RealtimeMeter.SESSIONS_REFUSED, "reason", key.tag()))
			.increment();
	}

	@Override
	public void tokenLookedUp(boolean known) {
		(known ? this.tokenHits : this.tokenMisses).increment();
	}

	@Override
	public void messageReceived(String protocol, long bytes) {
		Traffic counters = traffic(protocol);
		counters.messagesReceived().increment();
		counters.bytesReceived().increment(bytes);
	}

	@Override
	public void messagesSent(String protocol, int count, long bytes) {
		Traffic counters = traffic(protocol);
		counters.messagesSent().increment(count);
		counters.bytesSent().increment(bytes);
	}

	private Traffic traffic(String protocol) {
		Traffic found = this.traffic.get(protocol);
		return (found != null) ? found : this.traffic.computeIfAbsent(protocol, this::createTraffic);
	}

	private Traffic createTraffic(String protocol) {
		return new Traffic(counter(RealtimeMeter.MESSAGES_RECEIVED, PROTOCOL, protocol),
				counter(RealtimeMeter.BYTES_RECEIVED, PROTOCOL, protocol),
				counter(RealtimeMeter.MESSAGES_SENT, PROTOCOL, protocol),
				counter(RealtimeMeter.BYTES_SENT, PROTOCOL, protocol));
	}

	@Override
	public void protocolError(String protocol, String error) {
		this.errors
			.computeIfAbsent(new ProtocolError(protocol, error),
					(key) -> counter(RealtimeMeter.PROTOCOL_ERRORS, PROTOCOL, protocol, "error", error))
			.increment();
	}

	@Override
	public void messagesDropped(DropReason reason, int count) {
		this.dropped.computeIfAbsent(reason, (key) -> counter(RealtimeMeter.MESSAGES_DROPPED, "reason", key.tag()))
			.increment(count);
	}

	@Override
	public void resumableEvicted(int count) {
		this.resumableEvicted.increment(count);
	}

	@Override
	public void eventsDropped(int count) {
		this.eventsDropped.increment(count);
	}

	@Override
	public void recoveryAnswered(boolean shared) {
		(shared ? this.recoveriesShared : this.recoveriesRead).increment();
	}

	@Override
	public void relayPublished(long nanos, boolean success) {
		(success ? this.published : this.publishFailed).record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void relayCommandRejected(String reason) {
		this.rejected.computeIfAbsent(reason, (key) -> counter(RealtimeMeter.RELAY_REJECTED, "reason", key))
			.increment();
	}

	@Override
	public void relayMessageRefused(String reason) {
		this.refusedByRelay.computeIfAbsent(reason, (key) -> counter(RealtimeMeter.RELAY_REFUSED, "reason", key))
			.increment();
	}

	private Counter counter(RealtimeMeter meter, String... tags) {
		return Counter.builder(meter.meterName()).description(meter.description()).tags(tags).register(this.registry);
	}

	private record Kind(String transport, String protocol) {

	}

	private record Closed(Kind kind, String code) {

	}

	private record ProtocolError(String protocol, String error) {

	}

	private record Traffic(Counter messagesReceived, Counter bytesReceived, Counter messagesSent, Counter bytesSent) {

	}

}
