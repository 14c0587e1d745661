package io.github.realtimespring.internal.protocol.stomp.broker;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.context.Phased;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.broker.AbstractBrokerMessageHandler;
import org.springframework.messaging.simp.broker.DefaultSubscriptionRegistry;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.InterceptableChannel;
import org.springframework.util.AntPathMatcher;
import org.springframework.util.PathMatcher;

import io.github.realtimespring.internal.guard.ChannelPermissions;
import io.github.realtimespring.internal.guard.CommandGuard;
import io.github.realtimespring.internal.guard.MessageBroker;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.protocol.stomp.StompOptions;
import io.github.realtimespring.internal.protocol.stomp.message.StompDestinations;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;

/**
 * The broker behind Spring's STOMP support, instead of the simple broker: it adds
 * subscriptions to the hub and sends publications to the relay. It distinguishes clients
 * and the application by their message channel, which no header can forge.
 */
public final class StompBrokerMessageHandler extends AbstractBrokerMessageHandler {

	private final ClientFrameHandler clientFrames;

	private final BrokerChannelHandler applicationMessages;

	/**
	 * Create the broker.
	 * @param simpleBroker the broker to replace, configured by the application
	 * @param userPrefix the prefix of user destinations, with a slash at its end
	 */
	public StompBrokerMessageHandler(SimpleBrokerMessageHandler simpleBroker, String userPrefix, StompSessions sessions,
			ChannelPermissions permissions, MessageBroker messageBroker) {
		super(simpleBroker.getClientInboundChannel(), simpleBroker.getClientOutboundChannel(),
				simpleBroker.getBrokerChannel(), simpleBroker.getDestinationPrefixes());
		setApplicationEventPublisher(simpleBroker.getApplicationEventPublisher());
		setPhase(phase(simpleBroker));
		setAutoStartup(simpleBroker.isAutoStartup());
		StompDestinations destinations = new StompDestinations(this::checkDestinationPrefix, userPrefix,
				pathMatcher(simpleBroker));
		messageBroker.install(destinations.channels());
		this.clientFrames = new ClientFrameHandler(sessions, destinations,
				new ApplicationDestinations(getClientInboundChannel()),
				new StompPermissions(permissions, sessions.brokerOwnership()),
				new SubscribeInterceptors(new CommandGuard(messageBroker)), heartbeat(simpleBroker, sessions),
				selectorHeader(simpleBroker));
		this.applicationMessages = new BrokerChannelHandler(sessions, destinations);
	}

	private static PathMatcher pathMatcher(SimpleBrokerMessageHandler simpleBroker) {
		if (simpleBroker.getSubscriptionRegistry() instanceof DefaultSubscriptionRegistry registry) {
			return registry.getPathMatcher();
		}
		return new AntPathMatcher();
	}

	private static @Nullable String selectorHeader(SimpleBrokerMessageHandler simpleBroker) {
		return (simpleBroker.getSubscriptionRegistry() instanceof DefaultSubscriptionRegistry registry)
				? registry.getSelectorHeaderName() : null;
	}

	/**
	 * The shortest intervals to agree to with clients. Spring's simple broker has none
	 * unless the application configured them.
	 */
	private static long[] heartbeat(SimpleBrokerMessageHandler simpleBroker, StompSessions sessions) {
		long @Nullable [] configured = simpleBroker.getHeartbeatValue();
		StompOptions options = sessions.options();
		if (configured != null) {
			return configured;
		}
		Duration unset = sessions.brokerOwnership().isConfiguredByApplication() ? Duration.ZERO
				: StompOptions.DEFAULT_HEARTBEAT;
		return new long[] { millis(options.heartbeatSend(), unset), millis(options.heartbeatReceive(), unset) };
	}

	private static long millis(@Nullable Duration value, Duration unset) {
		return ((value != null) ? value : unset).toMillis();
	}

	@Override
	protected void startInternal() {
		// The base class has subscribed this object, by which the two sides look alike
		getClientInboundChannel().unsubscribe(this);
		getBrokerChannel().unsubscribe(this);
		getClientInboundChannel().subscribe(this.clientFrames);
		getBrokerChannel().subscribe(this.applicationMessages);
		ChannelInterceptor tenants = this.applicationMessages.interceptor();
		if (tenants != null && getBrokerChannel() instanceof InterceptableChannel channel
				&& !channel.getInterceptors().contains(tenants)) {
			channel.addInterceptor(0, tenants);
		}
		publishBrokerAvailableEvent();
	}

	@Override
	protected void stopInternal() {
		publishBrokerUnavailableEvent();
		getClientInboundChannel().unsubscribe(this.clientFrames);
		getBrokerChannel().unsubscribe(this.applicationMessages);
		ChannelInterceptor tenants = this.applicationMessages.interceptor();
		if (tenants != null && getBrokerChannel() instanceof InterceptableChannel channel) {
			channel.removeInterceptor(tenants);
		}
	}

	/**
	 * Only for messages from the base class itself: a DISCONNECT that an interceptor
	 * withheld.
	 */
	@Override
	protected void handleMessageInternal(Message<?> message) {
		this.clientFrames.handleMessage(message);
	}

	@Override
	public String toString() {
		return "StompBrokerMessageHandler" + getDestinationPrefixes();
	}

	/**
	 * Return the phase that the application chose, but not one in which clients could
	 * connect before the start, or would be disconnected before the drain.
	 */
	public static int phase(Phased original) {
		return Math.min(original.getPhase(), Hub.PHASE);
	}

}
