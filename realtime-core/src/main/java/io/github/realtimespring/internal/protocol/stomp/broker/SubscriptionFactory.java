package io.github.realtimespring.internal.protocol.stomp.broker;

import java.util.function.Predicate;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.channel.UserChannels;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.session.ChannelFilter;
import io.github.realtimespring.internal.hub.session.ChannelFilter.Decision;
import io.github.realtimespring.internal.hub.session.OwnChannels;
import io.github.realtimespring.internal.hub.session.PatternSubscription;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.internal.protocol.stomp.frame.AckMode;
import io.github.realtimespring.internal.protocol.stomp.frame.BadHeaderException;
import io.github.realtimespring.internal.protocol.stomp.message.InterceptedMessageEncoder;
import io.github.realtimespring.internal.protocol.stomp.message.SelectedMessageEncoder;
import io.github.realtimespring.internal.protocol.stomp.message.Selector;
import io.github.realtimespring.internal.protocol.stomp.message.StompDestinations;
import io.github.realtimespring.internal.protocol.stomp.message.StompMessageEncoder;
import io.github.realtimespring.internal.protocol.stomp.session.GapRecovery;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;

/**
 * Makes subscriptions of destinations. Thread-safe.
 */
final class SubscriptionFactory {

	private final StompSessions sessions;

	private final StompDestinations destinations;

	private final StompPermissions permissions;

	SubscriptionFactory(StompSessions sessions, StompDestinations destinations, StompPermissions permissions) {
		this.sessions = sessions;
		this.destinations = destinations;
		this.permissions = permissions;
	}

	/**
	 * Create a subscription.
	 * @throws DestinationDeniedException if the client is not permitted to subscribe
	 * @throws BadHeaderException if the acknowledgement mode is unknown or the selector
	 * is not supported
	 */
	Subscription create(StompSession stomp, SubscribeFrame frame) {
		AckMode mode = frame.ackMode(this.sessions.brokerOwnership().isConfiguredByApplication());
		boolean acknowledged = mode != AckMode.AUTO;
		int prefetchCount = acknowledged ? frame.prefetchCount() : 0;
		Subscription subscription = create(stomp, frame, encoder(stomp, frame, acknowledged));
		return acknowledged
				? subscription.through(stomp.acknowledgements().open(frame.id(), mode == AckMode.CLIENT, prefetchCount))
				: subscription;
	}

	/**
	 * Drop cached answers about a client.
	 */
	void forgetAnswers(Session session) {
		this.permissions.forget(session.identity());
	}

	/**
	 * Check whether a client may subscribe to a destination.
	 * @throws DestinationDeniedException if it is not permitted
	 */
	void check(StompSession stomp, String destination) {
		if (this.destinations.isUser(destination)) {
			checkUser(stomp, destination);
		}
		else {
			checkBroker(stomp, destination);
		}
	}

	private Subscription create(StompSession stomp, SubscribeFrame frame, PublicationEncoder encoder) {
		check(stomp, frame.destination());
		return this.destinations.isUser(frame.destination()) ? toUser(stomp, frame, encoder)
				: toBroker(stomp, frame, encoder);
	}

	private PublicationEncoder encoder(StompSession stomp, SubscribeFrame frame, boolean acknowledged) {
		String id = frame.id();
		InterceptedMessageEncoder intercepted = InterceptedMessageEncoder.createIfNeeded(stomp.session(), id,
				this.sessions.clientOutboundChannel(), this.destinations, stomp.isTextOnly(), acknowledged);
		PublicationEncoder encoder = (intercepted != null) ? intercepted
				: new StompMessageEncoder(stomp.version(), id, stomp.isTextOnly(), this.destinations, acknowledged);
		Selector selector = (frame.selector() != null) ? Selector.parse("selector", frame.selector()) : null;
		return (selector != null) ? new SelectedMessageEncoder(encoder, selector, this.destinations) : encoder;
	}

	private void checkUser(StompSession stomp, String destination) {
		if (stomp.session().identity().destinationUser().contains("%2F")) {
			// Would be mistaken for a name with a slash
			throw new DestinationDeniedException("SUBSCRIBE", destination, "the user's name has no queues");
		}
		if (this.destinations.isPattern(this.destinations.withoutUserPrefix(destination))) {
			this.permissions.checkUserPattern(destination);
		}
	}

	private void checkBroker(StompSession stomp, String destination) {
		ClientIdentity identity = stomp.session().identity();
		String channel = this.destinations.channel(destination);
		if (this.destinations.isPattern(destination)) {
			this.permissions.checkPattern(destination, channel, patternPrefix(destination),
					this.sessions.hub().isRelayShared(), identity);
		}
		else if (this.destinations.isLiteralUser(destination)) {
			this.permissions.checkSubscribeToLiteralUser(destination, channel, identity);
		}
		else {
			this.permissions.checkSubscribe(destination, channel, identity);
		}
	}

	private Subscription toUser(StompSession stomp, SubscribeFrame frame, PublicationEncoder encoder) {
		String own = OwnChannels.channelFor(stomp.session(), "");
		String wanted = this.destinations.withoutUserPrefix(frame.destination());
		if (!this.destinations.isPattern(wanted)) {
			return toChannel(stomp, frame, own + wanted, encoder);
		}
		Predicate<String> matching = this.destinations.matching(wanted);
		ChannelFilter filter = (
				channel) -> (channel.startsWith(own + '/') && matching.test(channel.substring(own.length())))
						? Decision.ACCEPT : Decision.REJECT;
		return PatternSubscription.toPrefix(stomp.session(), frame.id(), own + StompDestinations.literalPrefix(wanted),
				filter, encoder);
	}

	private Subscription toBroker(StompSession stomp, SubscribeFrame frame, PublicationEncoder encoder) {
		Session session = stomp.session();
		String destination = frame.destination();
		String channel = this.destinations.channel(destination);
		if (!this.destinations.isPattern(destination)) {
			return toChannel(stomp, frame, channel, encoder);
		}
		Hub hub = this.sessions.hub();
		String prefix = patternPrefix(destination);
		Predicate<String> matching = this.destinations.matching(destination);
		Predicate<String> meant = (candidate) -> !candidate.startsWith(UserChannels.PREFIX)
				&& matching.test(this.destinations.destination(candidate));
		ChannelFilter filter = new PatternFilter(meant, this.permissions, session, hub.options().patterns().recheck());
		return PatternSubscription.toPrefix(session, frame.id(), prefix, filter, encoder);
	}

	private Subscription toChannel(StompSession stomp, SubscribeFrame frame, String channel,
			PublicationEncoder encoder) {
		Hub hub = this.sessions.hub();
		return hub.historyOptions(channel).isEnabled()
				? Subscription.toStream(stomp.session(), frame.id(), channel, encoder,
						new GapRecovery(hub, stomp.version(), frame.destination()))
				: Subscription.toChannel(stomp.session(), frame.id(), channel, encoder);
	}

	/**
	 * The literal prefix of the channel names that a pattern matches. A pattern with a
	 * wildcard before the end of {@code /topic/} matches channels of any name.
	 */
	private String patternPrefix(String destination) {
		String literal = StompDestinations.literalPrefix(destination);
		return "/topic/".startsWith(literal) ? "" : this.destinations.channel(literal);
	}

}
