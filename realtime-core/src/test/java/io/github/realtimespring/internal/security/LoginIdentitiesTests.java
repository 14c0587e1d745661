package io.github.realtimespring.internal.security;

import java.security.Principal;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

import io.github.realtimespring.ClientIdentity;

import static org.assertj.core.api.Assertions.assertThat;

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
