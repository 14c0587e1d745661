package io.github.realtimespring.internal.protocol.stomp.broker;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.guard.LogText;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.SubscriptionRefusedException;
import io.github.realtimespring.internal.hub.recovery.Recovery;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.internal.protocol.stomp.frame.BadHeaderException;
import io.github.realtimespring.internal.protocol.stomp.frame.StompError;
import io.github.realtimespring.internal.protocol.stomp.frame.StompFrames;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;
import io.github.realtimespring.internal.protocol.support.SubscribeSequence;
import io.github.realtimespring.internal.resume.SavedSession;
import io.github.realtimespring.internal.resume.SavedSubscription;

/**
 * Adds and removes subscriptions. The frames of one session come one after another, in
 * the session's inbound queue.
 */
final class StompSubscriptionHandler {

	private static final Log logger = LimitedLog.of(StompSubscriptionHandler.class);

	private final StompSessions sessions;

	private final SubscriptionFactory factory;

	private final SubscribeSequence sequence;

	StompSubscriptionHandler(StompSessions sessions, SubscriptionFactory factory) {
		this.sessions = sessions;
		this.factory = factory;
		this.sequence = new SubscribeSequence(sessions.hub());
	}

	/**
	 * Subscribe, in the place of a subscription with the same id. The receipt is sent
	 * when everything published from then on will arrive, and before the first MESSAGE.
	 */
	void subscribe(StompSession stomp, SubscribeFrame frame) {
		SavedSubscription restored = stomp.takeRestored(frame.id());
		boolean lenient = this.sessions.brokerOwnership().isConfiguredByApplication();
		if (restored == null && lenient && stomp.session().subscription(frame.id()) != null) {
			keepFirst(stomp, frame);
			return;
		}
		try {
			if (frame.asksAgainFor(restored, lenient)) {
				// The client repeats a subscription that the server has restored
				return;
			}
			if (isFull(stomp, frame.id())) {
				refuse(stomp, SubscriptionRefusedException.Cause.LIMIT, frame.receipt());
				return;
			}
			Subscription subscription = this.factory.create(stomp, frame);
			StreamPosition since = subscription.isStream() ? frame.since() : null;
			unsubscribe(stomp, frame.id());
			subscribe(stomp, frame, subscription, since);
		}
		catch (DestinationDeniedException ex) {
			this.sessions.refuse(stomp, String.valueOf(ex.getMessage()), frame.receipt(), StompError.DENIED);
		}
		catch (BadHeaderException ex) {
			this.sessions.refuse(stomp, String.valueOf(ex.getMessage()), frame.receipt(), StompError.HEADER);
		}
		catch (SubscriptionRefusedException ex) {
			boolean others = ex.reason() == SubscriptionRefusedException.Cause.NODE_PATTERNS
					|| ex.reason() == SubscriptionRefusedException.Cause.TENANT;
			if (others && frame.receipt() == null) {
				// Others have used up the room: no reason to close this connection
				this.sessions.metrics().protocolError(StompProtocol.NAME, StompError.LIMIT.tag());
				remember(stomp, frame.id(), null);
			}
			else if (ex.reason() != SubscriptionRefusedException.Cause.CLOSED) {
				refuse(stomp, ex.reason(), frame.receipt());
			}
		}
	}

	/**
	 * Note a subscription that the hub does not have, until the client unsubscribes:
	 * Spring's user registry has it. It counts towards the limit, together with those
	 * that the hub has.
	 * @return whether the session may have it
	 */
	boolean remember(StompSession stomp, String id, @Nullable String receipt) {
		int max = this.sessions.hub().options().maxSubscriptions() - stomp.session().subscriptions().size();
		if (stomp.remember(id, max)) {
			return true;
		}
		refuse(stomp, SubscriptionRefusedException.Cause.LIMIT, receipt);
		return false;
	}

	/**
	 * Whether a session has reached the limit of subscriptions, including those that only
	 * Spring's user registry has.
	 */
	private boolean isFull(StompSession stomp, String id) {
		return stomp.remembered() > 0 && stomp.session().subscription(id) == null && stomp.remembered()
				+ stomp.session().subscriptions().size() >= this.sessions.hub().options().maxSubscriptions();
	}

	private void refuse(StompSession stomp, SubscriptionRefusedException.Cause reason, @Nullable String receipt) {
		this.sessions.refuse(stomp, "Too many subscriptions (" + limit(reason) + ")", receipt, StompError.LIMIT);
	}

	private String limit(SubscriptionRefusedException.Cause reason) {
		HubOptions options = this.sessions.hub().options();
		return switch (reason) {
			case SESSION_PATTERNS -> "realtime.patterns.max-per-session=" + options.patterns().maxPerSession();
			case NODE_PATTERNS -> "realtime.patterns.max-per-node=" + options.patterns().maxPerNode();
			case TENANT -> "realtime.tenants.max-subscriptions=" + options.tenants().limits().maxSubscriptions();
			default -> "realtime.limits.max-subscriptions=" + options.maxSubscriptions();
		};
	}

	/**
	 * Spring's simple broker ignores a second subscription with an id that is taken.
	 */
	private void keepFirst(StompSession stomp, SubscribeFrame frame) {
		if (frame.receipt() != null) {
			this.sessions.refuse(stomp, "The session has a subscription with this id", frame.receipt(), StompError.ID);
		}
		else if (logger.isDebugEnabled()) {
			logger.debug("Ignored a second subscription with the id '" + LogText.of(frame.id()) + "' in session "
					+ stomp.session().publicId());
		}
	}

	/**
	 * Check whether to restore a subscription of a resumed session.
	 * @param admitted the result of the checks that are not made here
	 * @return subscribes; always completes normally, when the client has received most of
	 * the missed publications
	 */
	Supplier<CompletableFuture<?>> restore(StompSession stomp, SubscribeFrame frame, BooleanSupplier admitted) {
		Subscription subscription = createIfAdmitted(stomp, frame, admitted);
		return () -> {
			try {
				if (subscription != null) {
					return restore(stomp, frame, subscription);
				}
			}
			catch (SubscriptionRefusedException ex) {
				// As without permission
			}
			reportNotRestored(stomp, frame);
			return CompletableFuture.completedFuture(null);
		};
	}

	private @Nullable Subscription createIfAdmitted(StompSession stomp, SubscribeFrame frame,
			BooleanSupplier admitted) {
		try {
			return admitted.getAsBoolean() ? this.factory.create(stomp, frame) : null;
		}
		catch (BadHeaderException | DestinationDeniedException ex) {
			return null;
		}
		catch (RuntimeException ex) {
			logger.error("A subscription of session " + stomp.session().publicId() + " could not be restored", ex);
			return null;
		}
	}

	private CompletableFuture<?> restore(StompSession stomp, SubscribeFrame frame, Subscription subscription) {
		CompletableFuture<Void> taken = this.sessions.hub().subscribe(subscription);
		boolean stream = subscription.isStream();
		CompletableFuture<Void> begun = this.sequence.begin(subscription, taken, stream ? frame.since() : null,
				(recovery) -> {
					activateRestored(stomp, frame, subscription, recovery);
					save(stomp, frame, subscription);
				}, () -> reportNotRestored(stomp, frame));
		return stream ? begun.thenCompose((done) -> this.sessions.hub().awaitRoom(stomp.session())) : begun;
	}

	private static void activateRestored(StompSession stomp, SubscribeFrame frame, Subscription subscription,
			@Nullable Recovery recovery) {
		if (recovery == null) {
			subscription.activate(StompFrames.resumed(stomp.version(), frame.id(), frame.destination(), null, false));
		}
		else {
			subscription.activate(StompFrames.resumed(stomp.version(), frame.id(), frame.destination(),
					recovery.start(), recovery.isComplete()), recovery);
		}
	}

	/**
	 * Report the loss to the client and forget the subscription. If the connection is
	 * gone, the next one does it.
	 */
	private void reportNotRestored(StompSession stomp, SubscribeFrame frame) {
		if (!stomp.session().isOpen()) {
			return;
		}
		stomp.takeRestored(frame.id());
		SavedSession saved = stomp.savedSession();
		if (saved != null) {
			saved.remove(frame.id());
		}
		stomp.session().send(StompFrames.resumeFailed(stomp.version(), frame.id(), frame.destination()));
	}

	/**
	 * Save the start position of a subscription with acknowledgements.
	 */
	private static void saveConfirmed(StompSession stomp, Subscription subscription) {
		SavedSession saved = stomp.savedSession();
		if (saved != null && subscription.confirmed() != null) {
			saved.touch(subscription.id());
		}
	}

	/**
	 * Note a subscription of a session that may be checked again or resumed, before the
	 * client receives the reply.
	 */
	private static void save(StompSession stomp, SubscribeFrame frame, Subscription subscription) {
		stomp.addRequested(frame.id(), frame.saved(null));
		SavedSession saved = stomp.savedSession();
		if (saved != null) {
			SavedSubscription unconfirmed = frame.saved(null);
			saved.update(frame.id(),
					() -> new SavedSubscription(unconfirmed.name(), unconfirmed.options(), subscription.confirmed()));
		}
	}

	private void subscribe(StompSession stomp, SubscribeFrame frame, Subscription subscription,
			@Nullable StreamPosition since) {
		CompletableFuture<Void> taken = this.sessions.hub().subscribe(subscription);
		frame.withholdReceipt();
		CompletableFuture<Void> begun = this.sequence.begin(subscription, taken, since, (recovery) -> {
			save(stomp, frame, subscription);
			activate(stomp, frame, subscription, recovery, since != null);
		}, () -> refuseFailed(stomp, frame));
		// One recovery at a time: together they could exceed the outbound queue
		stomp.session()
			.inbound()
			.suspendUntil(subscription.isStream()
					? begun.thenCompose((done) -> this.sessions.hub().awaitRoom(stomp.session())) : begun);
	}

	private static void activate(StompSession stomp, SubscribeFrame frame, Subscription subscription,
			@Nullable Recovery recovery, boolean recovering) {
		if (recovery == null) {
			subscription
				.activate((frame.receipt() != null) ? StompFrames.receipt(stomp.version(), frame.receipt()) : null);
		}
		else {
			subscription.activate(reply(stomp, frame, recovery, recovering), recovery);
			saveConfirmed(stomp, subscription);
		}
	}

	/**
	 * The start of the subscription, for a client that requested a receipt. Other clients
	 * only receive a notice if their position is lost.
	 */
	private static @Nullable Frame reply(StompSession stomp, SubscribeFrame frame, Recovery recovery,
			boolean recovering) {
		if (frame.receipt() != null) {
			return StompFrames.receipt(stomp.version(), frame.receipt(), recovery.start(),
					recovering ? recovery.isComplete() : null);
		}
		return (recovering && !recovery.isComplete())
				? StompFrames.positionLost(stomp.version(), frame.id(), frame.destination(), recovery.start()) : null;
	}

	private void refuseFailed(StompSession stomp, SubscribeFrame frame) {
		this.sessions.refuse(stomp, "The subscription failed, try again later", frame.receipt(), StompError.RELAY);
	}

	/**
	 * End a subscription at the request of the application, and tell the client.
	 */
	void end(Subscription subscription) {
		Session session = subscription.session();
		StompSession stomp = (StompSession) Objects.requireNonNull(session.attachment());
		this.sessions.hub().unsubscribe(subscription);
		stomp.takeRestored(subscription.id());
		session.send(StompFrames.unsubscribed(stomp.version(), subscription.id()));
		Runnable cleanUp = () -> {
			if (session.subscription(subscription.id()) == null) {
				unsubscribe(stomp, subscription.id());
			}
		};
		try {
			session.inbound().execute(cleanUp);
		}
		catch (RejectedExecutionException ex) {
			session.executeBlocking(cleanUp);
		}
	}

	/**
	 * Unsubscribe. An unknown id is accepted. Later frames of the client, and the
	 * receipt, wait until no MESSAGE can follow.
	 */
	void unsubscribe(StompSession stomp, String id) {
		Subscription subscription = stomp.session().subscription(id);
		if (subscription != null) {
			stomp.session().inbound().suspendUntil(this.sessions.hub().unsubscribe(subscription));
		}
		stomp.forget(id);
		stomp.takeRestored(id);
		stomp.removeRequested(id);
		SavedSession saved = stomp.savedSession();
		if (saved != null) {
			saved.remove(id);
		}
	}

}
