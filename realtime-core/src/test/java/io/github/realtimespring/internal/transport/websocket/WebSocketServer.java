package io.github.realtimespring.internal.transport.websocket;

import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLContext;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.RequestUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

import io.github.realtimespring.internal.timer.TimingWheel;

/**
 * A real server on a free port that serves one handler at {@code /ws}. The send buffers
 * of its sockets are small.
 */
public interface WebSocketServer {

	int SEND_BUFFER = 4096;

	int RECEIVE_BUFFER = 16 * 1024;

	/**
	 * The most threads that serve requests and read from clients.
	 */
	int MAX_THREADS = 8;

	void start(WebSocketHandler handler, Path directory) throws Exception;

	void stop() throws Exception;

	int port();

	/**
	 * What writes to this server's sockets.
	 */
	NativeSocketWriters writers(TimingWheel timer);

	/**
	 * How a client trusts this server, or {@code null} if it speaks plain TCP.
	 */
	default @Nullable SSLContext tls() {
		return null;
	}

	/**
	 * Shakes hands through Spring.
	 */
	class HandshakeServlet extends HttpServlet {

		private final DefaultHandshakeHandler handshake;

		private final WebSocketHandler handler;

		public HandshakeServlet(RequestUpgradeStrategy strategy, WebSocketHandler handler) {
			this.handshake = new DefaultHandshakeHandler(strategy);
			this.handler = handler;
		}

		@Override
		public void init() {
			this.handshake.setServletContext(getServletContext());
			this.handshake.start();
		}

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) {
			this.handshake.doHandshake(new ServletServerHttpRequest(request), new ServletServerHttpResponse(response),
					this.handler, new ConcurrentHashMap<>());
		}

	}

}
