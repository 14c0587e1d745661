package io.github.realtimespring.internal.security;

import java.util.LinkedHashSet;
import java.util.Set;

import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.security.ExpiredTokenException;
import io.github.realtimespring.security.InvalidTokenException;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * Verifies JSON Web Tokens with Spring Security's {@link JwtDecoder}. The converter
 * creates the principal, and the identity expires with the token. Thread-safe; may block
 * while the decoder fetches keys.
 */
public class JwtTokenAuthenticator implements TokenAuthenticator {

	/**
	 * How {@link org.springframework.security.oauth2.jwt.JwtTimestampValidator} words its
	 * refusal; a decoder says it in no other way.
	 */
	private static final String EXPIRED = "Jwt expired at ";

	private static final int MAX_CAUSES = 5;

	private final JwtDecoder decoder;

	private final Converter<Jwt, ? extends AbstractAuthenticationToken> converter;

	/**
	 * Create the authenticator.
	 * @param decoder decodes and verifies tokens
	 * @param converter makes the principal of a verified token
	 */
	public JwtTokenAuthenticator(JwtDecoder decoder, Converter<Jwt, ? extends AbstractAuthenticationToken> converter) {
		Assert.notNull(decoder, "'decoder' must not be null");
		Assert.notNull(converter, "'converter' must not be null");
		this.decoder = decoder;
		this.converter = converter;
	}

	@Override
	public ClientIdentity authenticate(String token) {
		Jwt jwt = decode(token);
		AbstractAuthenticationToken principal = convert(jwt);
		// Without a name the client would pass for an anonymous one
		if (principal == null || !principal.isAuthenticated() || !StringUtils.hasText(principal.getName())) {
			throw new InvalidTokenException("The token does not identify a user", null);
		}
		return new ClientIdentity(principal, jwt.getExpiresAt(), jwt.getId(), jwt.getIssuedAt());
	}

	private Jwt decode(String token) {
		if (!CompactTokens.isCanonical(token)) {
			// Else one token would take many places in a cache
			throw new InvalidTokenException("The token is not in canonical base64url", null);
		}
		try {
			return this.decoder.decode(token);
		}
		catch (JwtValidationException ex) {
			if (!ex.getErrors().isEmpty() && ex.getErrors().stream().allMatch(JwtTokenAuthenticator::isExpiry)) {
				throw new ExpiredTokenException("The token has expired", ex);
			}
			throw new InvalidTokenException("The token is not valid here", ex);
		}
		catch (BadJwtException ex) {
			throw new InvalidTokenException("The token can't be read or its signature is wrong", ex);
		}
		catch (RuntimeException ex) {
			// The decoder's own trouble, most often keys that can't be fetched
			throw new AuthenticationUnavailableException(describe(ex, token), ex);
		}
	}

	/**
	 * The messages of an exception and its causes: they name the identity provider's
	 * address and what is wrong with it. None that contains the token is repeated.
	 */
	private static String describe(Throwable ex, String token) {
		Set<String> messages = new LinkedHashSet<>();
		Throwable cause = ex;
		for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
			String message = cause.getMessage();
			messages.add((message == null || message.contains(token)) ? cause.getClass().getName() : message);
			cause = cause.getCause();
		}
		return String.join("; ", messages);
	}

	private AbstractAuthenticationToken convert(Jwt jwt) {
		try {
			return this.converter.convert(jwt);
		}
		catch (AuthenticationServiceException ex) {
			throw new AuthenticationUnavailableException("The user of the token could not be loaded", ex);
		}
		catch (AuthenticationException ex) {
			throw new InvalidTokenException("The user of the token was rejected", ex);
		}
		catch (RuntimeException ex) {
			throw new AuthenticationUnavailableException("The user of the token could not be loaded", ex);
		}
	}

	private static boolean isExpiry(OAuth2Error error) {
		String description = error.getDescription();
		return description != null && description.startsWith(EXPIRED);
	}

}
