package io.github.realtimespring.internal.security;

import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.security.InvalidTokenException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LoginIdentitiesTests {

	private final Instant issuedAt = Instant.now().minusSeconds(60);

	private final Jwt jwt = Jwt.withTokenValue("value")
		.header("alg", "none")
		.subject("ann")
		.jti("t-1")
		.issuedAt(this.issuedAt)
		.expiresAt(this.issuedAt.plusSeconds(600))
		.build();

	@Test
	void aTokenThatTheApplicationVerifiedKeepsItsIdAndTimeOfIssue() {
		Principal principal = new JwtAuthenticationToken(this.jwt);
		assertThat(LoginIdentities.of(principal, false))
			.isEqualTo(new ClientIdentity(principal, null, "t-1", this.issuedAt));
		assertThat(LoginIdentities.of(principal, true).expiresAt()).isEqualTo(this.jwt.getExpiresAt());
	}

	@Test
	void theRulesApplyToATokenThatTheApplicationVerified() {
		Principal principal = new JwtAuthenticationToken(this.jwt);
		assertThat(LoginIdentities.of(principal, true, TokenRules.NONE)).isEqualTo(LoginIdentities.of(principal, true));
		for (TokenRules rules : List.of(new TokenRules("https://id.example.com", Set.of(), true),
				new TokenRules(null, Set.of("chat"), true))) {
			assertThatExceptionOfType(InvalidTokenException.class)
				.isThrownBy(() -> LoginIdentities.of(principal, true, rules));
			assertThat(LoginIdentities.of(() -> "ann", true, rules).user()).isEqualTo("ann");
		}
		Jwt good = Jwt.withTokenValue("value")
			.header("alg", "none")
			.subject("ann")
			.issuer("https://id.example.com")
			.audience(List.of("chat"))
			.build();
		assertThat(LoginIdentities
			.of(new JwtAuthenticationToken(good), true, new TokenRules("https://id.example.com", Set.of("chat"), false))
			.user()).isEqualTo("ann");
	}

	@Test
	void aTokenOfNobodyThatTheApplicationVerifiedIsRejectedUnlessItMayBeAnonymous() {
		Jwt nameless = Jwt.withTokenValue("value").header("alg", "none").jti("t-2").issuedAt(this.issuedAt).build();
		Principal principal = new JwtAuthenticationToken(nameless);
		assertThatExceptionOfType(InvalidTokenException.class)
			.isThrownBy(() -> LoginIdentities.of(principal, true, TokenRules.NONE));
		assertThat(LoginIdentities.of(principal, true, new TokenRules(null, Set.of(), true)))
			.isEqualTo(new ClientIdentity(null, null, "t-2", this.issuedAt));
	}

	@Test
	void anotherLoginIsOfNow() {
		Instant before = Instant.now();
		ClientIdentity identity = LoginIdentities.of(() -> "ann", true);
		assertThat(identity.user()).isEqualTo("ann");
		assertThat(identity.issuedAt()).isBetween(before, Instant.now());
		assertThat(LoginIdentities.of(null, true)).isEqualTo(ClientIdentity.ANONYMOUS);
	}

	@Test
	void aTokenThatNamesNobodyKeepsItsTimeOfIssueWhenTheApplicationNamesItsUser() {
		ClientIdentity guest = new ClientIdentity(null, null, "t-1", this.issuedAt);
		assertThat(guest.withPrincipal(() -> "ann").issuedAt()).isEqualTo(this.issuedAt);
		assertThat(new ClientIdentity(null, Instant.MAX).withPrincipal(() -> "ann").issuedAt()).isNull();
		assertThat(ClientIdentity.ANONYMOUS.withPrincipal(() -> "ann").issuedAt()).isNotNull();
	}

}
