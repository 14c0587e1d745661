package io.github.realtimespring.autoconfigure.security;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The requests whose clients the realtime edge authenticates itself: WebSocket handshakes
 * at the path of an endpoint, and the requests of the SockJS protocol below it.
 * Thread-safe.
 */
public final class HandshakePaths {

	private static final String CONNECT = "CONNECT";

	private static final List<String> SOCK_JS = List.of("/info", "/websocket", "/iframe{version:[0-9-.a-z_]*}.html",
			"/{server}/{session}/{transport:websocket|xhr|xhr_send|xhr_streaming|jsonp|jsonp_send|eventsource|htmlfile}");

	private final Map<String, PathPattern> endpoints = new ConcurrentHashMap<>();

	private final Map<String, List<PathPattern>> sockJsEndpoints = new ConcurrentHashMap<>();

	private final Set<Object> handlers = Collections
		.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

	/**
	 * Add a WebSocket endpoint.
	 * @param pattern the path within the servlet, as it is registered with a handler
	 * mapping
	 * @param handler the handler that is registered
	 */
	public void add(String pattern, Object handler) {
		this.endpoints.computeIfAbsent(withSlash(pattern), PathPatternParser.defaultInstance::parse);
		this.handlers.add(handler);
	}

	/**
	 * Add a SockJS endpoint.
	 * @param path the path within the servlet below which SockJS has its own
	 * @param handler the handler that is registered
	 */
	public void addSockJs(String path, Object handler) {
		this.sockJsEndpoints.computeIfAbsent(withSlash(path), HandshakePaths::sockJsPatterns);
		this.handlers.add(handler);
	}

	private static String withSlash(String path) {
		return (path.startsWith("/") || path.isEmpty()) ? path : "/" + path;
	}

	private static List<PathPattern> sockJsPatterns(String path) {
		List<PathPattern> patterns = new ArrayList<>();
		SOCK_JS.forEach((below) -> patterns.add(PathPatternParser.defaultInstance.parse(path + below)));
		return patterns;
	}

	/**
	 * Whether a request has the form of one that the realtime edge authenticates. Another
	 * servlet or handler may serve it nevertheless.
	 * @param request the request
	 * @param path its path within the servlet
	 */
	boolean contains(HttpServletRequest request, PathContainer path) {
		if (isUpgrade(request)) {
			for (PathPattern endpoint : this.endpoints.values()) {
				if (endpoint.matches(path)) {
					return true;
				}
			}
		}
		for (List<PathPattern> patterns : this.sockJsEndpoints.values()) {
			for (PathPattern pattern : patterns) {
				if (pattern.matches(path)) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Whether a request asks for WebSocket, in HTTP/1.1 or in HTTP/2 (RFC 8441).
	 */
	private static boolean isUpgrade(HttpServletRequest request) {
		return (HttpMethod.GET.matches(request.getMethod())
				&& "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE)))
				|| CONNECT.equals(request.getMethod());
	}

	/**
	 * Whether a handler is that of an endpoint.
	 */
	boolean isHandler(Object handler) {
		return this.handlers.contains(handler);
	}

}
