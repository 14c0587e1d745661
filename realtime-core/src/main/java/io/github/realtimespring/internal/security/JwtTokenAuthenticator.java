package io.github.realtimespring.internal.security;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.tenant.Tenants;
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

	/**
	 * Of a token without a time of issue, according to
	 * {@link org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter}.
	 */
	private static final Duration PRETENDED_LIFETIME = Duration.ofSeconds(1);

	private final JwtDecoder decoder;

	private final Converter<Jwt, ? extends AbstractAuthenticationToken> converter;

	private final TokenRules rules;

	/**
	 * Create the authenticator.
	 * @param decoder decodes and verifies tokens
	 * @param converter makes the principal of a verified token
	 * @param rules the rules for the claims of a verified token
	 */
	public JwtTokenAuthenticator(JwtDecoder decoder, Converter<Jwt, ? extends AbstractAuthenticationToken> converter,
			TokenRules rules) {
		Assert.notNull(decoder, "'decoder' must not be null");
		Assert.notNull(converter, "'converter' must not be null");
		Assert.notNull(rules, "'rules' must not be null");
		this.decoder = decoder;
		this.converter = converter;
		this.rules = rules;
	}

	/**
	 * Create an authenticator that leaves the rules for claims to the decoder.
	 * @param decoder decodes and verifies tokens
	 * @param converter makes the principal of a verified token
	 */
	public JwtTokenAuthenticator(JwtDecoder decoder, Converter<Jwt, ? extends AbstractAuthenticationToken> converter) {
		this(decoder, converter, TokenRules.NONE);
	}

	@Override
	public ClientIdentity authenticate(String token) {
		Jwt jwt = decode(token);
		check(jwt, this.rules);
		AbstractAuthenticationToken principal = convert(jwt);
		if (principal == null || !principal.isAuthenticated()) {
			throw new InvalidTokenException("The token does not identify a user", null);
		}
		if (StringUtils.hasText(principal.getName())) {
			return new ClientIdentity(principal, jwt.getExpiresAt(), jwt.getId(), issuedAt(jwt), tenant(jwt));
		}
		// Without a name the client would pass for an anonymous one by mistake
		if (!this.rules.missingSubjectAccepted() || StringUtils.hasText(jwt.getSubject())) {
			throw new InvalidTokenException("The token does not identify a user", null);
		}
		return new ClientIdentity(null, jwt.getExpiresAt(), jwt.getId(), issuedAt(jwt), tenant(jwt));
	}

	/**
	 * The time of issue. Where a token has none, Spring Security's decoders pretend one,
	 * a second before its expiry: a revocation must not take such a token for a new one.
	 */
	static @Nullable Instant issuedAt(Jwt jwt) {
		Instant issuedAt = jwt.getIssuedAt();
		Instant expiresAt = jwt.getExpiresAt();
		return (issuedAt != null && expiresAt != null && issuedAt.equals(expiresAt.minus(PRETENDED_LIFETIME))) ? null
				: issuedAt;
	}

	private @Nullable String tenant(Jwt jwt) {
		Object value = (this.rules.tenantClaim() != null) ? jwt.getClaims().get(this.rules.tenantClaim()) : null;
		return (value != null) ? Tenants.check(value) : null;
	}

	/**
	 * Check the claims of a verified token.
	 * @throws InvalidTokenException if a rule rejects it
	 */
	static void check(Jwt jwt, TokenRules rules) {
		String issuer = rules.issuer();
		if (issuer != null && !issuer.equals(jwt.getClaimAsString(JwtClaimNames.ISS))) {
			throw new InvalidTokenException("The token has another issuer", null);
		}
		Set<String> audiences = rules.audiences();
		List<String> given = jwt.getAudience();
		if (!audiences.isEmpty() && (given == null || given.stream().noneMatch(audiences::contains))) {
			throw new InvalidTokenException("The token has another audience", null);
		}
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
