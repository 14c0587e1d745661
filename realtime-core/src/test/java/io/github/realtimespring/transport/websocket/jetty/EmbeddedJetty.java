package io.github.realtimespring.transport.websocket.jetty;

import java.nio.file.Path;
import java.time.Duration;

import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.ee11.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.RequestUpgradeStrategy;
import org.springframework.web.socket.server.jetty.JettyRequestUpgradeStrategy;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;

import io.github.realtimespring.hub.TimingWheel;
import io.github.realtimespring.transport.websocket.NativeSocketWriters;
import io.github.realtimespring.transport.websocket.WebSocketServer;

/**
 * Jetty with either of its WebSocket APIs.
 */
class EmbeddedJetty implements WebSocketServer {

	private final Server server = new Server();

	private final ServerConnector connector = new ServerConnector(this.server);

	private final RequestUpgradeStrategy strategy;

	private EmbeddedJetty(RequestUpgradeStrategy strategy) {
		this.strategy = strategy;
	}

	/**
	 * Jetty as Spring uses it by default.
	 */
	static EmbeddedJetty jakarta() {
		return new EmbeddedJetty(new StandardWebSocketUpgradeStrategy());
	}

	/**
	 * Jetty with the handshake of its own API.
	 */
	static EmbeddedJetty ownApi() {
		return new EmbeddedJetty(new JettyRequestUpgradeStrategy());
	}

	@Override
	public void start(WebSocketHandler handler, Path directory) throws Exception {
		this.connector.setPort(0);
		this.connector.setAcceptedSendBufferSize(SEND_BUFFER);
		this.server.addConnector(this.connector);
		ServletContextHandler context = new ServletContextHandler();
		if (this.strategy instanceof JettyRequestUpgradeStrategy) {
			JettyWebSocketServletContainerInitializer.configure(context, null);
		}
		else {
			JakartaWebSocketServletContainerInitializer.configure(context, null);
		}
		context.addServlet(new ServletHolder(new HandshakeServlet(this.strategy, handler)), "/ws");
		this.server.setHandler(context);
		this.server.start();
	}

	@Override
	public void stop() throws Exception {
		this.server.stop();
	}

	@Override
	public int port() {
		return this.connector.getLocalPort();
	}

	@Override
	public NativeSocketWriters writers(TimingWheel timer) {
		return new JettySocketWriters(timer, Duration.ofSeconds(1));
	}

}
