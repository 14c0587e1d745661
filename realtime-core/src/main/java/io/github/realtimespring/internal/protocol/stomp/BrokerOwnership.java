package io.github.realtimespring.internal.protocol.stomp;

import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurationSupport;

/**
 * Who configured the message broker and its endpoints. An application that did so itself
 * gets Spring's own defaults; one that did not gets ours. An application that enabled a
 * broker relay keeps Spring's STOMP support as it is. Thread-safe; known once all
 * configurers have run, before the first session.
 */
public final class BrokerOwnership {

	private volatile boolean configuredByApplication;

	private volatile boolean brokerEnabled;

	private volatile boolean prefixesSet;

	private volatile boolean onHub;

	private boolean examined;

	/**
	 * Find out which broker the application enables. Only the first call has an effect.
	 * @param configuration Spring's configuration of the message broker, {@code null} if
	 * there is not exactly one
	 */
	public synchronized void examine(@Nullable WebSocketMessageBrokerConfigurationSupport configuration) {
		if (this.examined) {
			return;
		}
		this.examined = true;
		this.onHub = true;
		if (configuration == null) {
			return;
		}
		BrokerProbe probe = BrokerProbe.of(configuration);
		this.prefixesSet = probe.hasApplicationPrefixes();
		this.onHub = !probe.hasBrokerRelay();
		if (probe.hasBroker()) {
			this.brokerEnabled = true;
			markConfiguredByApplication();
		}
	}

	/**
	 * Record that the application registered an endpoint or enabled a broker itself.
	 */
	public void markConfiguredByApplication() {
		this.configuredByApplication = true;
	}

	/**
	 * Whether the application registered an endpoint or enabled a broker itself.
	 */
	public boolean isConfiguredByApplication() {
		return this.configuredByApplication;
	}

	/**
	 * Whether the application enabled a broker itself.
	 */
	public boolean isBrokerEnabled() {
		return this.brokerEnabled;
	}

	/**
	 * Whether the application set the prefixes of destinations that its methods serve.
	 */
	public boolean isPrefixesSet() {
		return this.prefixesSet;
	}

	/**
	 * Whether STOMP sessions belong to the hub. They don't where the application enabled
	 * a broker relay, or configures STOMP without asking any configurer.
	 */
	public boolean isOnHub() {
		return this.onHub;
	}

}
