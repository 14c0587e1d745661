package io.github.realtimespring.internal.transport.websocket.sockjs;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.util.HexFormat;
import java.util.Objects;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.tenant.Tenants;

/**
 * The credentials of a SockJS request. Immutable.
 *
 * @param user the name of the request's principal
 * @param authorization the hash of the Authorization header
 * @param session the id of the HTTP session
 * @param tenant the tenant of the request, {@code null} if it names none
 */
record SockJsOwner(@Nullable String user, @Nullable String authorization, @Nullable String session,
		@Nullable String tenant) {

	static SockJsOwner of(HttpServletRequest request, Tenants tenants) {
		Principal principal = request.getUserPrincipal();
		HttpSession session = request.getSession(false);
		String header = request.getHeader("Authorization");
		return new SockJsOwner((principal != null) ? principal.getName() : null, (header != null) ? hash(header) : null,
				(session != null) ? session.getId() : null, tenants.isEnabled() ? tenants.tenantOf(request) : null);
	}

	private static String hash(String header) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(header.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("SHA-256 is not available", ex);
		}
	}

	/**
	 * Whether a later request is made by the same client: it has the credentials of the
	 * first one. Without credentials only Spring's own check of the address remains.
	 */
	boolean isSameClient(SockJsOwner later) {
		if (!Objects.equals(this.authorization, later.authorization) || !Objects.equals(this.tenant, later.tenant)) {
			return false;
		}
		if (this.user != null) {
			return this.user.equals(later.user);
		}
		return this.session == null || this.session.equals(later.session);
	}

}
