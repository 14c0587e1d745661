package io.github.realtimespring.autoconfigure.websocket;

import java.util.List;

import org.apache.catalina.util.ServerInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;

import io.github.realtimespring.internal.transport.websocket.tomcat.TomcatSocketWriters;
import io.github.realtimespring.internal.transport.websocket.tomcat.TomcatSupport;

/**
 * Writes straight to Tomcat's sockets, if all its connectors allow it.
 */
final class TomcatSendPath implements NativeSendPath {

	private final ObjectProvider<TomcatSocketWriters> writers;

	TomcatSendPath(ObjectProvider<TomcatSocketWriters> writers) {
		this.writers = writers;
	}

	@Override
	public String serverName() {
		return "Tomcat";
	}

	@Override
	public boolean belongsTo(WebServer server) {
		return server instanceof TomcatWebServer;
	}

	@Override
	public @Nullable String open(WebServer server, boolean insist) {
		String missing = TomcatSupport.findMissingMethod(getClass().getClassLoader());
		if (missing != null) {
			return "this version has no " + missing;
		}
		String untested = insist ? null : TomcatSupport.findUntestedVersion(ServerInfo.getServerNumber());
		if (untested != null) {
			return untested + "; set realtime.websocket.direct-writes=true to use them anyway";
		}
		TomcatSocketWriters available = this.writers.getIfAvailable();
		if (available == null) {
			return "there is no bean that writes directly";
		}
		String obstacle = TomcatSupport
			.findObstacle(List.of(((TomcatWebServer) server).getTomcat().getService().findConnectors()));
		if (obstacle == null) {
			available.enable();
		}
		return obstacle;
	}

}
