package io.github.realtimespring.protocol.centrifuge;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.UserChannels;
import io.github.realtimespring.hub.Hub;
import io.github.realtimespring.hub.Recovery;
import io.github.realtimespring.hub.Session;
import io.github.realtimespring.hub.Subscription;
import io.github.realtimespring.hub.SubscriptionRefusedException;
import io.github.realtimespring.protocol.centrifuge.ResumeHandler.Restored;
import io.github.realtimespring.relay.SavedSubscription;
import io.github.realtimespring.resume.SavedSession;
import io.github.realtimespring.security.ChannelAction;

/**
 * Adds and removes subscriptions. Thread-safe.
 */
final class SubscriptionHandler {

	private static final Log logger = LogFactory.getLog(SubscriptionHandler.class);

	/**
	 * The one kind of deltas that the protocol knows. This node sends whole payloads
	 * instead, which a client that offers it must be ready for.
	 */
	private static final String KNOWN_DELTA = "fossil";

	private final Hub hub;

	private final ChannelChecks checks;

	SubscriptionHandler(Hub hub, ChannelChecks checks) {
		this.hub = hub;
		this.checks = checks;
	}

	/**
	 * Subscribe. The reply is sent when the relay delivers the channel, and before its
	 * first publication.
	 */
	void subscribe(ClientConnection connection, Command.Subscribe command) {
		if (!command.delta().isEmpty() && !command.delta().equals(KNOWN_DELTA)) {
			connection.disconnect(CentrifugeDisconnect.BAD_REQUEST, "it asked for unknown deltas");
			return;
		}
		Session session = connection.session();
		Subscription restored = connection.takeRestored(command.channel()) ? session.subscription(command.channel())
				: null;
		if (restored != null) {
			// The client has a position of its own
			this.hub.unsubscribe(restored);
		}
		String relayChannel = UserChannels.resolve(command.channel(), session.userChannelName());
		CentrifugeError error = check(session, command, relayChannel != null);
		if (error != null) {
			connection.fail(command.id(), error);
			return;
		}
		String channel = (relayChannel != null) ? relayChannel : command.channel();
		try {
			CompletableFuture<Boolean> replied = this.hub.historyOptions(channel).isEnabled()
					? subscribeToStream(connection, command, channel)
					: subscribeToChannel(connection, command, channel);
			connection.subscriptionPending(replied);
			if (command.recovery().since() != null) {
				// Else many recoveries were more than may be pending
				session.inbound().suspendUntil(replied.thenCompose((done) -> this.hub.awaitRoom(session)));
			}
		}
		catch (SubscriptionRefusedException ex) {
			switch (ex.reason()) {
				case DUPLICATE -> connection.fail(command.id(), CentrifugeError.ALREADY_SUBSCRIBED);
				case LIMIT -> connection.fail(command.id(), CentrifugeError.LIMIT_EXCEEDED);
				case CLOSED -> {
				}
			}
		}
	}

	/**
	 * Subscribe again for a client whose session goes on.
	 * @param since where the client stands, {@code null} if it did not say
	 * @return completes with {@code null} if the client may not have it, or the relay is
	 * in trouble; never fails
	 */
	CompletableFuture<@Nullable Restored> restore(ClientConnection connection, String channel,
			@Nullable StreamPosition since) {
		Session session = connection.session();
		String relayChannel = UserChannels.resolve(channel, session.userChannelName());
		if (this.checks.isTooLong(channel) || (relayChannel == null && !maySubscribe(session, channel))) {
			return CompletableFuture.completedFuture(null);
		}
		String subscribed = (relayChannel != null) ? relayChannel : channel;
		PublicationShape shape = new PublicationShape(channel);
		boolean stream = this.hub.historyOptions(subscribed).isEnabled();
		Subscription subscription = stream
				? Subscription.toStream(session, channel, subscribed, shape,
						(broken) -> connection.disconnect(CentrifugeDisconnect.INSUFFICIENT_STATE,
								"a publication is missing"))
				: Subscription.toChannel(session, channel, subscribed, shape);
		try {
			CompletableFuture<Void> taken = this.hub.subscribe(subscription);
			CompletableFuture<@Nullable Recovery> begin = stream
					? taken.thenCompose((ok) -> this.hub.recover(subscribed, since)) : taken.thenApply((ok) -> null);
			return begin.handle((recovery, failure) -> {
				if (failure != null) {
					this.hub.unsubscribe(subscription);
					return null;
				}
				connection.restored(channel);
				save(connection, channel);
				return new Restored(subscription, recovery, since != null);
			});
		}
		catch (SubscriptionRefusedException ex) {
			return CompletableFuture.completedFuture(null);
		}
	}

	/**
	 * Whether a client may have what it had. If that can't be told it is as without
	 * permission: the reply tells of the others.
	 */
	private boolean maySubscribe(Session session, String channel) {
		try {
			return this.checks.check(ChannelAction.SUBSCRIBE, channel, session.identity()) == null;
		}
		catch (RuntimeException ex) {
			logger.error("A subscription of session " + session.id() + " could not be restored", ex);
			return false;
		}
	}

	/**
	 * Keep a subscription of a session that can be resumed. Where the client stands it
	 * says itself when it comes back.
	 */
	private static void save(ClientConnection connection, String channel) {
		SavedSession saved = connection.saved();
		if (saved != null) {
			saved.changed(channel, () -> new SavedSubscription(channel, Map.of(), null));
		}
	}

	private CompletableFuture<Boolean> subscribeToChannel(ClientConnection connection, Command.Subscribe command,
			String channel) {
		Subscription subscription = Subscription.toChannel(connection.session(), command.channel(), channel,
				new PublicationShape(command.channel()));
		return this.hub.subscribe(subscription).handle((result, failure) -> {
			if (failure == null) {
				save(connection, command.channel());
				subscription.activate(ReplyWriter.done(command.id(), "subscribe"));
			}
			else {
				connection.fail(command.id(), CentrifugeError.INTERNAL);
			}
			return true;
		});
	}

	/**
	 * First the channel, then the stream: what is published between is held and finds its
	 * place by its position.
	 */
	private CompletableFuture<Boolean> subscribeToStream(ClientConnection connection, Command.Subscribe command,
			String channel) {
		Subscription subscription = Subscription.toStream(connection.session(), command.channel(), channel,
				new PublicationShape(command.channel()), this::broken);
		StreamPosition since = command.recovery().since();
		return this.hub.subscribe(subscription)
			.thenCompose((subscribed) -> this.hub.recover(channel, since))
			.handle((recovery, failure) -> {
				if (failure != null) {
					this.hub.unsubscribe(subscription);
					connection.fail(command.id(), CentrifugeError.INTERNAL);
				}
				else if (since != null && !recovery.isComplete() && command.recovery().orFail()) {
					this.hub.unsubscribe(subscription);
					connection.fail(command.id(), CentrifugeError.UNRECOVERABLE_POSITION);
				}
				else {
					save(connection, command.channel());
					subscription.activate(ReplyWriter.subscribed(command.id(), recovery, since != null),
							recovery.top());
				}
				return true;
			});
	}

	/**
	 * The client subscribes again and says from where.
	 */
	private void broken(Subscription subscription) {
		this.hub.unsubscribe(subscription);
		subscription.session()
			.send(ReplyWriter.unsubscribed(subscription.id(), CentrifugeUnsubscribe.INSUFFICIENT_STATE));
	}

	/**
	 * Unsubscribe. A channel without a subscription is fine too.
	 */
	void unsubscribe(ClientConnection connection, Command.Unsubscribe command) {
		Subscription subscription = connection.session().subscription(command.channel());
		if (subscription != null) {
			connection.session()
				.inbound()
				.suspendUntil(this.hub.unsubscribe(subscription)
					.thenRun(() -> connection.reply(ReplyWriter.done(command.id(), "unsubscribe"))));
		}
		else {
			connection.reply(ReplyWriter.done(command.id(), "unsubscribe"));
		}
		SavedSession saved = connection.saved();
		if (saved != null) {
			saved.removed(command.channel());
		}
		connection.takeRestored(command.channel());
	}

	/**
	 * The checks, in the order that the protocol prescribes.
	 */
	private @Nullable CentrifugeError check(Session session, Command.Subscribe command, boolean userChannel) {
		if (this.checks.isTooLong(command.channel())) {
			return CentrifugeError.BAD_REQUEST;
		}
		if (session.subscription(command.channel()) != null) {
			return CentrifugeError.ALREADY_SUBSCRIBED;
		}
		if (session.subscriptions().size() >= this.hub.options().maxSubscriptions()) {
			return CentrifugeError.LIMIT_EXCEEDED;
		}
		if (!userChannel) {
			CentrifugeError error = this.checks.check(ChannelAction.SUBSCRIBE, command.channel(), session.identity());
			if (error != null) {
				return error;
			}
		}
		if (command.type() != 0) {
			return CentrifugeError.NOT_AVAILABLE;
		}
		return command.filtered() ? CentrifugeError.BAD_REQUEST : null;
	}

}
