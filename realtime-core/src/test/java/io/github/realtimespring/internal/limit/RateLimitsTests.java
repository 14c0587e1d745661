package io.github.realtimespring.internal.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.ClientSession;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.tenant.Tenants;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimitsTests {

	private static final RateLimit NONE = RateLimit.NONE;

	/** Three messages at once, then one a second. */
	private static final RateLimit THREE = new RateLimit(1, 0, Duration.ofSeconds(3));

	/** Six messages at once, then two a second. */
	private static final RateLimit SIX = new RateLimit(2, 0, Duration.ofSeconds(3));

	private long now;

	@Test
	void withoutLimitsAllSessionsShareOneRate() {
		RateLimits limits = limits(RateLimitOptions.NONE);
		assertThat(limits.newClient()).isSameAs(ClientRate.UNLIMITED);
		Client client = new Client(limits, user("ann"), "1.1.1.1");
		assertThat(client.rate.isLimited()).isFalse();
		assertThat(client.use()).isNull();
		assertThat(client.publish("x")).isNull();
	}

	@Test
	void aSessionIsLimitedByItself() {
		RateLimits limits = limits(new RateLimitOptions(THREE, NONE, NONE, NONE, NONE));
		Client client = new Client(limits, user("ann"), "1.1.1.1");
		client.useAll(3);
		assertRefused(client.use(), "session", 1000);
		new Client(limits, user("ann"), "1.1.1.1").useAll(3);
		this.now += TimeUnit.MILLISECONDS.toNanos(400);
		assertRefused(client.use(), "session", 600);
		this.now += TimeUnit.MILLISECONDS.toNanos(600);
		client.useAll(1);
	}

	@Test
	void aUserIsLimitedOverAllSessions() {
		RateLimits limits = limits(new RateLimitOptions(NONE, THREE, NONE, NONE, NONE));
		new Client(limits, user("ann"), "1.1.1.1").useAll(2);
		Client second = new Client(limits, user("ann"), "1.1.1.2");
		second.useAll(1);
		assertRefused(second.use(), "user", 1000);
		new Client(limits, user("bob"), "1.1.1.1").useAll(3);
		new Client(limits, ClientIdentity.ANONYMOUS, "1.1.1.1").useAll(100);
	}

	@Test
	void aUserThatASessionGetsLaterIsLimitedFromThenOn() {
		RateLimits limits = limits(new RateLimitOptions(NONE, THREE, NONE, NONE, NONE));
		new Client(limits, user("ann"), "1.1.1.1").useAll(3);
		Client client = new Client(limits, ClientIdentity.ANONYMOUS, "1.1.1.1");
		client.useAll(10);
		client.identity = user("ann");
		assertRefused(client.use(), "user", 1000);
	}

	@Test
	void anIpv6NetworkIsOneAddress() {
		RateLimits limits = limits(new RateLimitOptions(NONE, NONE, THREE, NONE, NONE));
		new Client(limits, user("ann"), "2001:db8:1:2:3:4:5:6").useAll(2);
		Client other = new Client(limits, user("bob"), "2001:db8:1:2::1");
		other.useAll(1);
		assertRefused(other.use(), "address", 1000);
		new Client(limits, user("bob"), "2001:db8:1:3::1").useAll(3);
		new Client(limits, user("bob"), null).useAll(100);
	}

	@Test
	void aTenantIsLimitedOverAllUsers() {
		RateLimits limits = limits(new RateLimitOptions(NONE, NONE, NONE, THREE, NONE));
		new Client(limits, user("ann").withTenant("acme"), "1.1.1.1").useAll(2);
		Client second = new Client(limits, user("bob").withTenant("acme"), "1.1.1.2");
		second.useAll(1);
		assertRefused(second.use(), "tenant", 1000);
		new Client(limits, user("ann").withTenant("other"), "1.1.1.1").useAll(3);
		new Client(limits, user("ann"), "1.1.1.1").useAll(100);
	}

	@Test
	void aChannelIsLimitedForAllPublishersOfItsTenant() {
		RateLimits limits = limits(new RateLimitOptions(NONE, NONE, NONE, NONE, THREE));
		Client ann = new Client(limits, user("ann").withTenant("acme"), "1.1.1.1");
		Client bob = new Client(limits, user("bob").withTenant("acme"), "1.1.1.1");
		Client other = new Client(limits, user("ann").withTenant("other"), "1.1.1.1");
		Client nobody = new Client(limits, user("ann"), "1.1.1.1");
		assertThat(ann.publish("x")).isNull();
		assertThat(bob.publish("x")).isNull();
		assertThat(bob.publish("x")).isNull();
		assertRefused(ann.publish("x"), "channel", 1000);
		assertThat(ann.publish("y")).isNull();
		assertThat(other.publish("x")).isNull();
		for (int i = 0; i < 3; i++) {
			assertThat(nobody.publish("acme|y")).isNull();
		}
		assertThat(ann.publish("y")).isNull();
		ann.useAll(100);
	}

	@Test
	void usersOfDifferentTenantsAreDifferent() {
		RateLimits limits = limits(new RateLimitOptions(NONE, THREE, NONE, NONE, NONE));
		new Client(limits, user("ann").withTenant("acme"), "1.1.1.1").useAll(3);
		new Client(limits, user("ann").withTenant("other"), "1.1.1.1").useAll(3);
		new Client(limits, user("acme|ann"), "1.1.1.1").useAll(3);
	}

	@Test
	void aSessionUsesUpNothingOfOthersThatItMayNotSend() {
		RateLimits limits = limits(new RateLimitOptions(THREE, NONE, NONE, SIX, NONE));
		Client hostile = new Client(limits, user("eve").withTenant("acme"), "1.1.1.1");
		hostile.useAll(3);
		for (int i = 0; i < 1000; i++) {
			assertRefused(hostile.use(), "session", 1000);
		}
		new Client(limits, user("ann").withTenant("acme"), "1.1.1.1").useAll(3);
	}

	@Test
	void aClientThatGoesOnIsPersistent() {
		RateLimits limits = limits(new RateLimitOptions(THREE, NONE, NONE, NONE, NONE));
		Client client = new Client(limits, user("ann"), "1.1.1.1");
		client.useAll(3);
		for (int i = 0; i < 100; i++) {
			assertThat(client.use()).isNotNull().returns(false, RateRefusal::persistent);
		}
		assertThat(client.use()).isNotNull().returns(true, RateRefusal::persistent);
	}

	@Test
	void aClientThatIsRefusedNowAndThenIsNot() {
		RateLimits limits = limits(new RateLimitOptions(THREE, NONE, NONE, NONE, NONE));
		Client client = new Client(limits, user("ann"), "1.1.1.1");
		for (int i = 0; i < 10_000; i++) {
			this.now += TimeUnit.MILLISECONDS.toNanos(100);
			RateRefusal refusal = client.use();
			assertThat(refusal == null || !refusal.persistent()).isTrue();
		}
	}

	private RateLimits limits(RateLimitOptions options) {
		return new RateLimits(options, Tenants.of("org", null, false), () -> this.now);
	}

	private static void assertRefused(@Nullable RateRefusal refusal, String limit, long retryAfterMillis) {
		assertThat(refusal).isNotNull();
		assertThat(refusal.limit()).isEqualTo("realtime.limits.rate." + limit);
		assertThat(refusal.retryAfterMillis()).isEqualTo(retryAfterMillis);
		assertThat(refusal.description()).isEqualTo("Too many requests (realtime.limits.rate." + limit + ")");
	}

	private static ClientIdentity user(String name) {
		return new ClientIdentity(() -> name, null);
	}

	private static final class Client implements ClientSession {

		private final ClientRate rate;

		private ClientIdentity identity;

		private final @Nullable String address;

		Client(RateLimits limits, ClientIdentity identity, @Nullable String address) {
			this.rate = limits.newClient();
			this.identity = identity;
			this.address = address;
		}

		@Nullable RateRefusal use() {
			return this.rate.tryUse(this, 1, 10);
		}

		void useAll(int messages) {
			for (int i = 0; i < messages; i++) {
				assertThat(use()).as("message %s", i).isNull();
			}
		}

		@Nullable RateRefusal publish(String channel) {
			return this.rate.tryPublish(this, channel, 10);
		}

		@Override
		public ClientIdentity identity() {
			return this.identity;
		}

		@Override
		public @Nullable String address() {
			return this.address;
		}

		@Override
		public String id() {
			return "id";
		}

		@Override
		public String publicId() {
			return "public";
		}

		@Override
		public String protocol() {
			return "test";
		}

		@Override
		public String transport() {
			return "test";
		}

		@Override
		public Instant openedAt() {
			return Instant.EPOCH;
		}

		@Override
		public Map<String, Object> attributes() {
			return Map.of();
		}

		@Override
		public boolean isOpen() {
			return true;
		}

		@Override
		public void close(CloseCode code) {
		}

	}

}
