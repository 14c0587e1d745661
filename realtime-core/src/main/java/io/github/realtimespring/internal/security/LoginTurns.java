package io.github.realtimespring.internal.security;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.springframework.util.Assert;

import io.github.realtimespring.security.AuthenticationUnavailableException;

/**
 * Lets logins be verified in turn: a bounded number at the same time, one of each client.
 * The others wait for a while on their threads, a bounded number of them, at most half of
 * it of one client. Thread-safe.
 */
final class LoginTurns {

	private final Semaphore verifying;

	private final int maxWaiting;

	private final Duration patience;

	/** The logins of each client that are verified or wait. Guarded by this. */
	private final Map<String, Turns> clients = new HashMap<>();

	/** The number of all logins that are verified or wait. Guarded by this. */
	private int present;

	private final int maxPresent;

	/**
	 * Create the turns.
	 * @param maxConcurrent maximum number of logins at the same time
	 * @param maxWaiting maximum number of logins that wait
	 * @param patience maximum time that each waits for its client's turn, and then for
	 * its own
	 */
	LoginTurns(int maxConcurrent, int maxWaiting, Duration patience) {
		Assert.isTrue(maxConcurrent > 0, "'maxConcurrent' must be positive");
		Assert.isTrue(maxWaiting >= 0, "'maxWaiting' must not be negative");
		this.verifying = new Semaphore(maxConcurrent, true);
		this.maxWaiting = maxWaiting;
		this.maxPresent = maxConcurrent + maxWaiting;
		this.patience = patience;
	}

	/**
	 * Do something when it is a client's turn.
	 * @return the action's result
	 * @throws AuthenticationUnavailableException if too many wait, or it takes too long
	 */
	<T> T take(String client, Supplier<T> action) {
		Turns turns = enter(client);
		try {
			return with(turns.one, () -> with(this.verifying, action));
		}
		finally {
			leave(client, turns);
		}
	}

	private synchronized Turns enter(String client) {
		Turns turns = this.clients.computeIfAbsent(client, (created) -> new Turns());
		if (this.present == this.maxPresent || turns.present > this.maxWaiting / 2) {
			forgetIfEmpty(client, turns);
			throw new AuthenticationUnavailableException("Too many logins wait", null);
		}
		this.present++;
		turns.present++;
		return turns;
	}

	private synchronized void leave(String client, Turns turns) {
		this.present--;
		turns.present--;
		forgetIfEmpty(client, turns);
	}

	private void forgetIfEmpty(String client, Turns turns) {
		if (turns.present == 0) {
			this.clients.remove(client);
		}
	}

	/**
	 * The number of logins that are verified or wait.
	 */
	synchronized int present() {
		return this.present;
	}

	private <T> T with(Semaphore semaphore, Supplier<T> action) {
		try {
			if (!semaphore.tryAcquire(this.patience.toNanos(), TimeUnit.NANOSECONDS)) {
				throw new AuthenticationUnavailableException("A login waited too long", null);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AuthenticationUnavailableException("A login was interrupted", null);
		}
		try {
			return action.get();
		}
		finally {
			semaphore.release();
		}
	}

	private static final class Turns {

		private final Semaphore one = new Semaphore(1, true);

		/** The logins that are verified or wait. Guarded by the outer object. */
		private int present;

	}

}
