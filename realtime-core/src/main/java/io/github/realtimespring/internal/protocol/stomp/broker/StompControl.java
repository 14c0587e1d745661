package io.github.realtimespring.internal.protocol.stomp.broker;

import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;

/**
 * Executes what the application asks for with live sessions. STOMP has no subscriptions
 * that the server makes: a MESSAGE names the client's id of its subscription.
 * Thread-safe.
 */
final class StompControl implements SessionProtocol.Control {

	private final StompSessions sessions;

	private final StompSubscriptionHandler subscriptions;

	private final StompRefreshHandler refreshes;

	StompControl(StompSessions sessions, StompSubscriptionHandler subscriptions, StompRefreshHandler refreshes) {
		this.sessions = sessions;
		this.subscriptions = subscriptions;
		this.refreshes = refreshes;
	}

	@Override
	public void unsubscribe(Subscription subscription) {
		this.subscriptions.end(subscription);
	}

	@Override
	public boolean subscribe(Session session, String channel) {
		return false;
	}

	@Override
	public void refresh(Session session, @Nullable Instant expiresAt) {
		StompSession stomp = this.sessions.find(session.id());
		if (stomp == null) {
			return;
		}
		try {
			session.inbound().execute(() -> {
				if (!stomp.isOver() && session.isOpen()) {
					refreshOrClose(stomp, expiresAt);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			// It would keep what it may no longer have
			this.sessions.closeOverloaded(stomp);
		}
	}

	private void refreshOrClose(StompSession stomp, @Nullable Instant expiresAt) {
		try {
			refresh(stomp, expiresAt);
		}
		catch (RuntimeException ex) {
			// It would keep what it may no longer have
			stomp.markRefused();
			stomp.session().close(CloseReason.INTERNAL_ERROR);
			throw ex;
		}
	}

	private void refresh(StompSession stomp, @Nullable Instant expiresAt) {
		Session session = stomp.session();
		ClientIdentity identity = session.identity();
		// Another object also if nothing changes: patterns keep answers about the former
		session.setIdentity(identity.withExpiry((expiresAt != null) ? expiresAt : identity.expiresAt()));
		if (expiresAt != null) {
			this.refreshes.restart(stomp);
		}
		SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
		headers.setSessionId(session.id());
		headers.setSessionAttributes(session.attributes());
		headers.setUser(session.identity().principal());
		this.refreshes.recheck(stomp, headers.getMessageHeaders());
	}

}
