package io.github.realtimespring.internal.security;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;

import io.github.realtimespring.internal.security.TokenCheck.Outcome;
import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.test.CapturedLog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link LoginAuthenticator}.
 */
class LoginAuthenticatorTests {

	private static final String PASSCODE = "hunter2-secret";

	private final AtomicLong time = new AtomicLong();

	private final CountDownLatch held = new CountDownLatch(1);

	private final CountDownLatch begun = new CountDownLatch(1);

	private final LoginAuthenticator logins = new LoginAuthenticator(() -> this::authenticate,
			new LoginTurns(1, 0, Duration.ofMillis(1)), 3, this.time::get);

	private Authentication authenticate(Authentication request) {
		String passcode = String.valueOf(request.getCredentials());
		switch (request.getName()) {
			case "down" -> throw new AuthenticationServiceException("No database for " + passcode);
			case "broken" -> throw new IllegalStateException("Broken by " + passcode);
			case "nobody" -> {
				return new AnonymousAuthenticationToken("k", "nobody", AuthorityUtils.createAuthorityList("R"));
			}
			case "unproven" -> {
				return request;
			}
			case "slow" -> {
				this.begun.countDown();
				awaitHeld();
			}
			default -> {
			}
		}
		if (!passcode.equals(PASSCODE)) {
			throw new BadCredentialsException("Bad credentials " + passcode);
		}
		return UsernamePasswordAuthenticationToken.authenticated(request.getName(), passcode,
				AuthorityUtils.createAuthorityList("ROLE_USER"));
	}

	@Test
	void aGoodLoginIsAUserWithoutItsPasscode() {
		TokenCheck check = this.logins.authenticate("ann", PASSCODE, "a");
		assertThat(check.outcome()).isEqualTo(Outcome.VERIFIED);
		assertThat(check.identity()).isNotNull();
		assertThat(check.identity().user()).isEqualTo("ann");
		assertThat(check.identity().issuedAt()).isNotNull();
		assertThat(check.identity().expiresAt()).isNull();
		assertThat(((Authentication) check.identity().principal()).getCredentials()).isNull();
	}

	@Test
	void whoIsNobodyIsInvalid() {
		for (String login : List.of("nobody", "unproven")) {
			assertThat(this.logins.authenticate(login, PASSCODE, login).outcome()).isEqualTo(Outcome.INVALID);
		}
		assertThat(this.logins.authenticate("ann", null, "a").outcome()).isEqualTo(Outcome.INVALID);
	}

	@Test
	void afterSomeFailuresAClientWaitsAMinuteAndOthersDoNot() {
		for (int i = 0; i < 3; i++) {
			assertThat(this.logins.authenticate("ann", "guess", "a").outcome()).isEqualTo(Outcome.INVALID);
		}
		assertThat(this.logins.authenticate("ann", PASSCODE, "a").outcome()).isEqualTo(Outcome.UNAVAILABLE);
		assertThat(this.logins.authenticate("bob", PASSCODE, "a").outcome()).isEqualTo(Outcome.UNAVAILABLE);
		assertThat(this.logins.authenticate("ann", PASSCODE, "b").outcome()).isEqualTo(Outcome.VERIFIED);
		this.time.addAndGet(TimeUnit.MINUTES.toNanos(1));
		assertThat(this.logins.authenticate("ann", PASSCODE, "a").outcome()).isEqualTo(Outcome.VERIFIED);
	}

	@Test
	void theServersOwnFailuresAreNotTheClients() {
		for (int i = 0; i < 5; i++) {
			assertThat(this.logins.authenticate("down", PASSCODE, "a").outcome()).isEqualTo(Outcome.UNAVAILABLE);
			assertThat(this.logins.authenticate("broken", PASSCODE, "a").outcome()).isEqualTo(Outcome.UNAVAILABLE);
		}
		assertThat(this.logins.authenticate("ann", PASSCODE, "a").outcome()).isEqualTo(Outcome.VERIFIED);
	}

	@Test
	void clientsThatFailedLongAgoAreForgotten() {
		LoginAttempts attempts = new LoginAttempts(1, this.time::get);
		for (int i = 0; i <= LoginAttempts.MAX_CLIENTS; i++) {
			attempts.addFailure("client " + i);
		}
		assertThat(attempts.isExceeded("client 0")).isFalse();
		assertThat(attempts.isExceeded("client 1")).isTrue();
	}

	@Test
	void noMoreThanSoManyAreVerifiedAtTheSameTime() throws Exception {
		CompletableFuture<TokenCheck> slow = CompletableFuture
			.supplyAsync(() -> this.logins.authenticate("slow", PASSCODE, "a"), (task) -> new Thread(task).start());
		assertThat(this.begun.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.logins.authenticate("ann", PASSCODE, "b").outcome()).isEqualTo(Outcome.UNAVAILABLE);
		this.held.countDown();
		assertThat(slow.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.VERIFIED);
		assertThat(this.logins.authenticate("ann", PASSCODE, "b").outcome()).isEqualTo(Outcome.VERIFIED);
	}

	@Test
	void oneLoginOfAClientIsVerifiedAtATime() throws Exception {
		LoginAuthenticator parallel = new LoginAuthenticator(() -> this::authenticate,
				new LoginTurns(4, 2, Duration.ofMillis(1)), 3, this.time::get);
		CompletableFuture<TokenCheck> slow = CompletableFuture
			.supplyAsync(() -> parallel.authenticate("slow", PASSCODE, "a"), (task) -> new Thread(task).start());
		assertThat(this.begun.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(parallel.authenticate("ann", PASSCODE, "a").outcome()).isEqualTo(Outcome.UNAVAILABLE);
		assertThat(parallel.authenticate("ann", PASSCODE, "b").outcome()).isEqualTo(Outcome.VERIFIED);
		this.held.countDown();
		assertThat(slow.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.VERIFIED);
		assertThat(parallel.authenticate("ann", PASSCODE, "a").outcome()).isEqualTo(Outcome.VERIFIED);
	}

	@Test
	void loginsOfOneAddressInTheSameMomentAreAllVerified() throws Exception {
		LoginAuthenticator patient = new LoginAuthenticator(() -> this::authenticate,
				new LoginTurns(2, 40, Duration.ofSeconds(30)), 100, this.time::get);
		List<CompletableFuture<TokenCheck>> checks = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			checks.add(inThread(() -> patient.authenticate("slow", PASSCODE, "a")));
		}
		assertThat(this.begun.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(patient.authenticate("ann", PASSCODE, "b").outcome()).isEqualTo(Outcome.VERIFIED);
		this.held.countDown();
		for (CompletableFuture<TokenCheck> check : checks) {
			assertThat(check.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.VERIFIED);
		}
	}

	@Test
	void oneAddressTakesHalfOfThePlacesToWait() throws Exception {
		LoginTurns turns = new LoginTurns(1, 4, Duration.ofSeconds(30));
		List<CompletableFuture<Integer>> logins = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			int number = i;
			logins.add(inThread(() -> turns.take("a", () -> {
				awaitHeld();
				return number;
			})));
		}
		await().until(() -> turns.present() == 3);
		assertThatExceptionOfType(AuthenticationUnavailableException.class).isThrownBy(() -> turns.take("a", () -> 3));
		logins.add(inThread(() -> turns.take("b", () -> 3)));
		await().until(() -> turns.present() == 4);
		this.held.countDown();
		for (int i = 0; i < 4; i++) {
			assertThat(logins.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i);
		}
		await().until(() -> turns.present() == 0);
	}

	private static <T> CompletableFuture<T> inThread(Supplier<T> action) {
		return CompletableFuture.supplyAsync(action, (task) -> new Thread(task).start());
	}

	@Test
	void aClientHasALimitOfLoginsThatSucceed() {
		for (int i = 0; i < 30; i++) {
			assertThat(this.logins.authenticate("ann", PASSCODE, "a").outcome()).isEqualTo(Outcome.VERIFIED);
		}
		assertThat(this.logins.authenticate("ann", PASSCODE, "a").outcome()).isEqualTo(Outcome.UNAVAILABLE);
		assertThat(this.logins.authenticate("ann", PASSCODE, "b").outcome()).isEqualTo(Outcome.VERIFIED);
		this.time.addAndGet(TimeUnit.MINUTES.toNanos(1));
		assertThat(this.logins.authenticate("ann", PASSCODE, "a").outcome()).isEqualTo(Outcome.VERIFIED);
	}

	@Test
	void thePasscodeIsNeverLogged() {
		try (CapturedLog log = CapturedLog.of(TokenCheck.class.getName())) {
			for (String login : List.of("ann", "down", "broken", "nobody", "unproven")) {
				this.logins.authenticate(login, PASSCODE, login);
				this.logins.authenticate(login, PASSCODE + "-wrong", login);
			}
			assertThat(log.messages()).anyMatch((line) -> line.contains("IllegalStateException"))
				.allSatisfy((line) -> assertThat(line).doesNotContain(PASSCODE));
			assertThat(log.events()).allSatisfy((event) -> assertThat(event.getThrowableProxy()).isNull());
		}
	}

	@Test
	void theManagerIsAskedForWhenTheFirstClientComes() {
		LoginAuthenticator lazy = new LoginAuthenticator(LoginAuthenticatorTests::missing, 1, 1, 1);
		assertThat(lazy.authenticate("ann", PASSCODE, "a").outcome()).isEqualTo(Outcome.UNAVAILABLE);
	}

	private static AuthenticationManager missing() {
		throw new IllegalStateException("expected by the test");
	}

	private void awaitHeld() {
		try {
			this.held.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
