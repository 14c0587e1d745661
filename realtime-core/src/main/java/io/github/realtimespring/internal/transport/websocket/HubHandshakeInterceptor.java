package io.github.realtimespring.internal.transport.websocket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.WebUtils;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.audit.AuditAction;
import io.github.realtimespring.internal.audit.AuditEntry;
import io.github.realtimespring.internal.fleet.ReconnectBudget;
import io.github.realtimespring.internal.lifecycle.Admission;
import io.github.realtimespring.internal.logging.CorrelationId;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.security.TokenCheck;
import io.github.realtimespring.internal.tenant.Tenants;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.observability.RefusalReason;

/**
 * Decides whether a handshake may become a session: 503 while the node is full or
 * draining, all nodes accept too many clients or the token can't be verified, 429 while
 * an address has too many clients that haven't proved who they are, 401 for a token that
 * is invalid or missing, 403 for an origin that can't be read. That other interceptors
 * refuse a handshake, as Spring's own does for foreign origins, is counted and logged
 * here too.
 */
public class HubHandshakeInterceptor implements HandshakeInterceptor {

	private static final Log logger = LimitedLog.of(HubHandshakeInterceptor.class);

	private static final int MAX_RETRY_SECONDS = 3;

	private final Admission admission;

	private final HandshakeAuthenticator authenticator;

	/**
	 * Attribute of the servlet request that marks the handshake of a hub's session.
	 */
	public static final String HANDSHAKE_ATTRIBUTE = HubHandshakeInterceptor.class.getName() + ".handshake";

	private final boolean hasConnectMessage;

	private final RealtimeMetrics metrics;

	/**
	 * Create the interceptor.
	 * @param admission whether the node takes sessions
	 * @param authenticator finds out who the client is
	 * @param hasConnectMessage whether the endpoint's protocol has a first message that
	 * may carry the token
	 * @param metrics told about refusals
	 */
	public HubHandshakeInterceptor(Admission admission, HandshakeAuthenticator authenticator, boolean hasConnectMessage,
			RealtimeMetrics metrics) {
		Assert.notNull(admission, "'admission' must not be null");
		Assert.notNull(authenticator, "'authenticator' must not be null");
		Assert.notNull(metrics, "'metrics' must not be null");
		this.admission = admission;
		this.authenticator = authenticator;
		this.hasConnectMessage = hasConnectMessage;
		this.metrics = metrics;
	}

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		Admission.Refusal refusal = this.admission.refusalOfHandshake();
		if (refusal != null) {
			response.getHeaders().set(HttpHeaders.RETRY_AFTER, retryAfter());
			return refuse(request, response, HttpStatus.SERVICE_UNAVAILABLE, refusal.reason(), refusal.description());
		}
		if (!isReadable(request.getHeaders().getOrEmpty(HttpHeaders.ORIGIN))) {
			return refuse(request, response, HttpStatus.FORBIDDEN, RefusalReason.FORBIDDEN, "The origin is malformed");
		}
		TokenCheck check = TokenCheck.of(() -> authenticate(request));
		ClientIdentity identity = check.identity();
		if (identity != null) {
			String address = address(request);
			if (!identity.isAuthenticated() && this.hasConnectMessage) {
				refusal = this.admission.refusalOfUnauthenticated(address);
			}
			ReconnectBudget.Permit permit = (refusal == null) ? this.admission.takeHandshake(identity.isAuthenticated())
					: null;
			if (permit == null) {
				refusal = (refusal != null) ? refusal : Admission.Refusal.BUDGET;
				response.getHeaders().set(HttpHeaders.RETRY_AFTER, retryAfter());
				return refuse(request, response, (refusal == Admission.Refusal.ADDRESS) ? HttpStatus.TOO_MANY_REQUESTS
						: HttpStatus.SERVICE_UNAVAILABLE, refusal.reason(), refusal.description());
			}
			if (address != null) {
				WebSocketSessions.setAddress(attributes, address);
			}
			WebSocketSessions.setIdentity(attributes, identity);
			String correlation = CorrelationId.find(request.getHeaders()::getFirst);
			if (correlation != null) {
				attributes.put(CorrelationId.ATTRIBUTE, correlation);
			}
			WebSocketSessions.setWhenOpened(attributes, permit::use);
			if (request instanceof ServletServerHttpRequest servletRequest) {
				servletRequest.getServletRequest().setAttribute(HANDSHAKE_ATTRIBUTE, permit);
			}
			return true;
		}
		if (check.outcome() == TokenCheck.Outcome.UNAVAILABLE) {
			response.getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
			return refuse(request, response, HttpStatus.SERVICE_UNAVAILABLE, RefusalReason.UNAVAILABLE,
					"The token can't be verified at the moment");
		}
		if (check.outcome() == TokenCheck.Outcome.TENANT) {
			return refuse(request, response, HttpStatus.FORBIDDEN, RefusalReason.TENANT, "A tenant is required");
		}
		response.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
		return refuse(request, response, HttpStatus.UNAUTHORIZED, RefusalReason.UNAUTHORIZED,
				"A valid token is required");
	}

	/**
	 * Seconds, not the same for all clients that are refused together.
	 */
	private static String retryAfter() {
		return Integer.toString(1 + ThreadLocalRandom.current().nextInt(MAX_RETRY_SECONDS));
	}

	/**
	 * Authenticate a client and find out its tenant, which its first message may name.
	 */
	private ClientIdentity authenticate(ServerHttpRequest request) {
		Tenants tenants = this.admission.tenants();
		ClientIdentity identity = this.authenticator.authenticate(request, this.hasConnectMessage);
		if (!tenants.isEnabled()) {
			return identity;
		}
		identity = tenants.assign(tenants.identityOf(request), identity);
		boolean mayFollow = this.hasConnectMessage && tenants.mayFollow(identity);
		if (!mayFollow) {
			tenants.requireTenant(identity);
		}
		return identity;
	}

	/**
	 * The client's address, as the server's handling of forwarded headers finds it.
	 */
	static @Nullable String address(ServerHttpRequest request) {
		if (request instanceof ServletServerHttpRequest servletRequest) {
			return servletRequest.getServletRequest().getRemoteAddr();
		}
		InetSocketAddress remote = request.getRemoteAddress();
		return (remote != null) ? remote.getHostString() : null;
	}

	private boolean refuse(ServerHttpRequest request, ServerHttpResponse response, HttpStatus status,
			RefusalReason reason, String description) {
		response.setStatusCode(status);
		noteRefusal(request, status, reason, "");
		response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
		try {
			response.getBody().write(description.getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			logger.debug("The client is gone", ex);
		}
		return false;
	}

	private void noteRefusal(ServerHttpRequest request, HttpStatus status, RefusalReason reason, String detail) {
		this.metrics.sessionRefused(reason);
		this.admission.audit()
			.record(AuditAction.REFUSED, reason.tag(),
					() -> new AuditEntry(AuditAction.REFUSED, reason.tag()).with("stage", "handshake")
						.with("origin", request.getHeaders().getOrigin())
						.with("address", address(request))
						.with("correlation-id", CorrelationId.find(request.getHeaders()::getFirst)));
		if (logger.isInfoEnabled()) {
			logger.info("Handshake refused: " + status.value() + " " + reason.tag() + detail);
		}
	}

	/**
	 * What an operator has to compare when a page of the own origin is refused.
	 */
	private static String originDetail(ServerHttpRequest request) {
		String origin = request.getHeaders().getOrigin();
		if (origin == null || WebUtils.isSameOrigin(request)) {
			return "";
		}
		URI uri = request.getURI();
		return ": origin '" + origin + "', own address '" + uri.getScheme() + "://" + uri.getRawAuthority()
				+ "' (the endpoint's allowed origins: realtime.websocket.allowed-origins for those of the realtime edge;"
				+ " behind a proxy: server.forward-headers-strategy)";
	}

	/**
	 * Whether Spring's check of the origin, which follows, will not fail over it, and
	 * checks all of it: Spring looks at the first of several, and not at user
	 * information.
	 */
	private static boolean isReadable(List<String> origins) {
		try {
			return origins.isEmpty() || (origins.size() == 1
					&& UriComponentsBuilder.fromUriString(origins.get(0)).build().getUserInfo() == null);
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			@Nullable Exception exception) {
		giveBack(request, response);
		if (response instanceof ServletServerHttpResponse servletResponse
				&& servletResponse.getServletResponse().getStatus() == HttpStatus.FORBIDDEN.value()) {
			noteRefusal(request, HttpStatus.FORBIDDEN, RefusalReason.FORBIDDEN, originDetail(request));
		}
	}

	/**
	 * Give back the permit of a request that was no handshake at all, or failed. A
	 * session of the server opens after this, one of SockJS before.
	 */
	private static void giveBack(ServerHttpRequest request, ServerHttpResponse response) {
		if (request instanceof ServletServerHttpRequest servletRequest
				&& response instanceof ServletServerHttpResponse servletResponse
				&& servletResponse.getServletResponse().getStatus() != HttpStatus.SWITCHING_PROTOCOLS.value()
				&& servletRequest.getServletRequest()
					.getAttribute(HANDSHAKE_ATTRIBUTE) instanceof ReconnectBudget.Permit permit) {
			permit.giveBack();
		}
	}

}
