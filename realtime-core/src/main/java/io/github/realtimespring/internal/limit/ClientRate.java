package io.github.realtimespring.internal.limit;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ClientSession;
import io.github.realtimespring.internal.hub.inbound.ClientNetwork;

/**
 * The rate at which one session sends. Thread-safe.
 */
public final class ClientRate {

	/**
	 * The rate of a session without limits.
	 */
	public static final ClientRate UNLIMITED = new ClientRate(null, 0);

	private final @Nullable RateLimits limits;

	private final RateBucket own;

	private final RateBucket refusals;

	private @Nullable String network;

	/**
	 * Create the rate of a session.
	 * @param limits the limits, {@code null} for none
	 * @param now the time as {@link System#nanoTime()}
	 */
	ClientRate(@Nullable RateLimits limits, long now) {
		this.limits = limits;
		this.own = new RateBucket(now);
		this.refusals = new RateBucket(now);
	}

	/**
	 * Whether there are limits.
	 */
	public boolean isLimited() {
		return this.limits != null;
	}

	/**
	 * Record messages of the client if the limits of its session, user, address and
	 * tenant allow it. A refused message counts for the limits that it has passed: those
	 * of the session come first, so that a client uses up nothing of others that it may
	 * not send anyway.
	 * @param client the session
	 * @param messages the number of messages
	 * @param bytes their size
	 * @return {@code null} if it does
	 */
	public @Nullable RateRefusal tryUse(ClientSession client, int messages, long bytes) {
		return (this.limits != null) ? this.limits.tryUse(client, this, messages, bytes) : null;
	}

	/**
	 * Record a publication of the client if the limit of its channel allows it. To be
	 * called when the client has the permission, so that nobody else uses the limit up.
	 * @param client the session
	 * @param channel the channel's name without its tenant
	 * @param bytes the size of the payload
	 * @return {@code null} if it does
	 */
	public @Nullable RateRefusal tryPublish(ClientSession client, String channel, long bytes) {
		return (this.limits != null) ? this.limits.tryPublish(client, this, channel, bytes) : null;
	}

	RateBucket own() {
		return this.own;
	}

	RateBucket refusals() {
		return this.refusals;
	}

	/**
	 * The network of the client, {@code null} if it is unknown.
	 */
	@Nullable String network(ClientSession client) {
		String network = this.network;
		if (network == null && client.address() != null) {
			network = ClientNetwork.of(client.address());
			this.network = network;
		}
		return network;
	}

}
