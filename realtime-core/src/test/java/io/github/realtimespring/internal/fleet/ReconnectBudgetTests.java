package io.github.realtimespring.internal.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.internal.timer.TimingWheel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ReconnectBudget}.
 */
class ReconnectBudgetTests {

	private final TimingWheel timer = new TimingWheel();

	@BeforeEach
	void start() {
		this.timer.start();
	}

	@AfterEach
	void stop() {
		this.timer.stop();
	}

	@Test
	void withoutALimitEverythingIsPermitted() {
		ReconnectBudget budget = budget(0, null);
		for (int i = 0; i < 1000; i++) {
			assertThat(budget.isExhausted()).isFalse();
			assertThat(budget.takeHandshake(false)).isNotNull();
		}
		assertThat(budget.takeCloses(1000).join()).isEqualTo(1000);
	}

	@Test
	void aStormIsAcceptedAtTheRateOfTheBudget() {
		int perSecond = 200;
		ReconnectBudget budget = budget(perSecond, null);
		long start = System.nanoTime();
		List<Long> accepted = new ArrayList<>();
		while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(3)) {
			if (!budget.isExhausted() && budget.takeHandshake(true) != null) {
				accepted.add(System.nanoTime());
			}
			Thread.onSpinWait();
		}
		assertThat(busiestSecond(accepted)).isBetween(perSecond / 2, perSecond * 6 / 5);
	}

	@Test
	void anIdleNodeAcceptsAHandshakeAtOnce() {
		ReconnectBudget budget = budget(10, new UnansweringStore());
		assertThat(budget.isExhausted()).isFalse();
		assertThat(budget.takeHandshake(false)).isNotNull();
	}

	@Test
	void unauthenticatedClientsLeaveHalfOfThePermitsToOthers() {
		ReconnectBudget budget = budget(200, new UnansweringStore());
		int accepted = 0;
		while (budget.takeHandshake(false) != null) {
			accepted++;
		}
		assertThat(accepted).isPositive();
		assertThat(budget.isExhausted()).isFalse();
	}

	@Test
	void oneOfSeveralNodesAcceptsAFewClientsAtOnceThatAuthenticateLater() {
		Fleet fleet = new Fleet(new UnansweringStore() {

			@Override
			public CompletableFuture<Map<String, Integer>> announce(int sessions, Duration life) {
				return CompletableFuture.completedFuture(Map.of("a", 0, "b", 0, "c", 0, "d", 0));
			}

		}, 200, () -> 0, this.timer);
		fleet.join();
		fleet.budget().start();
		assertThat(fleet.directory().nodes()).isEqualTo(4);
		for (int i = 0; i < 3; i++) {
			assertThat(fleet.budget().takeHandshake(false)).isNotNull();
		}
	}

	@Test
	void aStormOfUnauthenticatedClientsIsAcceptedAtTheRateOfTheBudget() {
		int perSecond = 200;
		ReconnectBudget budget = budget(perSecond, null);
		long start = System.nanoTime();
		List<Long> accepted = new ArrayList<>();
		while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(2)) {
			if (budget.takeHandshake(false) != null) {
				accepted.add(System.nanoTime());
			}
			assertThat(budget.isExhausted()).isFalse();
			Thread.onSpinWait();
		}
		assertThat(busiestSecond(accepted)).isBetween(perSecond / 2, perSecond * 6 / 5);
	}

	@Test
	void handshakesInTheSameMomentDoNotTakeMoreThanThereIs() throws Exception {
		ReconnectBudget budget = budget(500, new UnansweringStore());
		int threads = 50;
		CyclicBarrier together = new CyclicBarrier(threads);
		List<Future<ReconnectBudget.Permit>> permits = new ArrayList<>();
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			for (int i = 0; i < threads; i++) {
				permits.add(executor.submit(() -> {
					together.await();
					return budget.takeHandshake(false);
				}));
			}
			int taken = 0;
			for (Future<ReconnectBudget.Permit> permit : permits) {
				taken += (permit.get() != null) ? 1 : 0;
			}
			assertThat(taken).isBetween(1, threads - 1);
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(budget.takeHandshake(true)).isNotNull();
	}

	@Test
	void aPermitThatIsGivenBackIsForTheNextUnlessItWasUsed() {
		ReconnectBudget budget = budget(10, new UnansweringStore());
		ReconnectBudget.Permit permit = budget.takeHandshake(true);
		assertThat(permit).isNotNull();
		assertThat(budget.takeHandshake(true)).isNull();
		permit.giveBack();
		permit.giveBack();
		ReconnectBudget.Permit next = budget.takeHandshake(true);
		assertThat(next).isNotNull();
		next.use();
		next.giveBack();
		assertThat(budget.takeHandshake(true)).isNull();
	}

	@Test
	void aStoreThatDoesNotAnswerLeavesEachNodeItsOwnPace() {
		ReconnectBudget budget = budget(100, new UnansweringStore());
		long start = System.nanoTime();
		CompletableFuture<Integer> closes = budget.takeCloses(5);
		assertThat(System.nanoTime() - start).isLessThan(TimeUnit.MILLISECONDS.toNanos(400));
		assertThat(closes.orTimeout(60, TimeUnit.SECONDS).join()).isPositive();
		for (int i = 0; i < 200; i++) {
			await().until(() -> budget.takeHandshake(true) != null);
			if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(2)) {
				return;
			}
		}
	}

	@Test
	void aBudgetThatIsStartedAgainGoesOn() {
		ReconnectBudget budget = budget(20, null);
		while (!budget.isExhausted()) {
			budget.takeHandshake(true);
		}
		this.timer.stop();
		this.timer.start();
		budget.start();
		for (int i = 0; i < 5; i++) {
			await().until(() -> budget.takeHandshake(true) != null);
		}
	}

	private static int busiestSecond(List<Long> times) {
		int most = 0;
		int first = 0;
		for (int last = 0; last < times.size(); last++) {
			while (times.get(last) - times.get(first) > TimeUnit.SECONDS.toNanos(1)) {
				first++;
			}
			most = Math.max(most, last - first + 1);
		}
		return most;
	}

	private ReconnectBudget budget(int perSecond, @Nullable FleetStore store) {
		return new Fleet(store, perSecond, () -> 0, this.timer).budget();
	}

	private static class UnansweringStore implements FleetStore {

		@Override
		public CompletableFuture<Integer> take(String bucket, int wanted, double perSecond) {
			return new CompletableFuture<>();
		}

		@Override
		public CompletableFuture<Map<String, Integer>> announce(int sessions, Duration life) {
			return new CompletableFuture<>();
		}

		@Override
		public CompletableFuture<?> leave() {
			return new CompletableFuture<>();
		}

	}

}
