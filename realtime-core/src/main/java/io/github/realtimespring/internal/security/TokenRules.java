package io.github.realtimespring.internal.security;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The rules for the claims of a verified token, beyond those of the decoder. Immutable.
 *
 * @param issuer the only issuer whose tokens are accepted, or {@code null} for any
 * @param audiences the audiences of which a token must have one; empty for any
 * @param missingSubjectAccepted whether a token that identifies no user is that of an
 * anonymous client instead of being invalid
 * @param tenantClaim the claim that names the client's tenant, {@code null} if none does
 */
public record TokenRules(@Nullable String issuer, Set<String> audiences, boolean missingSubjectAccepted,
		@Nullable String tenantClaim) {

	/**
	 * Any issuer and audience; a token must identify a user.
	 */
	public static final TokenRules NONE = new TokenRules(null, Set.of(), false);

	public TokenRules {
		Assert.isTrue(issuer == null || !issuer.isBlank(), "'issuer' must not be blank");
		audiences = Set.copyOf(audiences);
	}

	/**
	 * Rules for tokens that name no tenant.
	 */
	public TokenRules(@Nullable String issuer, Set<String> audiences, boolean missingSubjectAccepted) {
		this(issuer, audiences, missingSubjectAccepted, null);
	}

}
