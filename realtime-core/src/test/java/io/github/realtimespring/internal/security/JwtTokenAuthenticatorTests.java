package io.github.realtimespring.internal.security;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;

import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.security.ExpiredTokenException;
import io.github.realtimespring.security.InvalidTokenException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JwtTokenAuthenticator} with Spring Security's real decoder.
 */
class JwtTokenAuthenticatorTests {

	private static final byte[] SECRET = "a secret of no less than 256 bits, for tests"
		.getBytes(StandardCharsets.UTF_8);

	private static final Instant LATER = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 3600);

	private static final Instant EARLIER = Instant.now().minusSeconds(3600);

	private final JwtTokenAuthenticator authenticator = new JwtTokenAuthenticator(decoder(),
			new JwtAuthenticationConverter());

	@Test
	void whenTheProviderIsUnreachableThenTheMessageNamesItsAddressAndTheCauseAndNoToken() {
		String token = "e30.e30.e30";
		JwtDecoder decoder = (any) -> {
			throw new JwtException("Couldn't retrieve remote JWK set from https://idp.example/keys",
					new IllegalStateException("Connection refused", new IllegalStateException("bad " + any)));
		};
		assertThatExceptionOfType(AuthenticationUnavailableException.class)
			.isThrownBy(() -> new JwtTokenAuthenticator(decoder, new JwtAuthenticationConverter()).authenticate(token))
			.withMessageContainingAll("https://idp.example/keys", "Connection refused")
			.withMessageNotContaining(token);
	}

	@Test
	void aGoodTokenGivesItsOwnerAndItsExpiry() throws Exception {
		ClientIdentity identity = this.authenticator.authenticate(token(claims("alice", LATER).build()));
		assertThat(identity.isAuthenticated()).isTrue();
		assertThat(identity.user()).isEqualTo("alice");
		assertThat(identity.expiresAt()).isEqualTo(LATER);
		assertThat(identity.principal()).isInstanceOf(JwtAuthenticationToken.class);
	}

	@Test
	void theTimeOfIssueIsKnownOnlyIfTheTokenHasIt() throws Exception {
		Instant issuedAt = EARLIER.truncatedTo(ChronoUnit.SECONDS);
		assertThat(this.authenticator.authenticate(token(claims("alice", LATER).issueTime(Date.from(issuedAt)).build()))
			.issuedAt()).isEqualTo(issuedAt);
		assertThat(this.authenticator.authenticate(token(claims("alice", LATER).build())).issuedAt()).isNull();
	}

	@Test
	void aTokenWithoutExpiryNeverExpires() throws Exception {
		String token = token(new JWTClaimsSet.Builder().subject("alice").build());
		assertThat(this.authenticator.authenticate(token).expiresAt()).isNull();
	}

	@Test
	void anExpiredTokenIsToldApartFromABadOne() throws Exception {
		String token = token(claims("alice", EARLIER).build());
		assertThatExceptionOfType(ExpiredTokenException.class).isThrownBy(() -> this.authenticator.authenticate(token))
			.withMessageNotContaining(token);
	}

	@Test
	void anExpiredTokenOfAnotherIssuerIsBad() throws Exception {
		NimbusJwtDecoder decoder = decoder();
		decoder.setJwtValidator(JwtValidators.createDefaultWithIssuer("https://issuer.example.com"));
		JwtTokenAuthenticator strict = new JwtTokenAuthenticator(decoder, new JwtAuthenticationConverter());
		String token = token(claims("alice", EARLIER).issuer("https://other.example.com").build());
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> strict.authenticate(token))
			.isNotInstanceOf(ExpiredTokenException.class);
	}

	@Test
	void aTokenOfTheFutureIsBad() throws Exception {
		String token = token(claims("alice", LATER).notBeforeTime(Date.from(LATER)).build());
		assertBad(token);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "a.b.c", "eyJhbGciOiJIUzI1NiJ9.e30.AAAA", "🙂" })
	void rubbishIsBad(String token) {
		assertBad(token);
	}

	/**
	 * Lenient decoders read most of these as the same token.
	 */
	@Test
	void otherSpellingsOfATokenAreBadAndTakeNoPlaceInTheCache() throws Exception {
		CachingTokenAuthenticator cache = new CachingTokenAuthenticator(this.authenticator, 10_000,
				Duration.ofMinutes(5), RealtimeMetrics.NONE, Clock.systemUTC());
		String token = token(claims("alice", LATER).build());
		String start = token.substring(0, token.length() - 1);
		List<String> spellings = new ArrayList<>(
				List.of(token + "=", token + "\n", start + (char) (token.charAt(token.length() - 1) + 1),
						token + "====", " " + token, token.replaceFirst("\\.", "=.")));
		for (int i = 0; spellings.size() < 3000; i++) {
			int place = start.length() - 1 - i % 40;
			spellings
				.add(start.substring(0, place) + "!*()$ ".charAt(i % 6) + "~".repeat(i / 40) + token.substring(place));
		}
		assertThat(spellings).doesNotHaveDuplicates();
		assertThat(spellings).allSatisfy((spelling) -> assertThatExceptionOfType(InvalidTokenException.class)
			.isThrownBy(() -> cache.authenticate(spelling)));
		assertThat(cache.size()).isZero();
		assertThat(cache.authenticate(token).user()).isEqualTo("alice");
		assertThat(cache.size()).isOne();
	}

	@Test
	void anotherSignatureIsBad() throws Exception {
		byte[] other = "another secret of no less than 256 bits, too".getBytes(StandardCharsets.UTF_8);
		assertBad(token(claims("alice", LATER).build(), other));
	}

	@Test
	void anUnsignedTokenIsBad() {
		assertBad(new PlainJWT(claims("alice", LATER).build()).serialize());
	}

	@Test
	void aTokenThatNamesNobodyIsBad() throws Exception {
		assertBad(token(new JWTClaimsSet.Builder().expirationTime(Date.from(LATER)).build()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "sub" })
	void whenSubjectsMayBeMissingThenSuchATokenIsThatOfAnAnonymousClient(String claim) throws Exception {
		JwtTokenAuthenticator lenient = new JwtTokenAuthenticator(decoder(), new JwtAuthenticationConverter(),
				new TokenRules(null, Set.of(), true));
		JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().expirationTime(Date.from(LATER)).jwtID("id");
		if (!claim.isEmpty()) {
			claims.claim(claim, "");
		}
		ClientIdentity identity = lenient.authenticate(token(claims.build()));
		assertThat(identity).isEqualTo(new ClientIdentity(null, LATER, "id", null));
		assertThat(lenient.authenticate(token(claims("alice", LATER).build())).user()).isEqualTo("alice");
	}

	@Test
	void whenSubjectsMayBeMissingThenAConverterThatFindsNoNameForASubjectStillRefuses() throws Exception {
		JwtTokenAuthenticator lenient = new JwtTokenAuthenticator(decoder(),
				(jwt) -> new JwtAuthenticationToken(jwt, null, ""), new TokenRules(null, Set.of(), true));
		String token = token(claims("alice", LATER).build());
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> lenient.authenticate(token));
	}

	@Test
	void onlyTokensOfTheIssuerAreAccepted() throws Exception {
		JwtTokenAuthenticator checked = new JwtTokenAuthenticator(decoder(), new JwtAuthenticationConverter(),
				new TokenRules("https://id.example.com", Set.of(), false));
		assertThat(checked.authenticate(token(claims("alice", LATER).issuer("https://id.example.com").build())).user())
			.isEqualTo("alice");
		for (String token : List.of(token(claims("alice", LATER).issuer("https://id.example.com/").build()),
				token(claims("alice", LATER).build()))) {
			assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> checked.authenticate(token))
				.withMessageNotContaining(token);
		}
	}

	@Test
	void aTokenNeedsOneOfTheAudiences() throws Exception {
		JwtTokenAuthenticator checked = new JwtTokenAuthenticator(decoder(), new JwtAuthenticationConverter(),
				new TokenRules(null, Set.of("chat", "realtime"), false));
		assertThat(checked.authenticate(token(claims("alice", LATER).audience(List.of("shop", "chat")).build())).user())
			.isEqualTo("alice");
		for (String token : List.of(token(claims("alice", LATER).audience("shop").build()),
				token(claims("alice", LATER).build()))) {
			assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> checked.authenticate(token));
		}
	}

	@Test
	void whenKeysCantBeFetchedThenNothingIsSaidAboutTheToken() throws Exception {
		// Nothing listens on port 1
		JwtDecoder unreachable = NimbusJwtDecoder.withJwkSetUri("http://127.0.0.1:1/jwks").build();
		JwtDecoder uninitialized = new SupplierJwtDecoder(() -> {
			throw new IllegalStateException("The issuer does not answer");
		});
		SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims("alice", LATER).build());
		String token = jwt.getHeader().toBase64URL() + "." + jwt.getPayload().toBase64URL() + ".AAAA";
		for (JwtDecoder decoder : new JwtDecoder[] { unreachable, uninitialized }) {
			JwtTokenAuthenticator unavailable = new JwtTokenAuthenticator(decoder, new JwtAuthenticationConverter());
			assertThatExceptionOfType(AuthenticationUnavailableException.class)
				.isThrownBy(() -> unavailable.authenticate(token))
				.withMessageNotContaining(token);
		}
	}

	@Test
	void theConverterDecidesWhoTheOwnerIs() throws Exception {
		String token = token(claims("alice", LATER).claim("nick", "al").build());
		JwtTokenAuthenticator byNick = new JwtTokenAuthenticator(decoder(),
				(jwt) -> new JwtAuthenticationToken(jwt, null, jwt.getClaimAsString("nick")));
		assertThat(byNick.authenticate(token).user()).isEqualTo("al");
	}

	@Test
	void aConverterMayRefuse() throws Exception {
		String token = token(claims("alice", LATER).build());
		JwtTokenAuthenticator refusing = new JwtTokenAuthenticator(decoder(), (jwt) -> {
			throw new BadCredentialsException("locked");
		});
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> refusing.authenticate(token));
		JwtTokenAuthenticator unauthenticated = new JwtTokenAuthenticator(decoder(), (jwt) -> {
			AbstractAuthenticationToken result = new JwtAuthenticationToken(jwt);
			result.setAuthenticated(false);
			return result;
		});
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> unauthenticated.authenticate(token));
	}

	@Test
	void aConverterMayFail() throws Exception {
		String token = token(claims("alice", LATER).build());
		JwtTokenAuthenticator failing = new JwtTokenAuthenticator(decoder(), (jwt) -> {
			throw new AuthenticationServiceException("no database");
		});
		assertThatExceptionOfType(AuthenticationUnavailableException.class)
			.isThrownBy(() -> failing.authenticate(token));
	}

	private void assertBad(String token) {
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> this.authenticator.authenticate(token))
			.isNotInstanceOf(ExpiredTokenException.class);
	}

	private static NimbusJwtDecoder decoder() {
		return NimbusJwtDecoder.withSecretKey(new SecretKeySpec(SECRET, "HmacSHA256")).build();
	}

	private static JWTClaimsSet.Builder claims(String subject, Instant expiry) {
		return new JWTClaimsSet.Builder().subject(subject).expirationTime(Date.from(expiry));
	}

	private static String token(JWTClaimsSet claims) throws JOSEException {
		return token(claims, SECRET);
	}

	private static String token(JWTClaimsSet claims, byte[] secret) throws JOSEException {
		SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
		jwt.sign(new MACSigner(secret));
		return jwt.serialize();
	}

}
