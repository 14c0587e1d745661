package io.github.realtimespring.autoconfigure.websocket;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.web.server.WebServer;

import io.github.realtimespring.internal.transport.websocket.jetty.JettySocketWriters;
import io.github.realtimespring.internal.transport.websocket.jetty.JettySupport;

/**
 * Sends through Jetty's core sessions.
 */
final class JettySendPath implements NativeSendPath {

	private final ObjectProvider<JettySocketWriters> writers;

	JettySendPath(ObjectProvider<JettySocketWriters> writers) {
		this.writers = writers;
	}

	@Override
	public String serverName() {
		return "Jetty";
	}

	@Override
	public boolean belongsTo(WebServer server) {
		return server instanceof JettyWebServer;
	}

	@Override
	public @Nullable String open(WebServer server, boolean insist) {
		String missing = JettySupport.findMissingMethod(getClass().getClassLoader());
		if (missing != null) {
			return "this version has no " + missing;
		}
		return (this.writers.getIfAvailable() != null) ? null : "there is no bean that sends shared frames";
	}

}
