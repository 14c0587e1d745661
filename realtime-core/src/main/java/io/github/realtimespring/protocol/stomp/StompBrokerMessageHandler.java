package io.github.realtimespring.protocol.stomp;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.broker.AbstractBrokerMessageHandler;
import org.springframework.messaging.simp.broker.DefaultSubscriptionRegistry;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.util.AntPathMatcher;
import org.springframework.util.PathMatcher;

import io.github.realtimespring.guard.ChannelPermissions;
import io.github.realtimespring.guard.MessageBroker;

/**
 * The broker behind Spring's STOMP support, in the place of the simple broker: it puts
 * subscriptions into the hub and publications onto the relay. Clients and the application
 * are told apart by the channel that they send through, which no header can forge.
 *
 * <p>
 * A subscription's selector header is not supported.
 */
public final class StompBrokerMessageHandler extends AbstractBrokerMessageHandler {

	private final ClientFrames clientFrames;

	private final ApplicationMessages applicationMessages;

	/**
	 * Create the broker.
	 * @param simpleBroker whose place is taken, configured as the application wants it
	 * @param userPrefix how user destinations begin, with a slash at its end
	 */
	StompBrokerMessageHandler(SimpleBrokerMessageHandler simpleBroker, String userPrefix, StompSessions sessions,
			ChannelPermissions permissions, MessageBroker messageBroker) {
		super(simpleBroker.getClientInboundChannel(), simpleBroker.getClientOutboundChannel(),
				simpleBroker.getBrokerChannel(), simpleBroker.getDestinationPrefixes());
		setApplicationEventPublisher(simpleBroker.getApplicationEventPublisher());
		setPhase(simpleBroker.getPhase());
		setAutoStartup(simpleBroker.isAutoStartup());
		StompDestinations destinations = new StompDestinations(this::checkDestinationPrefix, userPrefix,
				pathMatcher(simpleBroker));
		messageBroker.install(destinations.channels());
		this.clientFrames = new ClientFrames(sessions, destinations, new ServedDestinations(getClientInboundChannel()),
				permissions, new SubscribeInterceptors(getClientInboundChannel()), heartbeat(simpleBroker, sessions));
		this.applicationMessages = new ApplicationMessages(sessions, destinations);
	}

	private PathMatcher pathMatcher(SimpleBrokerMessageHandler simpleBroker) {
		if (simpleBroker.getSubscriptionRegistry() instanceof DefaultSubscriptionRegistry registry) {
			if (registry.getSelectorHeaderName() != null) {
				this.logger.warn("Subscriptions with a selector are not supported: selectors are ignored");
			}
			return registry.getPathMatcher();
		}
		return new AntPathMatcher();
	}

	private static long[] heartbeat(SimpleBrokerMessageHandler simpleBroker, StompSessions sessions) {
		long @Nullable [] configured = simpleBroker.getHeartbeatValue();
		StompOptions options = sessions.options();
		return (configured != null) ? configured
				: new long[] { options.heartbeatSend().toMillis(), options.heartbeatReceive().toMillis() };
	}

	@Override
	protected void startInternal() {
		// The base class has subscribed this object, by which the two sides look alike
		getClientInboundChannel().unsubscribe(this);
		getBrokerChannel().unsubscribe(this);
		getClientInboundChannel().subscribe(this.clientFrames);
		getBrokerChannel().subscribe(this.applicationMessages);
		publishBrokerAvailableEvent();
	}

	@Override
	protected void stopInternal() {
		publishBrokerUnavailableEvent();
		getClientInboundChannel().unsubscribe(this.clientFrames);
		getBrokerChannel().unsubscribe(this.applicationMessages);
	}

	/**
	 * Only for what the base class hands over itself: a DISCONNECT that an interceptor
	 * held back.
	 */
	@Override
	protected void handleMessageInternal(Message<?> message) {
		this.clientFrames.handleMessage(message);
	}

	@Override
	public String toString() {
		return "StompBrokerMessageHandler" + getDestinationPrefixes();
	}

}
