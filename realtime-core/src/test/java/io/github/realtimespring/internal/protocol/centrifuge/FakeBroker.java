package io.github.realtimespring.internal.protocol.centrifuge;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.messaging.support.AbstractMessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.ExecutorSubscribableChannel;

import io.github.realtimespring.internal.guard.ChannelDestinations;
import io.github.realtimespring.internal.guard.MessageBroker;

/**
 * An application's message broker that serves {@code /topic} and {@code /queue}.
 */
final class FakeBroker {

	private final List<ApplicationEvent> events = new CopyOnWriteArrayList<>();

	private final Map<Class<?>, Runnable> reactions = new ConcurrentHashMap<>();

	private final ExecutorSubscribableChannel inbound = new ExecutorSubscribableChannel();

	private final ExecutorSubscribableChannel outbound = new ExecutorSubscribableChannel();

	private final MessageBroker broker;

	FakeBroker(ChannelInterceptor... inboundInterceptors) {
		this.inbound.setInterceptors(List.of(inboundInterceptors));
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean("clientInboundChannel", AbstractMessageChannel.class, () -> this.inbound);
		context.registerBean("clientOutboundChannel", AbstractMessageChannel.class, () -> this.outbound);
		context.addApplicationListener(this::received);
		context.refresh();
		this.broker = new MessageBroker(context);
		this.broker.install(new ChannelDestinations(
				(destination) -> destination.startsWith("/topic") || destination.startsWith("/queue"), "/user/"));
		this.broker.afterSingletonsInstantiated();
	}

	private void received(ApplicationEvent event) {
		this.events.add(event);
		Runnable reaction = this.reactions.get(event.getClass());
		if (reaction != null) {
			reaction.run();
		}
	}

	/**
	 * Do something when an event of a type is published.
	 */
	void onEvent(Class<? extends ApplicationEvent> type, Runnable reaction) {
		this.reactions.put(type, reaction);
	}

	MessageBroker broker() {
		return this.broker;
	}

	ExecutorSubscribableChannel outbound() {
		return this.outbound;
	}

	/**
	 * The events of a type, in order.
	 */
	<T extends ApplicationEvent> List<T> events(Class<T> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast).toList();
	}

	/**
	 * The names of the types of all session events, in order.
	 */
	List<String> sessionEvents() {
		return this.events.stream()
			.map((event) -> event.getClass().getSimpleName())
			.filter((name) -> name.startsWith("Session"))
			.toList();
	}

}
