package io.github.realtimespring.internal.transport.websocket.sockjs;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;

import org.springframework.util.StringUtils;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.sockjs.support.SockJsHttpRequestHandler;

import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.tenant.Tenants;

/**
 * Serves a SockJS endpoint whose sessions belong to the client that began them. Only the
 * first request of a session is a handshake. Spring accepts later ones with the session's
 * id, which is part of the URL, and the same principal and address; behind a proxy all
 * clients may have the same address. Here they must also present the token, and belong to
 * the HTTP session, of the first one. Other requests are answered as if the session did
 * not exist. A session over WebSocket has one request only: Spring would attach the
 * socket of a second one without a handshake. Here any further one is refused. The size
 * of one request is limited, too. Thread-safe.
 */
public final class OwnedSockJsRequestHandler extends SockJsHttpRequestHandler {

	private static final Log logger = LimitedLog.of(OwnedSockJsRequestHandler.class);

	private static final String WEBSOCKET = "websocket";

	private static final String SEND = "xhr_send";

	private final Owners owners;

	private final boolean credentialsCompared;

	private final SockJsSendLimits limits;

	private final Tenants tenants;

	private OwnedSockJsRequestHandler(SockJsHttpRequestHandler handler, Owners owners, SockJsSendLimits limits,
			Tenants tenants, boolean credentialsCompared) {
		super(handler.getSockJsService(), new OwnedHandler(handler.getWebSocketHandler(), owners));
		this.owners = owners;
		this.limits = limits;
		this.tenants = tenants;
		this.credentialsCompared = credentialsCompared;
	}

	/**
	 * A handler that replaces another one.
	 * @param limits the limits of one request
	 */
	public static OwnedSockJsRequestHandler of(SockJsHttpRequestHandler handler, SockJsSendLimits limits) {
		return of(handler, limits, Tenants.OFF);
	}

	/**
	 * A handler that replaces another one.
	 * @param limits the limits of one request
	 * @param tenants the tenants of clients
	 */
	public static OwnedSockJsRequestHandler of(SockJsHttpRequestHandler handler, SockJsSendLimits limits,
			Tenants tenants) {
		return new OwnedSockJsRequestHandler(handler, new Owners(), limits, tenants, true);
	}

	/**
	 * A handler that replaces another one, but leaves the authentication of requests of a
	 * session over HTTP to the application.
	 * @param limits the limits of one request
	 */
	public static OwnedSockJsRequestHandler ofApplication(SockJsHttpRequestHandler handler, SockJsSendLimits limits) {
		return new OwnedSockJsRequestHandler(handler, new Owners(), limits, Tenants.OFF, false);
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response)
			throws ServletException, IOException {
		String[] segments = segments(request);
		if (segments.length == 3 && segments[2].equals(SEND)) {
			if (request.getContentLengthLong() > this.limits.maxBytes()) {
				logger.info("Refused a SockJS request of " + request.getContentLengthLong() + " bytes");
				response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
				return;
			}
			handle(new LimitedSendRequest(request, this.limits), response, segments);
			return;
		}
		handle(request, response, segments);
	}

	private void handle(HttpServletRequest request, HttpServletResponse response, String[] segments)
			throws ServletException, IOException {
		if (segments.length == 3 && segments[2].equals(WEBSOCKET) && this.owners.live.contains(segments[1])) {
			logger.info("Refused a second WebSocket for a SockJS session");
			response.setStatus(HttpServletResponse.SC_NOT_FOUND);
			return;
		}
		if (segments.length != 3 || segments[2].equals(WEBSOCKET) || !this.credentialsCompared) {
			super.handleRequest(request, response);
			return;
		}
		String session = segments[1];
		SockJsOwner current = SockJsOwner.of(request, this.tenants);
		SockJsOwner owner = this.owners.known.putIfAbsent(session, current);
		if (owner != null && !owner.isSameClient(current)) {
			logger.info("Refused a SockJS request of another client's session");
			response.setStatus(HttpServletResponse.SC_NOT_FOUND);
			return;
		}
		try {
			super.handleRequest(request, response);
		}
		finally {
			if (owner == null) {
				this.owners.removeUnlessLive(session, current);
			}
		}
	}

	/**
	 * The path below the endpoint: server, session and transport, if the request belongs
	 * to a session.
	 */
	private static String[] segments(HttpServletRequest request) {
		Object path = request.getAttribute(HandlerMapping.PATH_WITHIN_HANDLER_MAPPING_ATTRIBUTE);
		return (path instanceof String text) ? StringUtils.tokenizeToStringArray(text, "/") : new String[0];
	}

	/**
	 * The number of sessions with an owner.
	 */
	int size() {
		return this.owners.known.size();
	}

	private static final class Owners {

		private final Map<String, SockJsOwner> known = new ConcurrentHashMap<>();

		private final Set<String> live = ConcurrentHashMap.newKeySet();

		private void removeUnlessLive(String session, SockJsOwner owner) {
			if (!this.live.contains(session)) {
				this.known.remove(session, owner);
			}
		}

		private void remove(String session) {
			this.live.remove(session);
			this.known.remove(session);
		}

	}

	private static final class OwnedHandler extends WebSocketHandlerDecorator {

		private final Owners owners;

		private OwnedHandler(WebSocketHandler delegate, Owners owners) {
			super(delegate);
			this.owners = owners;
		}

		@Override
		public void afterConnectionEstablished(WebSocketSession session) throws Exception {
			this.owners.live.add(session.getId());
			boolean established = false;
			try {
				super.afterConnectionEstablished(session);
				established = true;
			}
			finally {
				if (!established) {
					this.owners.remove(session.getId());
				}
			}
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) throws Exception {
			this.owners.remove(session.getId());
			super.afterConnectionClosed(session, status);
		}

	}

}
