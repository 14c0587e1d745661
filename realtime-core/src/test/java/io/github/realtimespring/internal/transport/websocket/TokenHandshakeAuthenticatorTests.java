package io.github.realtimespring.internal.transport.websocket;

import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.mock.web.MockHttpServletRequest;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.security.TokenPolicy;
import io.github.realtimespring.internal.security.TokenRules;
import io.github.realtimespring.internal.ticket.MemoryTicketStore;
import io.github.realtimespring.internal.ticket.Tickets;
import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.security.InvalidTokenException;
import io.github.realtimespring.security.TokenAuthenticator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TokenHandshakeAuthenticator}.
 */
class TokenHandshakeAuthenticatorTests {

	private static final Instant EXPIRY = Instant.ofEpochSecond(4102444800L);

	private static final TokenPolicy EVERYWHERE = new TokenPolicy(true, true, true, true, "token", "access_token");

	private static final TokenPolicy NOWHERE = new TokenPolicy(false, false, false, false, null, null);

	private static final TokenAuthenticator TOKENS = (token) -> {
		if (token.equals("down")) {
			throw new AuthenticationUnavailableException("down", null);
		}
		if (!token.startsWith("good-")) {
			throw new InvalidTokenException("bad", null);
		}
		return new ClientIdentity(() -> token.substring("good-".length()), EXPIRY);
	};

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ws");

	@ParameterizedTest
	@ValueSource(strings = { "Bearer good-alice", "bearer good-alice", "BEARER  good-alice " })
	void theHeaderCounts(String value) {
		this.request.addHeader("Authorization", value);
		assertThat(authenticate(EVERYWHERE).user()).isEqualTo("alice");
		assertThat(authenticate(EVERYWHERE).expiresAt()).isEqualTo(EXPIRY);
		assertThat(authenticate(NOWHERE)).isEqualTo(ClientIdentity.ANONYMOUS);
	}

	@Test
	void theSubprotocolCounts() {
		this.request.addHeader("Sec-WebSocket-Protocol", "v12.stomp, bearer.good-alice");
		assertThat(authenticate(EVERYWHERE).user()).isEqualTo("alice");
		assertThat(authenticate(NOWHERE)).isEqualTo(ClientIdentity.ANONYMOUS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "token=good-alice", "a=b; token=good-alice; c=d", "token=\"good-alice\"" })
	void theCookieCounts(String header) {
		this.request.addHeader("Cookie", header);
		assertThat(authenticate(EVERYWHERE).user()).isEqualTo("alice");
		assertThat(authenticate(NOWHERE)).isEqualTo(ClientIdentity.ANONYMOUS);
	}

	@Test
	void anotherCookieDoesNotCount() {
		this.request.addHeader("Cookie", "xtoken=good-alice");
		assertMissing(EVERYWHERE);
	}

	@Test
	void theQueryParameterCounts() {
		this.request.setQueryString("a=b&access_token=good-alice");
		assertThat(authenticate(EVERYWHERE).user()).isEqualTo("alice");
		assertThat(authenticate(NOWHERE)).isEqualTo(ClientIdentity.ANONYMOUS);
	}

	@Test
	void anAddressThatCantBeParsedIsRefusedWithoutRepeatingIt() {
		this.request.setRequestURI("/ws/{");
		this.request.setQueryString("access_token=good-alice");
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> authenticate(EVERYWHERE))
			.withMessageNotContaining("good-alice")
			.withNoCause();
	}

	@Test
	void oneTokenInTwoPlacesIsOneToken() {
		this.request.addHeader("Authorization", "Bearer good-alice");
		this.request.setQueryString("access_token=good-alice");
		assertThat(authenticate(EVERYWHERE).user()).isEqualTo("alice");
	}

	@Test
	void twoDifferentTokensAreRefused() {
		this.request.addHeader("Authorization", "Bearer good-alice");
		this.request.addHeader("Cookie", "token=good-bob");
		assertRefused(EVERYWHERE, TOKENS, true);
	}

	@Test
	void aTicketTakesThePlaceOfATokenOnce() {
		Tickets tickets = new Tickets(new MemoryTicketStore(), Duration.ofSeconds(30), true, 5, 5, Clock.systemUTC());
		TokenHandshakeAuthenticator authenticator = new TokenHandshakeAuthenticator(EVERYWHERE, TOKENS, tickets,
				TokenRules.NONE);
		ServletServerHttpRequest handshake = new ServletServerHttpRequest(this.request);
		this.request.addHeader("Origin", "https://app.example.com");
		this.request.setRemoteAddr("10.0.0.1");
		String ticket = tickets
			.issue(ClientIdentity.authenticatedNow(() -> "dora"), "https://app.example.com", "10.0.0.1")
			.value();
		this.request.setQueryString("a=b&ticket=" + ticket);
		// The ticket decides, not the user of another login
		this.request.setUserPrincipal(() -> "carol");
		assertThat(authenticator.authenticate(handshake, false).user()).isEqualTo("dora");
		assertThatExceptionOfType(InvalidTokenException.class)
			.isThrownBy(() -> authenticator.authenticate(new ServletServerHttpRequest(this.request), true));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ticket", "ticket=", "ticket=%s&ticket=%s", "ticket=%s&access_token=good-alice" })
	void aTicketThatIsNotTheOnlyProofIsRefused(String query) {
		Tickets tickets = new Tickets(new MemoryTicketStore(), Duration.ofSeconds(30), false, 5, 5, Clock.systemUTC());
		String ticket = tickets.issue(ClientIdentity.authenticatedNow(() -> "dora"), null, null).value();
		this.request.setQueryString(query.replace("%s", ticket));
		this.request.setUserPrincipal(() -> "carol");
		assertThatExceptionOfType(InvalidTokenException.class)
			.isThrownBy(() -> new TokenHandshakeAuthenticator(EVERYWHERE, TOKENS, tickets, TokenRules.NONE)
				.authenticate(new ServletServerHttpRequest(this.request), true));
	}

	@Test
	void withoutTicketsTheirParameterIsTheApplications() {
		this.request.setQueryString("ticket=1");
		this.request.addHeader("Authorization", "Bearer good-alice");
		assertThat(authenticate(EVERYWHERE).user()).isEqualTo("alice");
	}

	@Test
	void whereAnIdentityIsRequiredATokenOfNobodyIsRefusedUnlessAnotherMayFollow() {
		this.request.addHeader("Authorization", "Bearer nobody");
		TokenAuthenticator nobody = (token) -> ClientIdentity.ANONYMOUS;
		assertRefused(TokenPolicy.withDefaults(true), nobody, false);
		ServletServerHttpRequest handshake = new ServletServerHttpRequest(this.request);
		assertThat(
				new TokenHandshakeAuthenticator(TokenPolicy.withDefaults(true), nobody).authenticate(handshake, true))
			.isEqualTo(ClientIdentity.ANONYMOUS);
		assertThat(
				new TokenHandshakeAuthenticator(TokenPolicy.withDefaults(false), nobody).authenticate(handshake, false))
			.isEqualTo(ClientIdentity.ANONYMOUS);
	}

	@Test
	void aBadTokenIsRefusedWhereNoneIsRequired() {
		this.request.addHeader("Authorization", "Bearer bad");
		assertRefused(TokenPolicy.withDefaults(false), TOKENS, true);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer", "Bearer ", "bearer" })
	void anEmptyTokenIsRefused(String value) {
		this.request.addHeader("Authorization", value);
		assertRefused(TokenPolicy.withDefaults(false), TOKENS, true);
	}

	@Test
	void anEmptyQueryParameterIsRefused() {
		this.request.setQueryString("access_token");
		assertRefused(EVERYWHERE, TOKENS, true);
	}

	@Test
	void aTokenThatCantBeVerifiedNowIsNotCalledBad() {
		this.request.addHeader("Authorization", "Bearer down");
		assertThatExceptionOfType(AuthenticationUnavailableException.class).isThrownBy(() -> authenticate(EVERYWHERE));
	}

	@Test
	void whereTokensAreRequiredNoneIsRefusedUnlessTheProtocolAsksLater() {
		assertMissing(EVERYWHERE);
		assertThat(authenticate(EVERYWHERE, TOKENS, true)).isEqualTo(ClientIdentity.ANONYMOUS);
		assertRefused(new TokenPolicy(true, true, true, false, null, null), TOKENS, true);
	}

	@Test
	void anHttpLoginIsAccepted() {
		Principal user = () -> "carol";
		this.request.setUserPrincipal(user);
		Instant before = Instant.now();
		ClientIdentity login = authenticate(EVERYWHERE);
		assertThat(login).isEqualTo(new ClientIdentity(user, null, null, login.issuedAt()));
		assertThat(login.issuedAt()).isBetween(before, Instant.now());
		this.request.addHeader("Authorization", "Basic Y2Fyb2w6c2VjcmV0");
		assertThat(authenticate(EVERYWHERE).principal()).isEqualTo(user);
	}

	@Test
	void aTokenOutweighsAnHttpLogin() {
		this.request.setUserPrincipal(() -> "carol");
		this.request.addHeader("Authorization", "Bearer good-alice");
		assertThat(authenticate(EVERYWHERE).user()).isEqualTo("alice");
	}

	@Test
	void whereNothingVerifiesTokensTheyAreRefused() {
		this.request.addHeader("Authorization", "Bearer good-alice");
		assertRefused(TokenPolicy.withDefaults(false), null, true);
		this.request.setUserPrincipal(() -> "carol");
		assertThat(authenticate(TokenPolicy.withDefaults(false), null, true).user()).isEqualTo("carol");
	}

	private void assertMissing(TokenPolicy policy) {
		assertRefused(policy, TOKENS, false);
	}

	private void assertRefused(TokenPolicy policy, @Nullable TokenAuthenticator tokens, boolean hasConnectMessage) {
		assertThatExceptionOfType(InvalidTokenException.class)
			.isThrownBy(() -> authenticate(policy, tokens, hasConnectMessage));
	}

	private ClientIdentity authenticate(TokenPolicy policy) {
		return authenticate(policy, TOKENS, false);
	}

	private ClientIdentity authenticate(TokenPolicy policy, @Nullable TokenAuthenticator tokens,
			boolean hasConnectMessage) {
		return new TokenHandshakeAuthenticator(policy, tokens).authenticate(new ServletServerHttpRequest(this.request),
				hasConnectMessage);
	}

}
