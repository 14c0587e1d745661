package io.github.realtimespring.internal.protocol.stomp;

import java.lang.reflect.Method;
import java.util.Collection;

import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.config.SimpleBrokerRegistration;
import org.springframework.messaging.simp.config.StompBrokerRelayRegistration;
import org.springframework.messaging.support.ExecutorSubscribableChannel;
import org.springframework.util.Assert;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurationSupport;

/**
 * A registry that finds out which broker an application enables, and is then thrown away.
 * Spring configures the client channels before the broker; whether these channels lead to
 * the hub depends on the broker.
 */
public final class BrokerProbe extends MessageBrokerRegistry {

	private static final String METHOD = "configureMessageBroker";

	private boolean simpleBroker;

	private boolean brokerRelay;

	private BrokerProbe() {
		super(new ExecutorSubscribableChannel(), new ExecutorSubscribableChannel());
	}

	/**
	 * Let the application configure a registry that nothing else uses.
	 * @param configuration Spring's configuration, which asks all configurers
	 * @return the configured registry
	 */
	static BrokerProbe of(WebSocketMessageBrokerConfigurationSupport configuration) {
		Method method = ReflectionUtils.findMethod(configuration.getClass(), METHOD, MessageBrokerRegistry.class);
		Assert.state(method != null, () -> configuration.getClass().getName() + " has no method " + METHOD);
		ReflectionUtils.makeAccessible(method);
		BrokerProbe probe = new BrokerProbe();
		ReflectionUtils.invokeMethod(method, configuration, probe);
		return probe;
	}

	@Override
	public SimpleBrokerRegistration enableSimpleBroker(String... destinationPrefixes) {
		this.simpleBroker = true;
		return super.enableSimpleBroker(destinationPrefixes);
	}

	@Override
	public StompBrokerRelayRegistration enableStompBrokerRelay(String... destinationPrefixes) {
		this.brokerRelay = true;
		return super.enableStompBrokerRelay(destinationPrefixes);
	}

	boolean hasBroker() {
		return this.simpleBroker || this.brokerRelay;
	}

	boolean hasBrokerRelay() {
		return this.brokerRelay;
	}

	boolean hasApplicationPrefixes() {
		Collection<String> prefixes = getApplicationDestinationPrefixes();
		return prefixes != null && !prefixes.isEmpty();
	}

}
