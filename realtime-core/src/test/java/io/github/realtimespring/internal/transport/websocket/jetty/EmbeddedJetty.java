package io.github.realtimespring.internal.transport.websocket.jetty;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.adapter.jetty.JettyWebSocketHandlerAdapter;
import org.springframework.web.socket.adapter.jetty.JettyWebSocketSession;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;

import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.internal.transport.websocket.NativeSocketWriters;
import io.github.realtimespring.internal.transport.websocket.WebSocketServer;

/**
 * Jetty with either of its WebSocket APIs.
 */
class EmbeddedJetty implements WebSocketServer {

	/** Its selector and its acceptor have threads of the pool, too. */
	private final Server server = new Server(new QueuedThreadPool(MAX_THREADS + 2));

	private final ServerConnector connector = new ServerConnector(this.server, 1, 1);

	private final boolean jakarta;

	private EmbeddedJetty(boolean jakarta) {
		this.jakarta = jakarta;
	}

	/**
	 * Jetty as a container of Jakarta WebSocket.
	 */
	static EmbeddedJetty jakarta() {
		return new EmbeddedJetty(true);
	}

	/**
	 * Jetty with the handshake of its own API, which Spring prefers.
	 */
	static EmbeddedJetty ownApi() {
		return new EmbeddedJetty(false);
	}

	@Override
	public void start(WebSocketHandler handler, Path directory) throws Exception {
		this.connector.setPort(0);
		this.connector.setAcceptedSendBufferSize(SEND_BUFFER);
		this.connector.setAcceptedReceiveBufferSize(RECEIVE_BUFFER);
		this.server.addConnector(this.connector);
		this.server.setHandler(this.jakarta ? jakarta(handler) : ownApi(handler));
		this.server.start();
	}

	private static Handler jakarta(WebSocketHandler handler) {
		ServletContextHandler context = new ServletContextHandler();
		JakartaWebSocketServletContainerInitializer.configure(context, null);
		context.addServlet(new ServletHolder(new HandshakeServlet(new StandardWebSocketUpgradeStrategy(), handler)),
				"/ws");
		return context;
	}

	/**
	 * Without servlets: Spring's strategy for servlets would be taken by the tests of all
	 * other servers too if it were on the class path. The adapter is the one it uses.
	 */
	private Handler ownApi(WebSocketHandler handler) {
		ContextHandler context = new ContextHandler();
		context.setHandler(WebSocketUpgradeHandler.from(this.server, context,
				(container) -> container.addMapping("/ws",
						(request, response, callback) -> new JettyWebSocketHandlerAdapter(handler,
								new JettyWebSocketSession(new ConcurrentHashMap<>())))));
		return context;
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
