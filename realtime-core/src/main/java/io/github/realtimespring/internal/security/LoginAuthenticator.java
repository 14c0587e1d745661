package io.github.realtimespring.internal.security;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.CredentialsContainer;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.security.InvalidTokenException;

/**
 * Verifies the names and passcodes of clients with Spring Security's
 * {@link AuthenticationManager}. Thread-safe; blocks as the manager does.
 *
 * <p>
 * No exception or log line contains a passcode: exceptions of the manager are replaced.
 */
public final class LoginAuthenticator {

	private final Supplier<? extends AuthenticationManager> manager;

	/** Clients give up soon afterwards. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final LoginTurns turns;

	private final LoginAttempts attempts;

	/**
	 * Create the authenticator.
	 * @param manager the application's manager, asked for when the first client comes
	 * @param maxConcurrent maximum number of verifications at the same time; each may
	 * hash a passcode
	 * @param maxWaiting maximum number of threads that wait for their turn
	 * @param maxFailures maximum number of a client's failures in a minute; ten times as
	 * many of its logins are verified
	 */
	public LoginAuthenticator(Supplier<? extends AuthenticationManager> manager, int maxConcurrent, int maxWaiting,
			int maxFailures) {
		this(manager, new LoginTurns(maxConcurrent, maxWaiting, PATIENCE), maxFailures, System::nanoTime);
	}

	LoginAuthenticator(Supplier<? extends AuthenticationManager> manager, LoginTurns turns, int maxFailures,
			LongSupplier nanoTime) {
		Assert.notNull(manager, "'manager' must not be null");
		this.manager = manager;
		this.turns = turns;
		this.attempts = new LoginAttempts(maxFailures, nanoTime);
	}

	/**
	 * Verify a login.
	 * @param client the key of the client's limits, such as its network
	 * @return the outcome; {@link TokenCheck.Outcome#UNAVAILABLE} also while too many
	 * logins wait, or after too many of the client
	 */
	public TokenCheck authenticate(String login, @Nullable String passcode, String client) {
		return TokenCheck.of(() -> identity(login, (passcode != null) ? passcode : "", client));
	}

	private ClientIdentity identity(String login, String passcode, String client) {
		return this.turns.take(client, () -> {
			if (this.attempts.isExceeded(client)) {
				throw new AuthenticationUnavailableException("Too many logins of a client", null);
			}
			try {
				this.attempts.add(client);
				return verify(login, passcode);
			}
			catch (InvalidTokenException ex) {
				this.attempts.addFailure(client);
				throw ex;
			}
		});
	}

	private ClientIdentity verify(String login, String passcode) {
		Authentication result;
		try {
			result = this.manager.get()
				.authenticate(UsernamePasswordAuthenticationToken.unauthenticated(login, passcode));
		}
		catch (AuthenticationServiceException ex) {
			throw unavailable(ex);
		}
		catch (AuthenticationException ex) {
			throw new InvalidTokenException("The login was rejected", null);
		}
		catch (RuntimeException ex) {
			throw unavailable(ex);
		}
		if (result == null || !result.isAuthenticated() || result instanceof AnonymousAuthenticationToken
				|| !StringUtils.hasText(result.getName())) {
			throw new InvalidTokenException("The login identifies no user", null);
		}
		if (result instanceof CredentialsContainer credentials) {
			credentials.eraseCredentials();
		}
		return ClientIdentity.authenticatedNow(result);
	}

	private static AuthenticationUnavailableException unavailable(RuntimeException ex) {
		return new AuthenticationUnavailableException(
				"The AuthenticationManager failed with " + ex.getClass().getName(), null);
	}

}
