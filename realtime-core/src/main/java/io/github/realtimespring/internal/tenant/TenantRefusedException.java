package io.github.realtimespring.internal.tenant;

import io.github.realtimespring.security.InvalidTokenException;

/**
 * A client names no tenant where it must, a malformed one, or another one than before.
 */
public final class TenantRefusedException extends InvalidTokenException {

	TenantRefusedException(String message) {
		super(message, null);
	}

}
