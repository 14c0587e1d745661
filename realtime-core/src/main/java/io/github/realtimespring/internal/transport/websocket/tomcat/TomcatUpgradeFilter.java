package io.github.realtimespring.internal.transport.websocket.tomcat;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;

import io.github.realtimespring.internal.transport.websocket.HubHandshakeInterceptor;

/**
 * Makes Tomcat's WebSocket upgrade use a handler with access to its socket. Sessions of
 * the hub negotiate no extensions: shared frames are not compressed, and Tomcat's
 * compression uses some 80 KB of memory per connection in any case. Other requests and
 * other upgrades pass unchanged.
 */
public class TomcatUpgradeFilter implements Filter {

	private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request instanceof HttpServletRequest http && "websocket".equalsIgnoreCase(http.getHeader("Upgrade"))) {
			chain.doFilter(new UpgradeRequest(http), response);
		}
		else {
			chain.doFilter(request, response);
		}
	}

	private static final class UpgradeRequest extends HttpServletRequestWrapper {

		UpgradeRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			if (EXTENSIONS.equalsIgnoreCase(name)
					&& getAttribute(HubHandshakeInterceptor.HANDSHAKE_ATTRIBUTE) != null) {
				return Collections.emptyEnumeration();
			}
			return super.getHeaders(name);
		}

		@Override
		public <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws IOException, ServletException {
			if (type == WsHttpUpgradeHandler.class) {
				return type.cast(super.upgrade(SocketAwareUpgradeHandler.class));
			}
			return super.upgrade(type);
		}

	}

}
