package io.github.realtimespring.protocol.stomp;

/**
 * Who configured the message broker and its endpoints. An application that did so itself
 * gets Spring's own defaults; one that did not gets ours. Thread-safe; known once all
 * configurers have run, before the first session.
 */
public final class BrokerConfiguration {

	private volatile boolean applications;

	/**
	 * Note that the application registered an endpoint or enabled a broker itself.
	 */
	public void markApplications() {
		this.applications = true;
	}

	/**
	 * Whether the application registered an endpoint or enabled a broker itself.
	 */
	public boolean isApplications() {
		return this.applications;
	}

}
