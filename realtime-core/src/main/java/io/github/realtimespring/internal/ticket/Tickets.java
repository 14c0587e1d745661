package io.github.realtimespring.internal.ticket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.security.AuthenticationUnavailableException;
import io.github.realtimespring.security.InvalidTokenException;

/**
 * Issues and redeems one-time tickets. A ticket is 192 random bits; the store sees its
 * SHA-256 hash only. Thread-safe; blocks while the store answers.
 */
public final class Tickets {

	private static final int RANDOM_BYTES = 24;

	private static final int LENGTH = RANDOM_BYTES * 4 / 3;

	/** In no name of a tenant, and hardly in that of a user without one. */
	private static final char TENANT_END = '\0';

	private static final long PATIENCE_SECONDS = 10;

	private final TicketStore store;

	private final Duration ttl;

	private final boolean bindAddress;

	private final int maxPerUser;

	private final Semaphore waiting;

	private final Clock clock;

	private final SecureRandom random = new SecureRandom();

	/**
	 * Create the tickets.
	 * @param store stores them
	 * @param ttl validity of a ticket
	 * @param bindAddress whether a ticket is valid for the address only that asked for it
	 * @param maxPerUser maximum number of a user's unused tickets
	 * @param maxWaiting maximum number of threads that wait for the store
	 * @param clock tells when credentials expire
	 */
	public Tickets(TicketStore store, Duration ttl, boolean bindAddress, int maxPerUser, int maxWaiting, Clock clock) {
		Assert.notNull(store, "'store' must not be null");
		Assert.isTrue(ttl.toMillis() > 0, "'ttl' must be positive");
		Assert.isTrue(maxPerUser > 0, "'maxPerUser' must be positive");
		Assert.isTrue(maxWaiting > 0, "'maxWaiting' must be positive");
		Assert.notNull(clock, "'clock' must not be null");
		this.store = store;
		this.ttl = ttl;
		this.bindAddress = bindAddress;
		this.maxPerUser = maxPerUser;
		this.waiting = new Semaphore(maxWaiting);
		this.clock = clock;
	}

	/**
	 * Issue a ticket. It is valid no longer than the client's credentials.
	 * @param identity the client's identity
	 * @param origin the origin for which the ticket is valid, {@code null} for a client
	 * without one
	 * @param address the client's address
	 * @return the ticket, {@code null} if the user has too many that are unused
	 * @throws InvalidTokenException if the client is anonymous or its credentials have
	 * expired
	 * @throws AuthenticationUnavailableException if the ticket can't be stored, or too
	 * many requests wait for the store
	 */
	public @Nullable Issued issue(ClientIdentity identity, @Nullable String origin, @Nullable String address) {
		Duration life = life(identity);
		if (!TicketPrincipals.isFull(identity.principal()) || life.toMillis() <= 0) {
			throw new InvalidTokenException("The client has no valid credentials", null);
		}
		byte[] bytes = new byte[RANDOM_BYTES];
		this.random.nextBytes(bytes);
		String value = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
		Ticket ticket = new Ticket(identity, origin, this.bindAddress ? address : null);
		TicketStore.Owner owner = new TicketStore.Owner(owner(identity), this.maxPerUser);
		boolean stored = await(() -> this.store.put(hash(value), owner, ticket.encode(), life));
		return stored ? new Issued(value, life) : null;
	}

	private Duration life(ClientIdentity identity) {
		Instant expiresAt = identity.expiresAt();
		Duration rest = (expiresAt != null) ? Duration.between(this.clock.instant(), expiresAt) : this.ttl;
		return (rest.compareTo(this.ttl) < 0) ? rest : this.ttl;
	}

	/**
	 * Redeem a ticket. It is used up, whether or not it is valid for this client.
	 * @param value the ticket
	 * @param origin the origin of the client
	 * @param address the client's address
	 * @return the identity of the client that asked for the ticket
	 * @throws InvalidTokenException if it is unknown, used, expired, or of another origin
	 * or address
	 * @throws AuthenticationUnavailableException if it can't be looked up, or too many
	 * requests wait for the store; the ticket is not used up in the latter case
	 */
	public ClientIdentity redeem(String value, @Nullable String origin, @Nullable String address) {
		if (value.length() != LENGTH) {
			throw new InvalidTokenException("No ticket", null);
		}
		String key = hash(value);
		Ticket ticket = await(() -> this.store.take(key)).map(Ticket::decode).orElse(null);
		if (ticket == null) {
			throw new InvalidTokenException("The ticket is unknown, used or expired", null);
		}
		this.store.release(key, owner(ticket.identity()));
		if (!Optional.ofNullable(origin).equals(Optional.ofNullable(ticket.origin()))) {
			throw new InvalidTokenException("The ticket is of another origin", null);
		}
		if (ticket.address() != null && !ticket.address().equals(address)) {
			throw new InvalidTokenException("The ticket is of another address", null);
		}
		return ticket.identity();
	}

	private <T> T await(Supplier<CompletableFuture<T>> operation) {
		if (!this.waiting.tryAcquire()) {
			throw new AuthenticationUnavailableException("Too many requests wait for the store of tickets", null);
		}
		try {
			return operation.get().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AuthenticationUnavailableException("Interrupted while waiting for the store of tickets", ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new AuthenticationUnavailableException("The store of tickets is unavailable", ex);
		}
		finally {
			this.waiting.release();
		}
	}

	/**
	 * The hash of the user's name, unique among the users of all tenants.
	 */
	private static String owner(ClientIdentity identity) {
		String tenant = identity.tenant();
		return hash((tenant != null) ? tenant + TENANT_END + identity.destinationUser() : identity.destinationUser());
	}

	private static String hash(String value) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("SHA-256 is not available", ex);
		}
	}

	/**
	 * An issued ticket.
	 *
	 * @param value the ticket
	 * @param life its validity
	 */
	public record Issued(String value, Duration life) {

		@Override
		public String toString() {
			return "a ticket, valid for " + this.life;
		}

	}

}
