package io.github.realtimespring.internal.security;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.internal.security.TokenCheck.Outcome;
import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.security.ExpiredTokenException;
import io.github.realtimespring.security.InvalidTokenException;
import io.github.realtimespring.test.NamedUser;

import static org.assertj.core.api.Assertions.assertThat;

class TokenCheckTests {

	@Test
	void aVerifiedIdentityIsHandedOn() {
		ClientIdentity identity = new ClientIdentity(() -> "ann", Instant.now().plusSeconds(60));
		assertThat(TokenCheck.of((token) -> identity, "t")).isEqualTo(new TokenCheck(Outcome.VERIFIED, identity));
	}

	@Test
	void anIdentityThatHasExpiredByNowIsNoIdentity() {
		ClientIdentity expired = new ClientIdentity(() -> "ann", Instant.now().minusSeconds(1));
		assertThat(TokenCheck.of((token) -> expired, "t")).isEqualTo(new TokenCheck(Outcome.EXPIRED, null));
	}

	@Test
	void whoCouldNotBeRevokedIsRefused() {
		String longest = "x".repeat(ClientSelector.MAX_LENGTH);
		for (ClientIdentity identity : List.of(new ClientIdentity(() -> longest, null, longest, null),
				new ClientIdentity(new NamedUser("ann", longest), null))) {
			assertThat(TokenCheck.of(() -> identity).outcome()).isEqualTo(Outcome.VERIFIED);
		}
		for (ClientIdentity identity : List.of(new ClientIdentity(() -> longest + "x", null),
				new ClientIdentity(new NamedUser("ann", longest + "x"), null),
				new ClientIdentity(() -> "ann", null, longest + "x", null))) {
			assertThat(TokenCheck.of(() -> identity)).isEqualTo(new TokenCheck(Outcome.INVALID, null));
		}
	}

	@Test
	void everyFailureHasOneOutcome() {
		assertThat(failing(new ExpiredTokenException("x", null))).isEqualTo(Outcome.EXPIRED);
		assertThat(failing(new InvalidTokenException("x", null))).isEqualTo(Outcome.INVALID);
		assertThat(failing(new AuthenticationUnavailableException("x", null))).isEqualTo(Outcome.UNAVAILABLE);
		assertThat(failing(new IllegalStateException("expected by a test"))).isEqualTo(Outcome.UNAVAILABLE);
	}

	private static Outcome failing(RuntimeException failure) {
		return TokenCheck.of((token) -> {
			throw failure;
		}, "t").outcome();
	}

}
