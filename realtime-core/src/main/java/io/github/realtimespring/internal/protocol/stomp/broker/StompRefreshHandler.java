package io.github.realtimespring.internal.protocol.stomp.broker;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.guard.ConnectCheck;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionExpiry;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.protocol.stomp.frame.BadHeaderException;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.TokenRefreshHandler;
import io.github.realtimespring.internal.protocol.stomp.session.TokenRefreshState;
import io.github.realtimespring.internal.resume.SavedSubscription;
import io.github.realtimespring.internal.security.BearerTokens;

/**
 * Applies new tokens of clients: the session lasts as long as they do, and keeps the
 * subscriptions that they permit. Thread-safe.
 */
final class StompRefreshHandler implements TokenRefreshHandler {

	private static final Log logger = LimitedLog.of(StompRefreshHandler.class);

	private final StompSubscriptionHandler subscriptions;

	private final SubscriptionFactory factory;

	private final SubscribeInterceptors interceptors;

	private final Duration grace;

	StompRefreshHandler(StompSubscriptionHandler subscriptions, SubscriptionFactory factory,
			SubscribeInterceptors interceptors, Duration grace) {
		this.subscriptions = subscriptions;
		this.factory = factory;
		this.interceptors = interceptors;
		this.grace = grace;
	}

	/**
	 * Begin to watch the expiry of a client that has connected.
	 */
	void begin(StompSession stomp, SessionExpiry expiry) {
		stomp.setExpiry(expiry);
		restart(stomp);
	}

	/**
	 * Watch the present expiry of a client.
	 */
	void restart(StompSession stomp) {
		TokenRefreshState state = stomp.tokenRefresh();
		SessionExpiry expiry = stomp.expiry();
		if (expiry != null) {
			expiry.start((state != null && state.isTokenInConnect()) ? this.grace : Duration.ZERO);
		}
	}

	@Override
	public void recordConnect(StompSession stomp, TokenRefreshState state, MessageHeaders headers) {
		if (this.interceptors.isActive()) {
			stomp.session().inbound().keep(state.setConnectHeaders(SubscribeInterceptors.nativeHeaders(headers)));
		}
	}

	@Override
	public ConnectCheck check(StompSession stomp, TokenRefreshState state, String token, ClientIdentity identity) {
		if (!this.interceptors.isActive()) {
			return new ConnectCheck(null, identity.principal());
		}
		Map<String, String> headers = new LinkedHashMap<>(state.connectHeaders());
		headers.put(BearerTokens.HEADER, BearerTokens.write(token));
		return this.interceptors.check(stomp.session(), headers, identity.principal());
	}

	@Override
	public void refresh(StompSession stomp, TokenRefreshState state, ClientIdentity identity, MessageHeaders headers) {
		stomp.session().setIdentity(identity);
		SessionExpiry expiry = stomp.expiry();
		if (expiry != null) {
			expiry.start(this.grace);
		}
		recheck(stomp, headers);
	}

	/**
	 * End the subscriptions that are no longer permitted.
	 * @param headers those of a frame of the client
	 */
	void recheck(StompSession stomp, MessageHeaders headers) {
		Session session = stomp.session();
		this.factory.forgetAnswers(session);
		int ended = 0;
		for (Subscription subscription : session.subscriptions()) {
			if (session.isOpen()
					&& !isStillPermitted(stomp, subscription.id(), stomp.requested(subscription.id()), headers)) {
				this.subscriptions.end(subscription);
				ended++;
			}
		}
		if (ended > 0) {
			logger.info("Ended " + ended + " subscriptions of session " + session.publicId()
					+ ": they are no longer permitted");
		}
	}

	/**
	 * Check a subscription as if the client asked for it. An error denies it.
	 */
	private boolean isStillPermitted(StompSession stomp, String id, @Nullable SavedSubscription requested,
			MessageHeaders headers) {
		if (requested == null) {
			return false;
		}
		try {
			SubscribeFrame frame = SubscribeFrame.of(id, requested, null);
			if (!this.interceptors.admit(stomp.session(), headers, frame)) {
				return false;
			}
			this.factory.check(stomp, frame.destination());
			return true;
		}
		catch (BadHeaderException | DestinationDeniedException ex) {
			return false;
		}
		catch (RuntimeException ex) {
			logger.error("A subscription of session " + stomp.session().publicId() + " could not be checked again", ex);
			return false;
		}
	}

}
