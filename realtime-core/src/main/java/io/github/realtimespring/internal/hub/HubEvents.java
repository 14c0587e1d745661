package io.github.realtimespring.internal.hub;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.event.ChannelOccupiedEvent;
import io.github.realtimespring.event.ChannelVacatedEvent;
import io.github.realtimespring.event.ClientConnectedEvent;
import io.github.realtimespring.event.ClientResumedEvent;
import io.github.realtimespring.event.ClientSubscribedEvent;
import io.github.realtimespring.event.ClientUnsubscribedEvent;
import io.github.realtimespring.event.SessionClosedEvent;
import io.github.realtimespring.internal.audit.AuditAction;
import io.github.realtimespring.internal.audit.AuditEntry;
import io.github.realtimespring.internal.audit.AuditTrail;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.logging.LogContext;
import io.github.realtimespring.internal.tenant.Tenants;

/**
 * Tells the application what happens to sessions and channels. An event that nobody wants
 * is not created. Thread-safe.
 */
public final class HubEvents {

	/** Subscriptions that the application was told of; empty without listeners. */
	private final Set<Subscription> announced = ConcurrentHashMap.newKeySet();

	private final AuditTrail audit = new AuditTrail();

	private volatile EventSink sink = EventSink.NONE;

	private volatile LogContext logContext = LogContext.NONE;

	private final Tenants tenants;

	/**
	 * Create the events of a hub.
	 * @param tenants the tenants of clients
	 */
	HubEvents(Tenants tenants) {
		this.tenants = tenants;
	}

	/**
	 * Set who takes the events from now on.
	 * @param sink takes the events
	 * @param logContext shows in the log for which session code runs, in sessions that
	 * are opened from now on
	 */
	public void install(EventSink sink, LogContext logContext) {
		Assert.notNull(sink, "'sink' must not be null");
		Assert.notNull(logContext, "'logContext' must not be null");
		this.logContext = logContext;
		this.sink = sink;
	}

	/**
	 * Who connected, was refused and was revoked.
	 */
	public AuditTrail audit() {
		return this.audit;
	}

	LogContext logContext() {
		return this.logContext;
	}

	/**
	 * A client is connected, unless its session has ended meanwhile.
	 * @param present whether the session is still there
	 */
	void publishConnected(Session session, Predicate<Session> present) {
		EventSink current = this.sink;
		boolean wanted = current.wants(ClientConnectedEvent.class);
		synchronized (session.traffic()) {
			if (!present.test(session)) {
				return;
			}
			if (wanted) {
				current.publish(session.publicId(), new ClientConnectedEvent(session));
			}
		}
		this.audit.record(AuditAction.CONNECTED, "", () -> AuditEntry.of(AuditAction.CONNECTED, "", session));
	}

	/**
	 * A client, which is connected, continues an earlier session.
	 */
	public void publishResumed(Session session) {
		EventSink current = this.sink;
		if (current.wants(ClientResumedEvent.class)) {
			current.publish(session.publicId(), new ClientResumedEvent(session));
		}
	}

	/**
	 * The relay delivers to a subscription, unless it was removed meanwhile.
	 */
	void publishSubscribed(Subscription subscription) {
		EventSink current = this.sink;
		boolean wanted = current.wants(ClientSubscribedEvent.class);
		if (!wanted && !current.wants(ClientUnsubscribedEvent.class)) {
			return;
		}
		Session session = subscription.session();
		synchronized (subscription) {
			if (session.subscription(subscription.id()) == subscription && this.announced.add(subscription) && wanted) {
				current.publish(session.publicId(), new ClientSubscribedEvent(session, subscription.id(),
						subscription.name(), subscription.isPrefix()));
			}
		}
	}

	/**
	 * A subscription was removed from its session.
	 */
	void publishUnsubscribed(Subscription subscription) {
		EventSink current = this.sink;
		if (current == EventSink.NONE) {
			return;
		}
		Session session = subscription.session();
		synchronized (subscription) {
			if (this.announced.remove(subscription) && current.wants(ClientUnsubscribedEvent.class)) {
				current.publish(session.publicId(), new ClientUnsubscribedEvent(session, subscription.id(),
						subscription.name(), subscription.isPrefix()));
			}
		}
	}

	/**
	 * The first subscriber of a channel has come, or the last one has left.
	 * @param channel the channel on the relay
	 */
	void publishOccupancy(String channel, boolean occupied) {
		EventSink current = this.sink;
		if (current.wants(occupied ? ChannelOccupiedEvent.class : ChannelVacatedEvent.class)) {
			String name = this.tenants.strip(channel);
			String tenant = this.tenants.tenantOf(channel);
			current.publish(channel,
					occupied ? new ChannelOccupiedEvent(name, tenant) : new ChannelVacatedEvent(name, tenant));
		}
	}

	void publishClosed(Session session, @Nullable CloseCode own, CloseCode observed) {
		EventSink current = this.sink;
		if (current.wants(SessionClosedEvent.class)) {
			SessionClosedEvent event = new SessionClosedEvent(session, own, observed,
					Duration.between(session.openedAt(), Instant.now()), session.traffic().get());
			synchronized (session.traffic()) {
				current.publish(session.publicId(), event);
			}
		}
	}

}
