package io.github.realtimespring.internal.ticket;

import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.simp.user.DestinationUserNameProvider;
import org.springframework.security.authentication.RememberMeAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.security.InvalidTokenException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Tickets}.
 */
class TicketsTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456789Z");

	private static final String ORIGIN = "https://app.example.com";

	private static final ClientIdentity ALICE = new ClientIdentity(() -> "alice", NOW.plusSeconds(3600), "id",
			NOW.minusSeconds(1));

	private final Map<String, byte[]> stored = new HashMap<>();

	private final Map<String, Duration> lives = new HashMap<>();

	private final List<TicketStore.Owner> owners = new ArrayList<>();

	private final Tickets tickets = tickets(false);

	private Tickets tickets(boolean bindAddress) {
		return new Tickets(new TicketStore() {

			@Override
			public CompletableFuture<Boolean> put(String key, Owner owner, byte[] ticket, Duration life) {
				TicketsTests.this.stored.put(key, ticket);
				TicketsTests.this.lives.put(key, life);
				TicketsTests.this.owners.add(owner);
				return CompletableFuture.completedFuture(owner.maxTickets() > 1);
			}

			@Override
			public CompletableFuture<Optional<byte[]>> take(String key) {
				return CompletableFuture.completedFuture(Optional.ofNullable(TicketsTests.this.stored.remove(key)));
			}

		}, Duration.ofSeconds(30), bindAddress, 7, 5, Clock.fixed(NOW, ZoneOffset.UTC));
	}

	@Test
	void aLoginThatIsOnlyRememberedGetsNoTicket() {
		Principal remembered = new RememberMeAuthenticationToken("key", "alice", List.of());
		assertThatExceptionOfType(InvalidTokenException.class)
			.isThrownBy(() -> this.tickets.issue(ClientIdentity.authenticatedNow(remembered), ORIGIN, "10.0.0.1"));
		Principal unproven = new UsernamePasswordAuthenticationToken("alice", "password");
		assertThatExceptionOfType(InvalidTokenException.class)
			.isThrownBy(() -> this.tickets.issue(ClientIdentity.authenticatedNow(unproven), ORIGIN, "10.0.0.1"));
	}

	@Test
	void aTicketGivesTheIdentityThatAskedForIt() {
		ClientIdentity identity = this.tickets.redeem(issue(ALICE), ORIGIN, "10.0.0.1");
		assertThat(identity.user()).isEqualTo("alice");
		assertThat(identity.destinationUser()).isEqualTo("alice");
		assertThat(identity.expiresAt()).isEqualTo(ALICE.expiresAt());
		assertThat(identity.tokenId()).isEqualTo("id");
		assertThat(identity.issuedAt()).isEqualTo(ALICE.issuedAt());
		assertThat(identity.principal()).isNotInstanceOf(Authentication.class);
	}

	@Test
	void aTicketKeepsTheTenant() {
		ClientIdentity identity = ALICE.withTenant("acme");
		assertThat(this.tickets.redeem(issue(identity), ORIGIN, null).tenant()).isEqualTo("acme");
		assertThat(this.tickets.redeem(issue(ALICE), ORIGIN, null).tenant()).isNull();
	}

	@Test
	void whatIsUnknownStaysUnknown() {
		ClientIdentity identity = this.tickets.redeem(issue(new ClientIdentity(() -> "bob", null)), ORIGIN, null);
		assertThat(identity).isEqualTo(new ClientIdentity(identity.principal(), null));
	}

	@Test
	void thePrincipalOfSpringSecurityKeepsItsAuthorities() {
		Principal user = UsernamePasswordAuthenticationToken.authenticated("ärla", "secret",
				AuthorityUtils.createAuthorityList("ROLE_USER", "chat:write"));
		ClientIdentity identity = this.tickets.redeem(issue(new ClientIdentity(user, null)), ORIGIN, null);
		assertThat(identity.principal()).isInstanceOfSatisfying(Authentication.class, (authentication) -> {
			assertThat(authentication.isAuthenticated()).isTrue();
			assertThat(authentication.getName()).isEqualTo("ärla");
			assertThat(authentication.getCredentials()).isNull();
			assertThat(authentication.getAuthorities()).extracting(GrantedAuthority::getAuthority)
				.map(String.class::cast)
				.containsExactlyInAnyOrder("ROLE_USER", "chat:write");
		});
	}

	@Test
	void messagesAreAddressedToTheUserByTheSameName() {
		Principal user = new Addressed();
		ClientIdentity identity = this.tickets.redeem(issue(new ClientIdentity(user, null)), ORIGIN, null);
		assertThat(identity.user()).isEqualTo("alice");
		assertThat(identity.destinationUser()).isEqualTo("tenant-1:alice");
	}

	@Test
	void aTicketIsUsedUpByItsFirstUseGoodOrBad() {
		String good = issue(ALICE);
		this.tickets.redeem(good, ORIGIN, null);
		assertInvalid(good, ORIGIN, null);
		String bad = issue(ALICE);
		assertInvalid(bad, "https://evil.example.com", null);
		assertInvalid(bad, ORIGIN, null);
	}

	@ParameterizedTest
	@CsvSource({ "https://a.example, https://b.example", "https://a.example,", ", https://a.example",
			"https://a.example, null" })
	void anotherOriginIsRefused(String issued, String presented) {
		assertInvalid(this.tickets.issue(ALICE, issued, null).value(), presented, null);
	}

	@Test
	void aClientWithoutOriginUsesItWithoutOrigin() {
		assertThat(this.tickets.redeem(this.tickets.issue(ALICE, null, null).value(), null, null).user())
			.isEqualTo("alice");
	}

	@Test
	void anotherAddressIsRefusedOnlyIfTicketsAreBoundToOne() {
		assertThat(this.tickets.redeem(issue(ALICE), ORIGIN, "10.0.0.2").user()).isEqualTo("alice");
		Tickets bound = tickets(true);
		assertThat(bound.redeem(bound.issue(ALICE, ORIGIN, "10.0.0.1").value(), ORIGIN, "10.0.0.1").user())
			.isEqualTo("alice");
		String ticket = bound.issue(ALICE, ORIGIN, "10.0.0.1").value();
		assertThatExceptionOfType(InvalidTokenException.class)
			.isThrownBy(() -> bound.redeem(ticket, ORIGIN, "10.0.0.2"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "no", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" })
	void anUnknownTicketIsRefused(String value) {
		assertInvalid(value, ORIGIN, null);
	}

	@Test
	void theStoreNeverSeesTheTicketItself() {
		Tickets.Issued issued = this.tickets.issue(ALICE, ORIGIN, "10.0.0.1");
		assertThat(issued.value()).hasSize(32).isNotEqualTo(issue(ALICE));
		assertThat(issued.toString()).doesNotContain(issued.value());
		assertThat(this.stored).allSatisfy((key, ticket) -> {
			assertThat(key).matches("[0-9a-f]{64}").doesNotContain(issued.value());
			assertThat(new String(ticket)).doesNotContain(issued.value());
		});
	}

	@Test
	void aTicketIsValidNoLongerThanTheCredentials() {
		assertThat(this.tickets.issue(ALICE, ORIGIN, null).life()).isEqualTo(Duration.ofSeconds(30));
		ClientIdentity soon = new ClientIdentity(() -> "alice", NOW.plusSeconds(5));
		assertThat(this.tickets.issue(soon, ORIGIN, null).life()).isEqualTo(Duration.ofSeconds(5));
		assertThat(this.lives.values()).containsExactlyInAnyOrder(Duration.ofSeconds(30), Duration.ofSeconds(5));
		for (ClientIdentity none : List.of(new ClientIdentity(() -> "alice", NOW), ClientIdentity.ANONYMOUS)) {
			assertThatExceptionOfType(InvalidTokenException.class)
				.isThrownBy(() -> this.tickets.issue(none, ORIGIN, null));
		}
	}

	@Test
	void whatThisVersionCantReadIsUnknown() {
		for (byte[] content : List.of(new byte[0], new byte[] { 2 }, new byte[] { 1, 127, 127, 127, 127 },
				new byte[] { 1, 0, 0 })) {
			String ticket = issue(ALICE);
			this.stored.replaceAll((key, former) -> content);
			assertInvalid(ticket, ORIGIN, null);
		}
	}

	@Test
	void whenTheStoreFailsThenTheClientMayTryAgain() {
		Tickets failing = new Tickets(new TicketStore() {

			@Override
			public CompletableFuture<Boolean> put(String key, Owner owner, byte[] ticket, Duration life) {
				return CompletableFuture.failedFuture(new RelayException("away"));
			}

			@Override
			public CompletableFuture<Optional<byte[]>> take(String key) {
				return CompletableFuture.failedFuture(new RelayException("away"));
			}

		}, Duration.ofSeconds(30), false, 7, 5, Clock.systemUTC());
		assertThatExceptionOfType(AuthenticationUnavailableException.class)
			.isThrownBy(() -> failing.issue(ClientIdentity.authenticatedNow(() -> "alice"), ORIGIN, null));
		String ticket = issue(ALICE);
		assertThatExceptionOfType(AuthenticationUnavailableException.class)
			.isThrownBy(() -> failing.redeem(ticket, ORIGIN, null))
			.withMessageNotContaining(ticket);
	}

	@Test
	void theStoreNeverSeesTheNameOfTheOwner() {
		issue(ALICE);
		issue(new ClientIdentity(new Addressed(), null));
		issue(ALICE);
		assertThat(this.owners.get(2)).isEqualTo(this.owners.get(0)).isNotEqualTo(this.owners.get(1));
		assertThat(this.owners).hasSize(3).allSatisfy((owner) -> {
			assertThat(owner.hash()).matches("[0-9a-f]{64}");
			assertThat(owner.maxTickets()).isEqualTo(7);
		});
	}

	@Test
	void usersOfTheSameNameInTwoTenantsAreTwoOwners() {
		issue(ALICE.withTenant("acme"));
		issue(ALICE.withTenant("beta"));
		issue(ALICE.withTenant("acme"));
		issue(ALICE);
		assertThat(this.owners.get(0)).isEqualTo(this.owners.get(2)).isNotEqualTo(this.owners.get(1));
		assertThat(this.owners.get(3).hash()).as("as without tenants")
			.isEqualTo("2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90");
		Tickets strict = new Tickets(new MemoryTicketStore(), Duration.ofSeconds(30), false, 1, 5, Clock.systemUTC());
		ClientIdentity alice = ClientIdentity.authenticatedNow(() -> "alice");
		Tickets.Issued first = strict.issue(alice.withTenant("acme"), ORIGIN, null);
		assertThat(first).isNotNull();
		assertThat(strict.issue(alice.withTenant("acme"), ORIGIN, null)).isNull();
		assertThat(strict.issue(alice.withTenant("beta"), ORIGIN, null)).isNotNull();
		strict.redeem(first.value(), ORIGIN, null);
		assertThat(strict.issue(alice.withTenant("acme"), ORIGIN, null)).isNotNull();
	}

	@Test
	void whenTheStoreRefusesThenThereIsNoTicket() {
		Tickets strict = new Tickets(new MemoryTicketStore(), Duration.ofSeconds(30), false, 1, 5, Clock.systemUTC());
		Tickets.Issued first = strict.issue(ClientIdentity.authenticatedNow(() -> "alice"), ORIGIN, null);
		assertThat(first).isNotNull();
		assertThat(strict.issue(ClientIdentity.authenticatedNow(() -> "alice"), ORIGIN, null)).isNull();
		assertThat(strict.issue(ClientIdentity.authenticatedNow(() -> "bob"), ORIGIN, null)).isNotNull();
		strict.redeem(first.value(), ORIGIN, null);
		assertThat(strict.issue(ClientIdentity.authenticatedNow(() -> "alice"), ORIGIN, null)).isNotNull();
	}

	@Test
	void whenManyWaitForTheStoreThenOthersAreRefusedAtOnce() throws Exception {
		CompletableFuture<Optional<byte[]>> answer = new CompletableFuture<>();
		CountDownLatch waiting = new CountDownLatch(2);
		Tickets tickets = new Tickets(new TicketStore() {

			@Override
			public CompletableFuture<Boolean> put(String key, Owner owner, byte[] ticket, Duration life) {
				return CompletableFuture.completedFuture(true);
			}

			@Override
			public CompletableFuture<Optional<byte[]>> take(String key) {
				waiting.countDown();
				return answer;
			}

		}, Duration.ofSeconds(30), false, 7, 2, Clock.systemUTC());
		String ticket = issue(ALICE);
		List<CompletableFuture<Void>> others = Stream.of(1, 2)
			.map((any) -> CompletableFuture.runAsync(() -> tickets.redeem(ticket, ORIGIN, null),
					(task) -> new Thread(task).start()))
			.toList();
		assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
		assertThatExceptionOfType(AuthenticationUnavailableException.class)
			.isThrownBy(() -> tickets.redeem(ticket, ORIGIN, null))
			.withMessageNotContaining(ticket)
			.withNoCause();
		assertThatExceptionOfType(AuthenticationUnavailableException.class)
			.isThrownBy(() -> tickets.issue(ClientIdentity.authenticatedNow(() -> "alice"), ORIGIN, null));
		answer.complete(Optional.empty());
		assertThat(others).allSatisfy((other) -> assertThat(other).failsWithin(Duration.ofSeconds(30)));
		assertThat(tickets.issue(ClientIdentity.authenticatedNow(() -> "alice"), ORIGIN, null)).isNotNull();
	}

	private String issue(ClientIdentity identity) {
		return this.tickets.issue(identity, ORIGIN, "10.0.0.1").value();
	}

	private void assertInvalid(String ticket, String origin, String address) {
		assertThatExceptionOfType(InvalidTokenException.class)
			.isThrownBy(() -> this.tickets.redeem(ticket, origin, address))
			.satisfies((ex) -> assertThat(ticket.isEmpty() || !ex.getMessage().contains(ticket)).isTrue());
	}

	private static final class Addressed implements Principal, DestinationUserNameProvider {

		@Override
		public String getName() {
			return "alice";
		}

		@Override
		public String getDestinationUserName() {
			return "tenant-1:alice";
		}

	}

}
