package io.github.realtimespring.internal.relay.redis.seal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReplayGuard}.
 */
class ReplayGuardTests {

	private static final long WINDOW = 1000;

	private final ReplayGuard guard = new ReplayGuard();

	@Test
	void eachMessageIsAcceptedOnceInWhateverOrder() {
		List<Long> numbers = new ArrayList<>();
		for (long number = 1; number <= 20_000; number++) {
			numbers.add(number);
		}
		Collections.shuffle(numbers, new Random(1));
		assertThat(numbers).allMatch((number) -> check(1, number, 0) == null);
		assertThat(numbers).allMatch((number) -> check(1, number, 0) == Refusal.REPLAYED);
	}

	@Test
	void numbersOfOneSenderAreNotThoseOfAnother() {
		assertThat(check(1, 5, 0)).isNull();
		assertThat(check(2, 5, 0)).isNull();
		assertThat(check(2, 5, 0)).isEqualTo(Refusal.REPLAYED);
	}

	@Test
	void messagesMayOvertakeAMillionOthers() {
		assertThat(check(1, 1_100_000, 0)).isNull();
		assertThat(check(1, 100_000, 0)).isNull();
		assertThat(check(1, 100_000, 0)).isEqualTo(Refusal.REPLAYED);
	}

	@Test
	void aNumberThatIsNoLongerKnownIsRefused() {
		assertThat(check(1, 5, 0)).isNull();
		assertThat(check(1, 1L << 40, 0)).isNull();
		assertThat(check(1, 5, 0)).isEqualTo(Refusal.REPLAYED);
		assertThat(check(1, 6, 0)).isEqualTo(Refusal.REPLAYED);
		assertThat(check(1, (1L << 40) - 1, 0)).isNull();
	}

	@Test
	void aMessageOutsideTheWindowIsRefused() {
		assertThat(this.guard.check(1, 1, 5000, 5000 + WINDOW, WINDOW)).isNull();
		assertThat(this.guard.check(1, 2, 5000, 5000 - WINDOW, WINDOW)).isNull();
		assertThat(this.guard.check(1, 3, 5000, 5001 + WINDOW, WINDOW)).isEqualTo(Refusal.EXPIRED);
		assertThat(this.guard.check(1, 4, 5000, 4999 - WINDOW, WINDOW)).isEqualTo(Refusal.EXPIRED);
	}

	@Test
	void sendersWhoseMessagesHaveAllExpiredAreForgotten() {
		check(1, 1, 0);
		check(2, 1, 2 * WINDOW);
		assertThat(this.guard.size()).isEqualTo(2);
		check(3, 1, 2 * WINDOW + 1);
		assertThat(this.guard.size()).isEqualTo(2);
	}

	private Refusal check(long sender, long number, long time) {
		return this.guard.check(sender, number, time, time, WINDOW);
	}

}
