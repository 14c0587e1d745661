package io.github.realtimespring.internal.limit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.ClientSession;
import io.github.realtimespring.internal.tenant.Tenants;

/**
 * The limits of the rates at which this node's clients send. Thread-safe, never blocks
 * for long.
 */
public final class RateLimits {

	/**
	 * A client that is refused more often, ten times a second after a hundred times at
	 * once, goes on whatever it is told.
	 */
	private static final RateLimit REFUSALS = new RateLimit(10, 0, Duration.ofSeconds(10));

	private static final String SECTION = "realtime.limits.rate.";

	private final RateLimitOptions options;

	private final Tenants tenantNames;

	private final LongSupplier nanoTime;

	private final @Nullable KeyedBuckets users;

	private final @Nullable KeyedBuckets addresses;

	private final @Nullable KeyedBuckets tenants;

	private final @Nullable KeyedBuckets channels;

	/**
	 * Create the limits of a node.
	 * @param options the limits
	 * @param tenants the tenants of clients
	 */
	public RateLimits(RateLimitOptions options, Tenants tenants) {
		this(options, tenants, System::nanoTime);
	}

	RateLimits(RateLimitOptions options, Tenants tenants, LongSupplier nanoTime) {
		Assert.notNull(options, "'options' must not be null");
		Assert.notNull(tenants, "'tenants' must not be null");
		this.options = options;
		this.tenantNames = tenants;
		this.nanoTime = nanoTime;
		this.users = buckets(options.user());
		this.addresses = buckets(options.address());
		this.tenants = buckets(options.tenant());
		this.channels = buckets(options.channel());
	}

	private static @Nullable KeyedBuckets buckets(RateLimit limit) {
		return limit.isLimited() ? new KeyedBuckets(limit, KeyedBuckets.MAX_KEYS) : null;
	}

	/**
	 * The rate of a new session.
	 */
	public ClientRate newClient() {
		return this.options.isLimited() ? new ClientRate(this, this.nanoTime.getAsLong()) : ClientRate.UNLIMITED;
	}

	@Nullable RateRefusal tryUse(ClientSession client, ClientRate rate, int messages, long bytes) {
		long now = this.nanoTime.getAsLong();
		long wait = rate.own().tryUse(this.options.session(), messages, bytes, now);
		if (wait > 0) {
			return refuse(rate, "session", wait, now);
		}
		ClientIdentity identity = client.identity();
		if (this.users != null && identity.isAuthenticated()) {
			wait = this.users.tryUse(qualify(identity, identity.destinationUser()), messages, bytes, now);
			if (wait > 0) {
				return refuse(rate, "user", wait, now);
			}
		}
		String network = (this.addresses != null) ? rate.network(client) : null;
		if (this.addresses != null && network != null) {
			wait = this.addresses.tryUse(network, messages, bytes, now);
			if (wait > 0) {
				return refuse(rate, "address", wait, now);
			}
		}
		String tenant = identity.tenant();
		if (this.tenants != null && tenant != null) {
			wait = this.tenants.tryUse(tenant, messages, bytes, now);
		}
		return (wait > 0) ? refuse(rate, "tenant", wait, now) : null;
	}

	@Nullable RateRefusal tryPublish(ClientSession client, ClientRate rate, String channel, long bytes) {
		if (this.channels == null) {
			return null;
		}
		long now = this.nanoTime.getAsLong();
		long wait = this.channels.tryUse(qualify(client.identity(), channel), 1, bytes, now);
		return (wait > 0) ? refuse(rate, "channel", wait, now) : null;
	}

	/**
	 * Users and channels of different tenants may have the same name.
	 */
	private String qualify(ClientIdentity identity, String name) {
		return this.tenantNames.qualify(identity.tenant(), name);
	}

	private static RateRefusal refuse(ClientRate rate, String limit, long wait, long now) {
		boolean persistent = rate.refusals().tryUse(REFUSALS, 1, 0, now) > 0;
		long millis = TimeUnit.NANOSECONDS.toMillis(wait - 1) + 1;
		return new RateRefusal(SECTION + limit, millis, persistent);
	}

}
