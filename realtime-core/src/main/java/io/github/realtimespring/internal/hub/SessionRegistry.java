package io.github.realtimespring.internal.hub;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.audit.AuditAction;
import io.github.realtimespring.internal.audit.AuditEntry;
import io.github.realtimespring.internal.hub.inbound.InboundBudget;
import io.github.realtimespring.internal.hub.inbound.InboundExecutors;
import io.github.realtimespring.internal.hub.inbound.InboundQueue;
import io.github.realtimespring.internal.hub.inbound.UnauthenticatedClients;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Connection;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;
import io.github.realtimespring.internal.limit.RateLimits;
import io.github.realtimespring.internal.logging.LogContext;
import io.github.realtimespring.internal.tenant.TenantQuota;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.observability.RefusalReason;

/**
 * The open sessions of this node. Thread-safe.
 */
final class SessionRegistry {

	/**
	 * Close codes of connections that this node did not end, RFC 6455 section 7.4.1.
	 */
	private static final Set<Integer> FOREIGN_CODES = Set.of(1000, 1001, 1002, 1003, 1005, 1006, 1007, 1009, 1010);

	private final Map<String, Session> sessions = new ConcurrentHashMap<>();

	private final HubOptions options;

	private final Predicate<ClientIdentity> revoked;

	private final InboundExecutors executors;

	private final Executor closers;

	private final InboundBudget inboundBudget;

	private final UnauthenticatedClients unauthenticated;

	private final RealtimeMetrics metrics;

	private final HubEvents events;

	private final TenantQuota tenantSessions;

	private final RateLimits rates;

	/** A connected client without a tenant, which it may still get. */
	private static final String NO_TENANT = "";

	/** The tenants of connected sessions, if these are limited. */
	private final Map<Session, String> tenants = new ConcurrentHashMap<>();

	SessionRegistry(HubOptions options, Predicate<ClientIdentity> revoked, InboundExecutors executors, Executor closers,
			UnauthenticatedClients unauthenticated, RealtimeMetrics metrics) {
		this.options = options;
		this.revoked = revoked;
		this.executors = executors;
		this.closers = closers;
		this.inboundBudget = new InboundBudget(options.inbound().maxTotalBytes());
		this.unauthenticated = unauthenticated;
		this.metrics = metrics;
		this.events = new HubEvents(options.tenants());
		this.tenantSessions = new TenantQuota(options.tenants().limits().maxSessions());
		this.rates = new RateLimits(options.rates(), options.tenants());
	}

	/**
	 * Open a session.
	 * @throws IllegalStateException if there is a session with the connection's id
	 */
	Session open(Connection connection, SessionProtocol protocol, ClientIdentity identity) {
		boolean accepted = identity.isAuthenticated() || !protocol.hasConnectMessage();
		SessionExecutors executors = SessionExecutors.of(this.executors, this.options.tenants());
		InboundQueue inbound = new InboundQueue(executors.executors(), this.options.inbound(),
				accepted ? this.inboundBudget : this.unauthenticated.budget(), connection.reader());
		Session session = new Session(connection, protocol, identity, inbound, this.options.outbound(), this.closers,
				this.metrics);
		session.traffic().setRate(this.rates.newClient());
		LogContext logContext = this.events.logContext();
		inbound.runIn(() -> logContext.open(session));
		executors.bind(session);
		if (!accepted) {
			this.unauthenticated.add(connection.address());
		}
		session.whenConnected(() -> {
			if (!accepted) {
				this.unauthenticated.remove(connection.address());
				inbound.moveTo(this.inboundBudget);
			}
			if (isPresent(session)) {
				countTenant(session);
			}
			this.events.publishConnected(session, this::isPresent);
		});
		if (this.sessions.putIfAbsent(session.id(), session) != null) {
			session.markConnected();
			throw new IllegalStateException("Duplicate session id");
		}
		this.metrics.sessionOpened(session.transport(), protocol.name());
		// From now on a revocation finds the session; an earlier one is found here
		session.whenIdentified(this.options.tenants(), this::checkIdentity);
		if (!protocol.hasConnectMessage()) {
			session.markConnected();
		}
		return session;
	}

	private boolean isPresent(Session session) {
		return session.isOpen() && get(session.id()) == session;
	}

	private void checkIdentity(Session session) {
		if (this.revoked.test(session.identity())) {
			this.events.audit()
				.record(AuditAction.REFUSED, "revoked", () -> AuditEntry.of(AuditAction.REFUSED, "revoked", session));
			session.abort(CloseReason.REVOKED);
		}
		if (NO_TENANT.equals(this.tenants.get(session))) {
			countTenant(session);
		}
	}

	/**
	 * Count a client that has connected: strangers take no place of a tenant, although
	 * their host may name it.
	 */
	private void countTenant(Session session) {
		if (this.options.tenants().limits().maxSessions() == Integer.MAX_VALUE) {
			return;
		}
		String tenant = session.tenant();
		if (this.tenantSessions.tryAcquire(tenant)) {
			this.tenants.put(session, (tenant != null) ? tenant : NO_TENANT);
			if (get(session.id()) != session) {
				// It has ended meanwhile
				this.tenantSessions.release(this.tenants.remove(session));
			}
		}
		else {
			this.metrics.sessionRefused(RefusalReason.TENANT_LIMIT);
			session.close(CloseReason.TENANT_LIMIT);
		}
	}

	/**
	 * Remove a session whose connection has ended.
	 * @param observed the close code that the connection ended with
	 * @return whether it was there
	 */
	boolean remove(Session session, CloseCode observed) {
		session.markEnded(observed);
		// First, because a thread that counts the session looks for it afterwards
		boolean removed = this.sessions.remove(session.id(), session);
		this.tenantSessions.release(this.tenants.remove(session));
		return removed;
	}

	/**
	 * End a session that does not end by itself: a write that makes no progress, a client
	 * that sends more than is processed, a close that was never confirmed.
	 * @return whether the session should be forgotten
	 */
	boolean sweep(Session session, long nanoTime) {
		boolean open = session.isOpen();
		if (session.outbound().isStuck(nanoTime)) {
			session.abort(CloseReason.WRITE_FAILED);
		}
		else if (open && session.inbound().sweep(nanoTime)) {
			this.metrics.protocolError(session.protocol(), "too-many-requests");
			session.abort(CloseReason.TOO_MANY_REQUESTS);
		}
		this.options.sessions().check(session, nanoTime, System.currentTimeMillis());
		return !open && session.isCloseOverdue(nanoTime);
	}

	/**
	 * Count and report a session that was removed.
	 * @param own the close code of this node, {@code null} if it did not close the
	 * session
	 * @param observed the close code that the connection ended with
	 */
	void countClosed(Session session, @Nullable CloseCode own, CloseCode observed) {
		this.metrics.sessionClosed(session.transport(), session.protocol(),
				(own != null) ? own.code() : meterCode(observed));
		this.events.publishClosed(session, own, observed);
	}

	HubEvents events() {
		return this.events;
	}

	/**
	 * Map all codes that only clients choose to one, because clients may send any.
	 */
	private static int meterCode(CloseCode observed) {
		return FOREIGN_CODES.contains(observed.code()) ? observed.code() : RealtimeMetrics.CLIENT_CODE;
	}

	@Nullable Session get(String id) {
		return this.sessions.get(id);
	}

	Collection<Session> all() {
		return this.sessions.values();
	}

	/**
	 * Return the connections that no protocol has accepted yet.
	 */
	UnauthenticatedClients unauthenticated() {
		return this.unauthenticated;
	}

	/**
	 * Return the approximate size, in bytes, of pending and unfinished messages.
	 */
	long pendingInboundBytes() {
		return this.inboundBudget.total() + this.unauthenticated.budget().total();
	}

}
