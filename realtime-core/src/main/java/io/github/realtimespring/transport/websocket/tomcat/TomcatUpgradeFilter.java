package io.github.realtimespring.transport.websocket.tomcat;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;

/**
 * Lets Tomcat's WebSocket upgrade use a handler that knows its socket. Other requests and
 * other upgrades pass untouched.
 */
public class TomcatUpgradeFilter implements Filter {

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
		public <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws IOException, ServletException {
			if (type == WsHttpUpgradeHandler.class) {
				return type.cast(super.upgrade(SocketAwareUpgradeHandler.class));
			}
			return super.upgrade(type);
		}

	}

}
