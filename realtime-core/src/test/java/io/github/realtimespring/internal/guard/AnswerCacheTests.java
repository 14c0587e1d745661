package io.github.realtimespring.internal.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.security.ChannelAction;
import io.github.realtimespring.test.NamedUser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link AnswerCache}.
 */
class AnswerCacheTests {

	private static final Namespace NAMESPACE = Namespace.withDefaults("chat");

	private final AtomicLong time = new AtomicLong();

	private final List<String> asked = new ArrayList<>();

	private boolean allowed = true;

	private Runnable whileAsking = () -> {
	};

	private final AnswerCache cache = new AnswerCache((action, channel, namespace, identity) -> {
		boolean answer = this.allowed;
		this.asked.add(action + " " + channel + " " + identity.user());
		this.whileAsking.run();
		return answer;
	}, Duration.ofNanos(10), 3, 3, this.time::get);

	private final ClientIdentity ann = identity();

	@Test
	void anAnswerIsCachedForAWhile() {
		assertThat(subscribe("a", this.ann)).isTrue();
		this.allowed = false;
		this.time.set(9);
		assertThat(subscribe("a", this.ann)).isTrue();
		assertThat(this.cache.isAllowed(ChannelAction.PUBLISH, "a", NAMESPACE, this.ann)).isFalse();
		assertThat(subscribe("b", this.ann)).isFalse();
		this.time.set(10);
		assertThat(subscribe("a", this.ann)).isFalse();
		assertThat(this.asked).containsExactly("SUBSCRIBE a ann", "PUBLISH a ann", "SUBSCRIBE b ann",
				"SUBSCRIBE a ann");
	}

	@Test
	void anEqualIdentityHasAnswersOfItsOwn() {
		ClientIdentity equal = identity();
		assertThat(equal).isEqualTo(this.ann);
		assertThat(subscribe("a", this.ann)).isTrue();
		this.allowed = false;
		assertThat(subscribe("a", equal)).isFalse();
		assertThat(subscribe("a", this.ann)).isTrue();
	}

	@Test
	void answersAreDroppedOnRequestAlsoThoseBegunBefore() {
		subscribe("a", this.ann);
		this.whileAsking = () -> this.cache.forget(this.ann);
		subscribe("b", this.ann);
		this.whileAsking = () -> {
		};
		this.allowed = false;
		assertThat(subscribe("a", this.ann)).isFalse();
		assertThat(subscribe("b", this.ann)).isFalse();
		assertThat(this.cache.size()).isEqualTo(2);
		this.cache.forget(this.ann);
		this.cache.forget(this.ann);
		assertThat(this.cache.size()).isZero();
	}

	@Test
	void theClientThatWasLeastRecentlySeenIsEvicted() {
		ClientIdentity bob = identity();
		subscribe("a", this.ann);
		subscribe("b", bob);
		subscribe("c", this.ann);
		subscribe("d", this.ann);
		assertThat(this.cache.size()).isEqualTo(3);
		this.asked.clear();
		subscribe("a", this.ann);
		assertThat(this.asked).isEmpty();
		subscribe("b", bob);
		assertThat(this.asked).hasSize(1);
		assertThat(this.cache.size()).isLessThanOrEqualTo(3);
	}

	@Test
	void oneClientDoesNotEmptyTheCacheForOthers() {
		AnswerCache shared = new AnswerCache((action, channel, namespace, identity) -> {
			this.asked.add(channel);
			return true;
		}, Duration.ofHours(1), 80);
		ClientIdentity bob = identity();
		shared.isAllowed(ChannelAction.SUBSCRIBE, "bob's", NAMESPACE, bob);
		for (int i = 0; i < 200; i++) {
			shared.isAllowed(ChannelAction.SUBSCRIBE, "ann's " + i, NAMESPACE, this.ann);
		}
		assertThat(shared.size()).isEqualTo(1 + 80 / 8);
		this.asked.clear();
		shared.isAllowed(ChannelAction.SUBSCRIBE, "bob's", NAMESPACE, bob);
		shared.isAllowed(ChannelAction.SUBSCRIBE, "ann's 199", NAMESPACE, this.ann);
		shared.isAllowed(ChannelAction.SUBSCRIBE, "ann's 190", NAMESPACE, this.ann);
		assertThat(this.asked).isEmpty();
		shared.isAllowed(ChannelAction.SUBSCRIBE, "ann's 189", NAMESPACE, this.ann);
		assertThat(this.asked).containsExactly("ann's 189");
	}

	@Test
	void expiredAnswersAreRemoved() {
		subscribe("a", this.ann);
		subscribe("b", identity());
		assertThat(this.cache.size()).isEqualTo(2);
		this.time.set(10);
		subscribe("c", identity());
		assertThat(this.cache.size()).isOne();
		assertThat(this.cache.clients()).isOne();
	}

	@Test
	void anAuthorizerThatFailsLeavesNothingBehind() {
		this.whileAsking = () -> {
			throw new IllegalStateException("expected by the test");
		};
		for (int i = 0; i < 10; i++) {
			assertThatIllegalStateException().isThrownBy(() -> subscribe("a", identity()));
		}
		assertThat(this.cache.clients()).isZero();
	}

	@Test
	void clientsThatAreBeingAskedAboutAreLimitedToo() {
		List<Integer> known = new ArrayList<>();
		AtomicInteger depth = new AtomicInteger();
		this.whileAsking = () -> {
			known.add(this.cache.clients());
			if (depth.incrementAndGet() < 10) {
				subscribe("a", identity());
			}
		};
		subscribe("a", this.ann);
		assertThat(known).hasSize(10).allMatch((clients) -> clients <= 3);
	}

	@Test
	void aFailureIsNoAnswer() {
		this.whileAsking = () -> {
			throw new IllegalStateException("expected by the test");
		};
		assertThatIllegalStateException().isThrownBy(() -> subscribe("a", this.ann));
		this.whileAsking = () -> {
		};
		assertThat(subscribe("a", this.ann)).isTrue();
	}

	private boolean subscribe(String channel, ClientIdentity identity) {
		return this.cache.isAllowed(ChannelAction.SUBSCRIBE, channel, NAMESPACE, identity);
	}

	private static ClientIdentity identity() {
		return new ClientIdentity(new NamedUser("ann", "ann"), null);
	}

}
