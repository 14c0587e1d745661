package io.github.realtimespring.internal.security;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * How many new tokens a session may present.
 */
class RefreshLimitsTests {

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private final AtomicLong time = new AtomicLong();

	@ParameterizedTest
	@ValueSource(longs = { 0, Long.MAX_VALUE - 5, -7 })
	void aBurstIsFollowedByOneAnInterval(long start) {
		this.time.set(start);
		RefreshLimits.Budget budget = new RefreshLimits.Budget(new RefreshLimits(3, INTERVAL), this.time::get);
		assertThat(use(budget, 5)).isEqualTo(3);
		this.time.addAndGet(INTERVAL.toNanos() - 1);
		assertThat(budget.tryUse()).isFalse();
		this.time.addAndGet(1);
		assertThat(use(budget, 2)).isOne();
		this.time.addAndGet(2 * INTERVAL.toNanos());
		assertThat(use(budget, 5)).isEqualTo(2);
	}

	@Test
	void aLongTimeGivesNoMoreThanABurst() {
		RefreshLimits.Budget budget = new RefreshLimits.Budget(new RefreshLimits(3, INTERVAL), this.time::get);
		this.time.addAndGet(Duration.ofDays(1).toNanos());
		assertThat(use(budget, 5)).isEqualTo(3);
	}

	@Test
	void anEmptyBurstAndIntervalAreInvalid() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RefreshLimits(0, INTERVAL));
		assertThatIllegalArgumentException().isThrownBy(() -> new RefreshLimits(1, Duration.ZERO));
	}

	private static int use(RefreshLimits.Budget budget, int times) {
		int used = 0;
		for (int i = 0; i < times; i++) {
			used += budget.tryUse() ? 1 : 0;
		}
		return used;
	}

}
