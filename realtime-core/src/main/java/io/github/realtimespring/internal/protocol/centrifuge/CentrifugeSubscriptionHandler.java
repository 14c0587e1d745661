package io.github.realtimespring.internal.protocol.centrifuge;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.channel.UserChannels;
import io.github.realtimespring.internal.guard.AdmittedCommand;
import io.github.realtimespring.internal.guard.ClientCommand;
import io.github.realtimespring.internal.guard.CommandGuard;
import io.github.realtimespring.internal.guard.Refusal;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.SubscriptionRefusedException;
import io.github.realtimespring.internal.hub.recovery.Recovery;
import io.github.realtimespring.internal.hub.session.OwnChannels;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.internal.protocol.centrifuge.CentrifugeResumeHandler.Restored;
import io.github.realtimespring.internal.protocol.centrifuge.codec.Command;
import io.github.realtimespring.internal.protocol.centrifuge.codec.ReplyWriter;
import io.github.realtimespring.internal.protocol.support.SubscribeSequence;
import io.github.realtimespring.internal.resume.SavedSession;
import io.github.realtimespring.internal.resume.SavedSubscription;
import io.github.realtimespring.security.ChannelAction;

/**
 * Adds and removes subscriptions. Thread-safe.
 */
final class CentrifugeSubscriptionHandler {

	private static final Log logger = LimitedLog.of(CentrifugeSubscriptionHandler.class);

	/**
	 * The one kind of deltas that the protocol knows. This node sends whole payloads
	 * instead, which a client that offers it must be ready for.
	 */
	private static final String KNOWN_DELTA = "fossil";

	private final Hub hub;

	private final CommandGuard guard;

	private final ChannelChecks checks;

	private final Deliveries deliveries;

	private final SubscribeSequence sequence;

	CentrifugeSubscriptionHandler(Hub hub, CommandGuard guard, ChannelChecks checks, Deliveries deliveries) {
		this.hub = hub;
		this.guard = guard;
		this.checks = checks;
		this.deliveries = deliveries;
		this.sequence = new SubscribeSequence(hub);
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
		CentrifugeError error = check(session, command);
		if (error == null && command.withToken()) {
			logger.info("Refused " + new ClientCommand.Subscribe(command.channel()) + " in session "
					+ session.publicId() + ": subscription tokens are not supported");
			error = CentrifugeError.PERMISSION_DENIED;
		}
		if (error != null) {
			connection.fail(command.id(), error);
		}
		else if (this.guard.isActive()) {
			Refusal refusal = this.guard.perform(session, new ClientCommand.Subscribe(command.channel()),
					(admitted) -> subscribe(connection, command, admitted.channel(), admitted.message()));
			if (refusal != null) {
				connection.fail(command.id(), CentrifugeError.of(refusal));
			}
		}
		else {
			subscribe(connection, command, command.channel(), null);
		}
	}

	private void subscribe(ClientConnection connection, Command.Subscribe command, String requested,
			@Nullable Message<?> shown) {
		Session session = connection.session();
		String own = OwnChannels.resolve(session, requested);
		CentrifugeError error = (own != null) ? null
				: this.checks.check(ChannelAction.SUBSCRIBE, requested, session.identity());
		if (error == null) {
			error = checkOptions(command);
		}
		if (error != null) {
			connection.fail(command.id(), error);
			return;
		}
		String channel = (own != null) ? own : requested;
		try {
			CompletableFuture<Void> replied = this.hub.historyOptions(channel).isEnabled()
					? subscribeToStream(connection, command, channel)
					: subscribeToChannel(connection, command, channel);
			connection.addPendingSubscription(replied);
			connection.events().publishSubscribed(new ClientCommand.Subscribe(command.channel()), shown);
			if (command.recovery().since() != null) {
				// Else many recoveries were more than may be pending
				session.inbound().suspendUntil(replied.thenCompose((done) -> this.hub.awaitRoom(session)));
			}
		}
		catch (SubscriptionRefusedException ex) {
			switch (ex.reason()) {
				case DUPLICATE -> connection.fail(command.id(), CentrifugeError.ALREADY_SUBSCRIBED);
				case LIMIT, SESSION_PATTERNS, NODE_PATTERNS, TENANT ->
					connection.fail(command.id(), CentrifugeError.LIMIT_EXCEEDED);
				case CLOSED -> {
				}
			}
		}
	}

	/**
	 * Restore a subscription of a resumed session.
	 * @return {@code null} if the client is not permitted to subscribe
	 */
	@Nullable Restoration restore(ClientConnection connection, String channel) {
		Session session = connection.session();
		String requested = this.checks.isTooLong(channel) ? null : checkAgain(session, channel);
		if (requested == null) {
			return null;
		}
		String own = OwnChannels.resolve(session, requested);
		String subscribed = (own != null) ? own : requested;
		PublicationEncoder encoder = this.deliveries.encoder(session, channel);
		Subscription subscription = this.hub.historyOptions(subscribed).isEnabled()
				? Subscription.toStream(session, channel, subscribed, encoder,
						(broken) -> connection.disconnect(CentrifugeDisconnect.INSUFFICIENT_STATE,
								"a publication is missing"))
				: Subscription.toChannel(session, channel, subscribed, encoder);
		try {
			return new Restoration(subscription, this.hub.subscribe(subscription));
		}
		catch (SubscriptionRefusedException ex) {
			return null;
		}
	}

	/**
	 * Find the start of a restored subscription.
	 * @param since the client's last position, {@code null} if it sent none
	 * @param room maximum size of the missed payloads, in bytes
	 * @return completes with {@code null} if the relay fails; never fails itself
	 */
	CompletableFuture<@Nullable Restored> recover(ClientConnection connection, Restoration restoration,
			@Nullable StreamPosition since, long room) {
		Subscription subscription = restoration.subscription();
		String name = subscription.id();
		String channel = subscription.name();
		return this.sequence.start(subscription, restoration.taken(), since, room).handle((recovery, failure) -> {
			if (failure != null) {
				return null;
			}
			connection.addRestored(name);
			save(connection, name);
			return new Restored(subscription,
					(recovery != null) ? this.deliveries.pass(connection.session(), name, channel, recovery) : null,
					since != null);
		});
	}

	/**
	 * End the subscriptions that are no longer permitted. The client asks for them again,
	 * and learns the reason.
	 */
	void recheck(ClientConnection connection) {
		Session session = connection.session();
		this.checks.forget(session.identity());
		int ended = 0;
		for (Subscription subscription : session.subscriptions()) {
			if (session.isOpen() && !isStillPermitted(session, subscription)) {
				end(subscription, CentrifugeUnsubscribe.EXPIRED);
				forget(connection, subscription);
				ended++;
			}
		}
		if (ended > 0) {
			logger.info("Ended " + ended + " subscriptions of session " + session.publicId()
					+ ": they are no longer permitted");
		}
	}

	private boolean isStillPermitted(Session session, Subscription subscription) {
		String requested = checkAgain(session, subscription.id());
		if (requested == null) {
			return false;
		}
		String own = OwnChannels.resolve(session, requested);
		return subscription.name().equals((own != null) ? own : requested);
	}

	private static void forget(ClientConnection connection, Subscription subscription) {
		SavedSession saved = connection.savedSession();
		if (saved != null) {
			saved.remove(subscription.id());
		}
	}

	/**
	 * Check again whether a client may subscribe. An error denies the subscription, and
	 * the reply contains the others.
	 * @return the channel with the interceptors' changes, {@code null} if the client is
	 * not permitted to subscribe
	 */
	private @Nullable String checkAgain(Session session, String channel) {
		try {
			String requested = channel;
			if (this.guard.isActive()) {
				AdmittedCommand admitted = this.guard.check(session, new ClientCommand.Subscribe(channel));
				if (admitted == null) {
					return null;
				}
				requested = admitted.channel();
			}
			return (UserChannels.isUserChannel(requested)
					|| this.checks.check(ChannelAction.SUBSCRIBE, requested, session.identity()) == null) ? requested
							: null;
		}
		catch (RuntimeException ex) {
			logger.error("A subscription of session " + session.publicId() + " could not be checked again", ex);
			return null;
		}
	}

	/**
	 * Store a subscription of a resumable session. The client sends its position itself
	 * when it returns.
	 */
	private static void save(ClientConnection connection, String channel) {
		SavedSession saved = connection.savedSession();
		if (saved != null) {
			saved.update(channel, () -> new SavedSubscription(channel, Map.of(), null));
		}
	}

	private CompletableFuture<Void> subscribeToChannel(ClientConnection connection, Command.Subscribe command,
			String channel) {
		Subscription subscription = Subscription.toChannel(connection.session(), command.channel(), channel,
				this.deliveries.encoder(connection.session(), command.channel()));
		return this.sequence.begin(subscription, this.hub.subscribe(subscription), null, (none) -> {
			save(connection, command.channel());
			subscription.activate(ReplyWriter.done(command.id(), "subscribe"));
		}, () -> fail(connection, command, CentrifugeError.INTERNAL));
	}

	private CompletableFuture<Void> subscribeToStream(ClientConnection connection, Command.Subscribe command,
			String channel) {
		Subscription subscription = Subscription.toStream(connection.session(), command.channel(), channel,
				this.deliveries.encoder(connection.session(), command.channel()), this::endAfterGap);
		StreamPosition since = command.recovery().since();
		return this.sequence.begin(subscription, this.hub.subscribe(subscription), since, (recovery) -> {
			if (since != null && !recovery.isComplete() && command.recovery().orFail()) {
				this.hub.unsubscribe(subscription);
				fail(connection, command, CentrifugeError.UNRECOVERABLE_POSITION);
			}
			else {
				save(connection, command.channel());
				Recovery passed = this.deliveries.pass(connection.session(), command.channel(), channel, recovery);
				subscription.activate(ReplyWriter.subscribed(command.id(), passed, since != null), recovery.top());
			}
		}, () -> fail(connection, command, CentrifugeError.INTERNAL));
	}

	private static void fail(ClientConnection connection, Command.Subscribe command, CentrifugeError error) {
		publishUnsubscribed(connection, command.channel());
		connection.fail(command.id(), error);
	}

	/**
	 * End a subscription whose stream has a gap. The client subscribes again with its
	 * position.
	 */
	private void endAfterGap(Subscription subscription) {
		end(subscription, CentrifugeUnsubscribe.INSUFFICIENT_STATE);
	}

	/**
	 * End a subscription at the request of the application. The client does not subscribe
	 * again by itself, and a resumed session has the subscription no more.
	 */
	void end(Subscription subscription) {
		end(subscription, CentrifugeUnsubscribe.SERVER);
		forget(ClientConnection.of(subscription.session()), subscription);
	}

	private void end(Subscription subscription, CentrifugeUnsubscribe unsubscribe) {
		this.hub.unsubscribe(subscription);
		publishUnsubscribed(ClientConnection.of(subscription.session()), subscription.id());
		subscription.session()
			.send(ReplyWriter.unsubscribed(subscription.id(), unsubscribe.code(), unsubscribe.reason()));
	}

	/**
	 * Publish the end of a subscription that the client did not end, so that it does not
	 * stay in Spring's user registry. The event comes after the one of the subscription,
	 * and before events of the client's next commands.
	 */
	private static void publishUnsubscribed(ClientConnection connection, String channel) {
		Session session = connection.session();
		Runnable event = () -> {
			if (session.subscription(channel) == null) {
				connection.events().publishUnsubscribed(new ClientCommand.Unsubscribe(channel));
			}
		};
		try {
			session.inbound().execute(event);
		}
		catch (RejectedExecutionException ex) {
			session.executeBlocking(event);
		}
	}

	/**
	 * Unsubscribe. A channel without a subscription is fine too.
	 */
	void unsubscribe(ClientConnection connection, Command.Unsubscribe command) {
		if (this.guard.isActive()) {
			this.guard.show(connection.session(), new ClientCommand.Unsubscribe(command.channel()));
		}
		connection.events().publishUnsubscribed(new ClientCommand.Unsubscribe(command.channel()));
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
		SavedSession saved = connection.savedSession();
		if (saved != null) {
			saved.remove(command.channel());
		}
		connection.takeRestored(command.channel());
	}

	/**
	 * The checks before those of permissions, in the order that the protocol prescribes.
	 */
	private @Nullable CentrifugeError check(Session session, Command.Subscribe command) {
		if (this.checks.isTooLong(command.channel())) {
			return CentrifugeError.BAD_REQUEST;
		}
		if (session.subscription(command.channel()) != null) {
			return CentrifugeError.ALREADY_SUBSCRIBED;
		}
		return (session.subscriptions().size() >= this.hub.options().maxSubscriptions())
				? CentrifugeError.LIMIT_EXCEEDED : null;
	}

	private static @Nullable CentrifugeError checkOptions(Command.Subscribe command) {
		if (command.type() != 0) {
			return CentrifugeError.NOT_AVAILABLE;
		}
		return command.filtered() ? CentrifugeError.BAD_REQUEST : null;
	}

	/**
	 * A subscription that is made again.
	 *
	 * @param taken completes when the relay delivers the channel
	 */
	record Restoration(Subscription subscription, CompletableFuture<Void> taken) {

	}

}
