package io.github.realtimespring.internal.hub.control;

import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;

import io.github.realtimespring.ControlResult;
import io.github.realtimespring.internal.audit.AuditAction;
import io.github.realtimespring.internal.audit.AuditEntry;
import io.github.realtimespring.internal.audit.AuditTrail;
import io.github.realtimespring.internal.hub.control.ControlCommand.Disconnect;
import io.github.realtimespring.internal.hub.control.ControlCommand.Refresh;
import io.github.realtimespring.internal.hub.control.ControlCommand.Revoke;
import io.github.realtimespring.internal.hub.control.ControlCommand.Subscribe;
import io.github.realtimespring.internal.hub.control.ControlCommand.Unsubscribe;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.relay.Relay;

/**
 * Sends commands to all nodes, and executes those that arrive. Thread-safe.
 *
 * <p>
 * Commands arrive through the relay in order with publications: a publication that was
 * made after a command had been confirmed reaches a node after the command, and so finds
 * no session that the command has closed.
 */
public final class ClientControl {

	private static final Log logger = LimitedLog.of(ClientControl.class);

	private final Relay relay;

	private final Supplier<Collection<Session>> sessions;

	private final Revocations revocations;

	private final AuditTrail audit;

	public ClientControl(Relay relay, Supplier<Collection<Session>> sessions, Revocations revocations,
			AuditTrail audit) {
		this.relay = relay;
		this.sessions = sessions;
		this.revocations = revocations;
		this.audit = audit;
	}

	/**
	 * Send a command to all nodes.
	 * @return completes as {@link Relay#control}
	 */
	public CompletableFuture<ControlResult> send(ControlCommand command) {
		try {
			return this.relay.control(command.encode(), command.inForceUntil());
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Return the time by which revocations are made: one clock for all nodes.
	 */
	public CompletableFuture<Instant> time() {
		return this.relay.time();
	}

	/**
	 * Return the revocations in force.
	 */
	public Revocations revocations() {
		return this.revocations;
	}

	/**
	 * Execute a command on this node.
	 * @param live whether it arrives as it is sent, and so after the present sessions
	 * were identified
	 * @return the number of affected sessions
	 * @throws IllegalArgumentException if this version can't read it
	 * @throws RuntimeException if this node can't execute it; it must not be confirmed
	 */
	public int execute(byte[] encoded, boolean live) {
		ControlCommand command = ControlCommand.decode(encoded);
		int affected = 0;
		Instant arrival = live ? this.revocations.now() : Instant.MIN;
		if (command instanceof Revoke revoke) {
			// First: a session that is opened meanwhile finds it
			this.revocations.add(revoke);
		}
		RuntimeException failure = null;
		for (Session session : this.sessions.get()) {
			try {
				if (command.clients().matches(session) && session.isOpen() && execute(command, session, arrival)) {
					affected++;
					record(command, session);
				}
			}
			catch (RuntimeException ex) {
				// One session must not protect the others
				failure = ex;
			}
		}
		if (failure != null) {
			throw new IllegalStateException("Not executed on all sessions", failure);
		}
		if (logger.isInfoEnabled()) {
			logger.info(describe(command) + ": " + affected + " sessions on this node");
		}
		return affected;
	}

	private void record(ControlCommand command, Session session) {
		AuditAction action = command.action();
		this.audit.record(action, "",
				() -> AuditEntry.of(action, "", session)
					.with("channel", command.channel())
					.with("expires-at", (command instanceof Refresh refresh) ? refresh.expiresAt() : null));
	}

	private boolean execute(ControlCommand command, Session session, Instant arrival) {
		if (command instanceof Disconnect disconnect) {
			session.close(disconnect.code());
			return true;
		}
		if (command instanceof Revoke revoke) {
			return revoke(revoke, session, arrival);
		}
		SessionProtocol.Control control = session.control();
		if (control == null) {
			return false;
		}
		if (command instanceof Refresh refresh) {
			control.refresh(session, refresh.expiresAt());
			return true;
		}
		return (command instanceof Subscribe subscribe) ? control.subscribe(session, subscribe.channel())
				: unsubscribe((Unsubscribe) command, session, control);
	}

	private static boolean unsubscribe(Unsubscribe command, Session session, SessionProtocol.Control control) {
		boolean found = false;
		for (Subscription subscription : session.subscriptions()) {
			if (subscription.name().equals(command.channel())) {
				control.unsubscribe(subscription);
				found = true;
			}
		}
		return found;
	}

	private boolean revoke(Revoke command, Session session, Instant arrival) {
		boolean revoked = switch (command.clients().kind()) {
			case USER, TOKEN -> isRevoked(command, session, arrival);
			case SESSION -> true;
			case TENANT -> isDisconnected(command, session) || isRevoked(command, session, arrival);
		};
		if (revoked) {
			session.abort(CloseReason.REVOKED);
		}
		return revoked;
	}

	/**
	 * Whether a session of a revoked tenant is anonymous, and so has no credentials that
	 * could be rejected. A command that has ended, which somebody repeats, has no effect.
	 */
	private boolean isDisconnected(Revoke command, Session session) {
		return !session.identity().isAuthenticated() && command.until().isAfter(this.revocations.now());
	}

	/**
	 * Whether a selected session is revoked. By this node's clock, too: another one may
	 * have dated the command, and is behind.
	 */
	private boolean isRevoked(Revoke command, Session session, Instant arrival) {
		Instant issuedAt = session.identity().issuedAt();
		boolean before = issuedAt != null && !issuedAt.isAfter(arrival) && command.until().isAfter(arrival);
		return before || this.revocations.isRevoked(session.identity());
	}

	private static String describe(ControlCommand command) {
		String kind = command.clients().kind().name().toLowerCase(Locale.ROOT);
		// The value may be a client's own choice, or the id of a token
		return command.getClass().getSimpleName() + " by " + kind;
	}

}
