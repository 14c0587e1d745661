package io.github.realtimespring.autoconfigure.websocket;

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

import io.github.realtimespring.autoconfigure.properties.WebSocketProperties.DirectWrites;

/**
 * Decides once, when the server has started, how messages get to its sockets, and says so
 * in one line.
 */
final class SendPathSelector implements ApplicationListener<ApplicationEvent> {

	private static final Log logger = LogFactory.getLog(SendPathSelector.class);

	private final ApplicationContext context;

	private final List<NativeSendPath> paths;

	private final DirectWrites directWrites;

	private boolean selected;

	/**
	 * Create the selector.
	 * @param context the context that starts; events of its children come here, too
	 * @param paths the native ways, one for each kind of server
	 * @param directWrites when they may be used
	 */
	SendPathSelector(ApplicationContext context, List<NativeSendPath> paths, DirectWrites directWrites) {
		this.context = context;
		this.paths = List.copyOf(paths);
		this.directWrites = directWrites;
	}

	@Override
	public synchronized void onApplicationEvent(ApplicationEvent event) {
		if (this.selected) {
			return;
		}
		if (event instanceof WebServerInitializedEvent started) {
			// The server of a child, such as a management server of its own, has no
			// endpoint of ours
			if (started.getApplicationContext() == this.context) {
				select(started.getWebServer());
			}
		}
		else if (event instanceof ContextRefreshedEvent refreshed
				&& refreshed.getApplicationContext() == this.context) {
			report("the container", "it is not embedded");
		}
	}

	private void select(WebServer server) {
		NativeSendPath path = this.paths.stream()
			.filter((candidate) -> candidate.belongsTo(server))
			.findFirst()
			.orElse(null);
		if (path == null) {
			report(server.getClass().getSimpleName(), "this server is not known");
		}
		else if (this.directWrites == DirectWrites.FALSE) {
			report(path.serverName(), "realtime.websocket.direct-writes is false");
		}
		else {
			report(path.serverName(), path.open(server, this.directWrites == DirectWrites.TRUE));
		}
	}

	private void report(String server, @Nullable String obstacle) {
		this.selected = true;
		if (obstacle == null) {
			logger.info("WebSocket messages go to " + server + " as shared frames");
		}
		else {
			logger.info("WebSocket messages go through the public API of " + server + ": " + obstacle);
		}
	}

}
