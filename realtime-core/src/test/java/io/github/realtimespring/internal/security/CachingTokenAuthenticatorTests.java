package io.github.realtimespring.internal.security;

import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.security.InvalidTokenException;
import io.github.realtimespring.security.TokenAuthenticator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CachingTokenAuthenticator}.
 */
class CachingTokenAuthenticatorTests {

	private static final Duration MAX_AGE = Duration.ofMinutes(5);

	private final MovableClock clock = new MovableClock();

	private final List<String> verified = new ArrayList<>();

	private final AtomicInteger hits = new AtomicInteger();

	private final AtomicInteger misses = new AtomicInteger();

	private Instant expiresAt = Instant.MAX;

	private final CachingTokenAuthenticator authenticator = authenticator(this::verify, 3);

	@Test
	void aTokenThatWasGoodIsNotVerifiedAgain() {
		ClientIdentity first = this.authenticator.authenticate("alice");
		assertThat(this.authenticator.authenticate("alice")).isSameAs(first);
		assertThat(this.authenticator.authenticate("bob").user()).isEqualTo("bob");
		assertThat(this.authenticator.authenticate("alice").user()).isEqualTo("alice");
		assertThat(this.verified).containsExactly("alice", "bob");
		assertThat(this.hits).hasValue(2);
		assertThat(this.misses).hasValue(2);
	}

	@Test
	void aTokenIsVerifiedAgainFromTheMomentItExpires() {
		this.expiresAt = this.clock.instant().plusSeconds(10);
		this.authenticator.authenticate("alice");
		this.clock.advance(Duration.ofSeconds(10).minusMillis(1));
		this.authenticator.authenticate("alice");
		assertThat(this.verified).hasSize(1);
		this.clock.advance(Duration.ofMillis(1));
		this.authenticator.authenticate("alice");
		this.authenticator.authenticate("alice");
		assertThat(this.verified).hasSize(3);
		assertThat(this.authenticator.size()).isZero();
	}

	@Test
	void aTokenThatNeverExpiresIsVerifiedAgainAfterTheMaximumAge() {
		this.expiresAt = null;
		this.authenticator.authenticate("alice");
		this.clock.advance(MAX_AGE.minusMillis(1));
		this.authenticator.authenticate("alice");
		assertThat(this.verified).hasSize(1);
		this.clock.advance(Duration.ofMillis(1));
		this.authenticator.authenticate("alice");
		assertThat(this.verified).hasSize(2);
	}

	@Test
	void useDoesNotMakeATokenYounger() {
		this.authenticator.authenticate("alice");
		for (int i = 0; i < 5; i++) {
			this.clock.advance(MAX_AGE.dividedBy(5));
			this.authenticator.authenticate("alice");
		}
		assertThat(this.verified).hasSize(2);
	}

	@Test
	void whenTheClockIsSetBackThenTokensAreVerifiedAgain() {
		this.authenticator.authenticate("alice");
		this.clock.advance(Duration.ofHours(-1));
		this.authenticator.authenticate("alice");
		assertThat(this.verified).hasSize(2);
	}

	@Test
	void theOldestTokenGivesWay() {
		List.of("a", "b", "c", "d").forEach(this.authenticator::authenticate);
		assertThat(this.authenticator.size()).isEqualTo(3);
		List.of("b", "c", "d").forEach(this.authenticator::authenticate);
		assertThat(this.verified).containsExactly("a", "b", "c", "d");
		this.authenticator.authenticate("a");
		assertThat(this.verified).hasSize(5);
	}

	@Test
	void tokensThatAreTooOldMakeRoom() {
		List.of("a", "b").forEach(this.authenticator::authenticate);
		this.clock.advance(MAX_AGE);
		this.authenticator.authenticate("c");
		assertThat(this.authenticator.size()).isOne();
	}

	@Test
	void refusalsAreNotRemembered() {
		AtomicInteger calls = new AtomicInteger();
		CachingTokenAuthenticator refusing = authenticator((token) -> {
			if (calls.incrementAndGet() < 3) {
				throw (calls.get() == 1) ? new InvalidTokenException("bad", null)
						: new AuthenticationUnavailableException("down", null);
			}
			return identity(token);
		}, 3);
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> refusing.authenticate("alice"));
		assertThatExceptionOfType(AuthenticationUnavailableException.class)
			.isThrownBy(() -> refusing.authenticate("alice"));
		assertThat(refusing.size()).isZero();
		assertThat(refusing.authenticate("alice").user()).isEqualTo("alice");
	}

	@Test
	void withoutRoomEveryTokenIsVerified() {
		CachingTokenAuthenticator off = authenticator(this::verify, 0);
		off.authenticate("alice");
		off.authenticate("alice");
		assertThat(this.verified).hasSize(2);
		assertThat(this.hits.get() + this.misses.get()).isZero();
	}

	@Test
	void evictedTokensAreVerifiedAgain() {
		List.of("alice", "bob").forEach(this.authenticator::authenticate);
		this.authenticator.evict((identity) -> identity.user().equals("alice"));
		List.of("alice", "bob").forEach(this.authenticator::authenticate);
		assertThat(this.verified).containsExactly("alice", "bob", "alice");
		this.authenticator.clear();
		assertThat(this.authenticator.size()).isZero();
	}

	@Test
	void whatWasBeingVerifiedDuringAnEvictionIsNotRemembered() throws Exception {
		CountDownLatch verifying = new CountDownLatch(1);
		CountDownLatch evicted = new CountDownLatch(1);
		CachingTokenAuthenticator slow = authenticator((token) -> {
			verifying.countDown();
			await(evicted);
			return identity(token);
		}, 3);
		CompletableFuture<ClientIdentity> result = CompletableFuture.supplyAsync(() -> slow.authenticate("alice"));
		await(verifying);
		slow.clear();
		evicted.countDown();
		assertThat(result.get(30, TimeUnit.SECONDS).user()).isEqualTo("alice");
		assertThat(slow.size()).isZero();
	}

	@Test
	void whenManyThreadsAskThenIdentitiesAreNeverMixed() throws Exception {
		CachingTokenAuthenticator shared = authenticator(CachingTokenAuthenticatorTests.this::identity, 50);
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Future<?>> tasks = new ArrayList<>();
			for (int thread = 0; thread < 8; thread++) {
				int seed = thread;
				tasks.add(threads.submit(() -> {
					for (int i = 0; i < 5000; i++) {
						String token = "user-" + (i * (seed + 1) % 100);
						assertThat(shared.authenticate(token).user()).isEqualTo(token);
					}
				}));
			}
			for (Future<?> task : tasks) {
				task.get(60, TimeUnit.SECONDS);
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(shared.size()).isLessThanOrEqualTo(50);
	}

	@Test
	void limitsAreChecked() {
		assertThatIllegalArgumentException().isThrownBy(() -> authenticator(this::verify, -1));
		assertThatIllegalArgumentException().isThrownBy(
				() -> new CachingTokenAuthenticator(this::verify, 1, Duration.ZERO, RealtimeMetrics.NONE, this.clock));
	}

	private CachingTokenAuthenticator authenticator(TokenAuthenticator delegate, int maxSize) {
		return new CachingTokenAuthenticator(delegate, maxSize, MAX_AGE, new RealtimeMetrics() {

			@Override
			public void tokenLookedUp(boolean known) {
				(known ? CachingTokenAuthenticatorTests.this.hits : CachingTokenAuthenticatorTests.this.misses)
					.incrementAndGet();
			}

		}, this.clock);
	}

	private ClientIdentity verify(String token) {
		this.verified.add(token);
		return identity(token);
	}

	private ClientIdentity identity(String token) {
		Principal principal = () -> token;
		return new ClientIdentity(principal, this.expiresAt);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class MovableClock extends Clock {

		private Instant now = Instant.parse("2026-01-01T00:00:00Z");

		void advance(Duration duration) {
			this.now = this.now.plus(duration);
		}

		@Override
		public Instant instant() {
			return this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
