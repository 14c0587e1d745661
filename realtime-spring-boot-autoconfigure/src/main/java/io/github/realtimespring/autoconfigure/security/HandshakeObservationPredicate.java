package io.github.realtimespring.autoconfigure.security;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Leaves handshakes out of Spring Security's own observations: it observes every filter
 * of the chain, which costs a handshake more than all of its filters do. The observation
 * of the request itself stays.
 */
final class HandshakeObservationPredicate implements ObservationPredicate {

	private static final String SPRING_SECURITY = "spring.security.";

	private final HandshakePaths paths;

	HandshakeObservationPredicate(HandshakePaths paths) {
		this.paths = paths;
	}

	@Override
	public boolean test(String name, Observation.Context context) {
		return !name.startsWith(SPRING_SECURITY) || !isHandshake();
	}

	private boolean isHandshake() {
		return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
				&& isHandshake(attributes.getRequest());
	}

	private boolean isHandshake(HttpServletRequest request) {
		return ServletRequestPathUtils.hasParsedRequestPath(request) && this.paths.contains(request,
				ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication());
	}

}
