package io.github.realtimespring.protocol.stomp;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.UserChannels;
import io.github.realtimespring.guard.ChannelPermission;
import io.github.realtimespring.guard.ChannelPermissions;
import io.github.realtimespring.hub.Hub;
import io.github.realtimespring.hub.Session;
import io.github.realtimespring.hub.Subscription;
import io.github.realtimespring.outbound.FrameShape;
import io.github.realtimespring.security.ChannelAction;

/**
 * Makes subscriptions of destinations. Thread-safe.
 */
final class SubscriptionFactory {

	private final StompSessions sessions;

	private final StompDestinations destinations;

	private final ChannelPermissions permissions;

	SubscriptionFactory(StompSessions sessions, StompDestinations destinations, ChannelPermissions permissions) {
		this.sessions = sessions;
		this.destinations = destinations;
		this.permissions = permissions;
	}

	/**
	 * Make a subscription.
	 * @return {@code null} if the client may not have it
	 * @throws BadHeaderException if the frame does not say how to acknowledge
	 */
	@Nullable Subscription create(StompSession stomp, SubscribeFrame frame) {
		AckMode mode = frame.ackMode();
		boolean acknowledged = mode != AckMode.AUTO;
		int prefetchCount = acknowledged ? frame.prefetchCount() : 0;
		Subscription subscription = create(stomp, frame, shape(stomp, frame.id(), acknowledged));
		return (subscription != null && acknowledged)
				? subscription.through(stomp.acknowledgements().open(frame.id(), mode == AckMode.CLIENT, prefetchCount))
				: subscription;
	}

	private @Nullable Subscription create(StompSession stomp, SubscribeFrame frame, FrameShape shape) {
		return this.destinations.isUser(frame.destination()) ? toUser(stomp, frame, shape)
				: toBroker(stomp, frame, shape);
	}

	private FrameShape shape(StompSession stomp, String id, boolean acknowledged) {
		InterceptedMessageShape intercepted = InterceptedMessageShape.createIfNeeded(stomp.session().id(), id,
				this.sessions.clientOutboundChannel(), this.destinations, acknowledged);
		return (intercepted != null) ? intercepted
				: new StompMessageShape(stomp.version(), id, stomp.isTextOnly(), this.destinations, acknowledged);
	}

	private @Nullable Subscription toUser(StompSession stomp, SubscribeFrame frame, FrameShape shape) {
		String user = stomp.session().userChannelName();
		if (user.contains("%2F")) {
			// Would be mistaken for a name with a slash
			return null;
		}
		String own = UserChannels.channelFor(user, "");
		String wanted = this.destinations.withoutUserPrefix(frame.destination());
		if (!this.destinations.isPattern(wanted)) {
			return toChannel(stomp, frame, own + wanted, shape);
		}
		Predicate<String> matching = this.destinations.matching(wanted);
		Predicate<String> filter = (channel) -> channel.startsWith(own + '/')
				&& matching.test(channel.substring(own.length()));
		return Subscription.toPrefix(stomp.session(), frame.id(), own + StompDestinations.literalPrefix(wanted), filter,
				shape);
	}

	private @Nullable Subscription toBroker(StompSession stomp, SubscribeFrame frame, FrameShape shape) {
		Session session = stomp.session();
		String destination = frame.destination();
		String channel = this.destinations.channel(destination);
		if (!this.destinations.isPattern(destination)) {
			return (this.permissions.check(ChannelAction.SUBSCRIBE, channel,
					session.identity()) == ChannelPermission.GRANTED) ? toChannel(stomp, frame, channel, shape) : null;
		}
		if (!this.permissions.maySubscribeToPattern(channel, session.identity())) {
			return null;
		}
		Predicate<String> visible = this.permissions.visibleTo(session.identity());
		Predicate<String> matching = this.destinations.matching(destination);
		Predicate<String> filter = (candidate) -> !candidate.startsWith(UserChannels.PREFIX)
				&& matching.test(this.destinations.destination(candidate)) && visible.test(candidate);
		return Subscription.toPrefix(session, frame.id(), patternPrefix(destination), filter, shape);
	}

	private Subscription toChannel(StompSession stomp, SubscribeFrame frame, String channel, FrameShape shape) {
		Hub hub = this.sessions.hub();
		return hub.historyOptions(channel).isEnabled()
				? Subscription.toStream(stomp.session(), frame.id(), channel, shape,
						new GapRecovery(hub, stomp.version(), frame.destination()))
				: Subscription.toChannel(stomp.session(), frame.id(), channel, shape);
	}

	/**
	 * How the names of the channels begin that a pattern stands for. A pattern with a
	 * wildcard before the end of {@code /topic/} stands for channels of any name.
	 */
	private String patternPrefix(String destination) {
		String literal = StompDestinations.literalPrefix(destination);
		return "/topic/".startsWith(literal) ? "" : this.destinations.channel(literal);
	}

}
