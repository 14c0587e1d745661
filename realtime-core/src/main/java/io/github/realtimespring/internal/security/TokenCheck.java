package io.github.realtimespring.internal.security;

import java.time.Instant;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.tenant.TenantRefusedException;
import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.security.ExpiredTokenException;
import io.github.realtimespring.security.InvalidTokenException;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * The outcome of verifying a client's proof of identity. Every protocol and the handshake
 * decide by this one rule, and only word the answer. Immutable.
 *
 * @param outcome the outcome
 * @param identity the verified identity; {@code null} unless the outcome is
 * {@link Outcome#VERIFIED}
 */
public record TokenCheck(Outcome outcome, @Nullable ClientIdentity identity) {

	private static final Log logger = LimitedLog.of(TokenCheck.class);

	/**
	 * What an authenticator may have found.
	 */
	public enum Outcome {

		/** The identity is verified and has not expired. */
		VERIFIED,

		/** The token was valid once; the client should fetch a new one. */
		EXPIRED,

		/** The token is not valid; the client need not try again with it. */
		INVALID,

		/** The token is valid, and the client's tenant is missing or another one. */
		TENANT,

		/**
		 * The token can't be verified now, also because the authenticator failed in an
		 * unexpected way: the client should try again later.
		 */
		UNAVAILABLE

	}

	/**
	 * What a client gets that brings several tokens.
	 */
	public static final TokenCheck AMBIGUOUS = new TokenCheck(Outcome.INVALID, null);

	/**
	 * Verify a token. A failure that is not the client's is logged here.
	 * @param authenticator verifies it
	 * @param token the token
	 */
	public static TokenCheck of(TokenAuthenticator authenticator, String token) {
		return of(() -> authenticator.authenticate(token));
	}

	/**
	 * Verify a proof of identity. A failure that is not the client's is logged here.
	 * @param authentication verifies it, and throws as a {@link TokenAuthenticator} does
	 */
	public static TokenCheck of(Supplier<ClientIdentity> authentication) {
		try {
			ClientIdentity identity = authentication.get();
			if (isTooLong(identity.destinationUser()) || isTooLong(identity.tokenId())) {
				// Nothing could select it, so nobody could revoke it
				return new TokenCheck(Outcome.INVALID, null);
			}
			return identity.hasExpired(Instant.now()) ? new TokenCheck(Outcome.EXPIRED, null)
					: new TokenCheck(Outcome.VERIFIED, identity);
		}
		catch (ExpiredTokenException ex) {
			return new TokenCheck(Outcome.EXPIRED, null);
		}
		catch (TenantRefusedException ex) {
			return new TokenCheck(Outcome.TENANT, null);
		}
		catch (InvalidTokenException ex) {
			return new TokenCheck(Outcome.INVALID, null);
		}
		catch (AuthenticationUnavailableException ex) {
			logger.warn("Token verification unavailable: " + ex.getMessage());
		}
		catch (RuntimeException ex) {
			logger.error("Verifying a token failed", ex);
		}
		return new TokenCheck(Outcome.UNAVAILABLE, null);
	}

	private static boolean isTooLong(@Nullable String value) {
		return value != null && value.length() > ClientSelector.MAX_LENGTH;
	}

}
