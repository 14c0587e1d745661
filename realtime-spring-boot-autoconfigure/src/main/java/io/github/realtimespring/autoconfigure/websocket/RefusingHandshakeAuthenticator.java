package io.github.realtimespring.autoconfigure.websocket;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.server.ServerHttpRequest;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.security.LoginIdentities;
import io.github.realtimespring.internal.transport.websocket.HandshakeAuthenticator;
import io.github.realtimespring.security.InvalidTokenException;

/**
 * Refuses every handshake whose request carries no principal, because nothing in the
 * application can authenticate a client and no property allows anonymous ones. The log
 * says why, at most once a minute. Thread-safe.
 */
final class RefusingHandshakeAuthenticator implements HandshakeAuthenticator {

	static final String REASON = "nothing in this application can authenticate a client (no JwtDecoder, no "
			+ "TokenAuthenticator, no Spring Security). Set realtime.security.anonymous=allowed to let anonymous clients connect";

	private static final Log logger = LogFactory.getLog(RefusingHandshakeAuthenticator.class);

	private static final long REPORT_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final AtomicLong refused = new AtomicLong();

	private final AtomicLong nextReport = new AtomicLong(System.nanoTime());

	@Override
	public ClientIdentity authenticate(ServerHttpRequest request, boolean hasConnectMessage) {
		if (request.getPrincipal() != null) {
			return LoginIdentities.of(request.getPrincipal(), true);
		}
		report();
		throw new InvalidTokenException("Nothing in this application can authenticate a client", null);
	}

	private void report() {
		this.refused.incrementAndGet();
		long now = System.nanoTime();
		long next = this.nextReport.get();
		if (now - next >= 0 && this.nextReport.compareAndSet(next, now + REPORT_INTERVAL_NANOS)) {
			logger.warn("Refused " + this.refused.getAndSet(0) + " handshake(s) with 401: " + REASON);
		}
	}

}
