package io.github.realtimespring.autoconfigure.security;

import io.micrometer.observation.Observation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.util.ServletRequestPathUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandshakeObservationPredicate}.
 */
class HandshakeObservationPredicateTests {

	private final HandshakeObservationPredicate predicate = new HandshakeObservationPredicate(paths());

	@AfterEach
	void noRequest() {
		RequestContextHolder.resetRequestAttributes();
	}

	@Test
	void springSecurityDoesNotObserveHandshakes() {
		request("/ws");
		assertThat(observed("spring.security.filterchains")).isFalse();
		assertThat(observed("spring.security.authorizations")).isFalse();
	}

	@Test
	void theRequestItselfIsObserved() {
		request("/ws");
		assertThat(observed("http.server.requests")).isTrue();
	}

	@Test
	void otherRequestsAreObservedAsEver() {
		assertThat(observed("spring.security.filterchains")).isTrue();
		request("/api");
		assertThat(observed("spring.security.filterchains")).isTrue();
	}

	private boolean observed(String name) {
		return this.predicate.test(name, new Observation.Context());
	}

	private static void request(String path) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
		request.addHeader("Upgrade", "websocket");
		ServletRequestPathUtils.parseAndCache(request);
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
	}

	private static HandshakePaths paths() {
		HandshakePaths paths = new HandshakePaths();
		paths.add("/ws", new Object());
		return paths;
	}

}
