package io.github.realtimespring.autoconfigure.websocket;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The WebSocket endpoints that are served on the hub, known when Spring's handler
 * mappings have been created. Thread-safe.
 */
final class ServedEndpoints {

	private final List<ServedEndpoint> endpoints = new CopyOnWriteArrayList<>();

	private volatile boolean configuredByApplication;

	void add(ServedEndpoint endpoint) {
		this.endpoints.add(endpoint);
	}

	List<ServedEndpoint> all() {
		return List.copyOf(this.endpoints);
	}

	/**
	 * Note that the application has a WebSocket configuration of its own.
	 */
	void markConfiguredByApplication() {
		this.configuredByApplication = true;
	}

	/**
	 * Whether the application registered an endpoint or enabled a broker itself.
	 */
	boolean isConfiguredByApplication() {
		return this.configuredByApplication;
	}

}
