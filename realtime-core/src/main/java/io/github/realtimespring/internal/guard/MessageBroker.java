package io.github.realtimespring.internal.guard;

import java.util.Collection;
import java.util.Iterator;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.messaging.simp.broker.AbstractBrokerMessageHandler;
import org.springframework.messaging.simp.user.DefaultUserDestinationResolver;
import org.springframework.messaging.simp.user.UserDestinationResolver;
import org.springframework.messaging.support.AbstractMessageChannel;
import org.springframework.util.Assert;

import io.github.realtimespring.internal.channel.UserChannels;

/**
 * Spring's message broker in this application, if there is one. It is known once the
 * application context has made its singletons, before the first client comes.
 * Thread-safe.
 */
public final class MessageBroker implements SmartInitializingSingleton {

	private volatile @Nullable ApplicationContext context;

	private volatile @Nullable ChannelDestinations destinations;

	private volatile @Nullable AbstractMessageChannel clientInboundChannel;

	private volatile @Nullable AbstractMessageChannel clientOutboundChannel;

	private volatile String applicationPrefix = "/app/";

	/**
	 * Create the broker of an application.
	 * @param context holds the broker's beans, {@code null} if there is no message broker
	 */
	public MessageBroker(@Nullable ApplicationContext context) {
		this.context = context;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.context != null) {
			find(this.context);
		}
	}

	/**
	 * Look for the broker's beans in a child of the application's context, if they have
	 * not been found yet: the web application may have a context of its own.
	 * @param child the context whose singletons have been made
	 */
	public void findIn(ApplicationContext child) {
		Assert.notNull(child, "'child' must not be null");
		if (this.clientInboundChannel == null) {
			find(child);
		}
	}

	private void find(ApplicationContext context) {
		AbstractMessageChannel inbound = find(context, "clientInboundChannel", AbstractMessageChannel.class);
		if (inbound == null) {
			return;
		}
		this.context = context;
		this.clientOutboundChannel = find(context, "clientOutboundChannel", AbstractMessageChannel.class);
		SimpAnnotationMethodMessageHandler methods = find(context, "simpAnnotationMethodMessageHandler",
				SimpAnnotationMethodMessageHandler.class);
		if (methods != null) {
			Iterator<String> prefixes = methods.getDestinationPrefixes().iterator();
			this.applicationPrefix = prefixes.hasNext() ? prefixes.next() : "/";
		}
		if (this.destinations == null) {
			this.destinations = foreignDestinations(context);
		}
		this.clientInboundChannel = inbound;
	}

	/**
	 * The destinations of a broker that is not ours.
	 */
	private static @Nullable ChannelDestinations foreignDestinations(ApplicationContext context) {
		AbstractBrokerMessageHandler broker = context.getBeanProvider(AbstractBrokerMessageHandler.class)
			.stream()
			.findFirst()
			.orElse(null);
		if (broker == null) {
			return null;
		}
		UserDestinationResolver resolver = find(context, "userDestinationResolver", UserDestinationResolver.class);
		String userPrefix = (resolver instanceof DefaultUserDestinationResolver standard)
				? standard.getDestinationPrefix() : UserChannels.PREFIX;
		Collection<String> prefixes = broker.getDestinationPrefixes();
		return new ChannelDestinations((destination) -> prefixes.isEmpty() ? !destination.startsWith(userPrefix)
				: prefixes.stream().anyMatch(destination::startsWith), userPrefix);
	}

	private static <T> @Nullable T find(ApplicationContext context, String name, Class<T> type) {
		return (context.containsBean(name) && context.isTypeMatch(name, type)) ? context.getBean(name, type) : null;
	}

	/**
	 * Note the destinations that our broker serves.
	 */
	public void install(ChannelDestinations destinations) {
		Assert.notNull(destinations, "'destinations' must not be null");
		this.destinations = destinations;
	}

	/**
	 * The destinations that the broker serves, {@code null} if there is no message
	 * broker.
	 */
	public @Nullable ChannelDestinations destinations() {
		return this.destinations;
	}

	/**
	 * The channel that STOMP clients' frames come through, {@code null} if there is no
	 * message broker.
	 */
	public @Nullable AbstractMessageChannel clientInboundChannel() {
		return this.clientInboundChannel;
	}

	/**
	 * The channel to STOMP clients, {@code null} if there is no message broker.
	 */
	public @Nullable AbstractMessageChannel clientOutboundChannel() {
		return this.clientOutboundChannel;
	}

	/**
	 * The first prefix of destinations that lead to the application's methods, ending
	 * with a slash.
	 */
	String applicationPrefix() {
		return this.applicationPrefix;
	}

	/**
	 * Publishes Spring's session events, {@code null} if there is no message broker.
	 */
	@Nullable ApplicationEventPublisher eventPublisher() {
		return (this.clientInboundChannel != null) ? this.context : null;
	}

}
