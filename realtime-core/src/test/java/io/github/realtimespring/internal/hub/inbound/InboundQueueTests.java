package io.github.realtimespring.internal.hub.inbound;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class InboundQueueTests {

	private static final long TOTAL = 10_000_000;

	private static final InboundLimits LIMITS = new InboundLimits(256, 100_000, TOTAL, Duration.ofSeconds(60));

	private static final Runnable NOTHING = () -> {
	};

	private final InboundBudget budget = new InboundBudget(TOTAL);

	private final CountingReader reader = new CountingReader();

	private final ExecutorService executor = Executors.newFixedThreadPool(4);

	@AfterEach
	void stop() {
		this.executor.shutdownNow();
	}

	@Test
	void tasksRunInOrderAlthoughTheExecutorHasManyThreads() {
		InboundQueue queue = new InboundQueue(this.executor, 10_000);
		List<Integer> ran = new CopyOnWriteArrayList<>();
		IntStream.range(0, 2_000).forEach((i) -> queue.execute(() -> ran.add(i)));
		await().until(() -> ran.size() == 2_000);
		assertThat(ran).isSorted();
	}

	@Test
	void aTaskThatFailsDoesNotStopTheNext() {
		InboundQueue queue = new InboundQueue(this.executor, 10);
		CountDownLatch ran = new CountDownLatch(1);
		queue.execute(() -> {
			throw new IllegalStateException("expected by the test");
		});
		queue.execute(ran::countDown);
		await().until(() -> ran.getCount() == 0);
	}

	@Test
	void laterTasksWaitForTheBarrier() {
		InboundQueue queue = new InboundQueue(this.executor, 10);
		CompletableFuture<Void> barrier = new CompletableFuture<>();
		List<String> ran = new CopyOnWriteArrayList<>();
		queue.execute(() -> {
			ran.add("first");
			queue.suspendUntil(barrier);
		});
		queue.execute(() -> ran.add("second"));
		await().until(() -> ran.contains("first"));
		assertThat(queue.pending()).isOne();
		assertThat(ran).containsExactly("first");
		barrier.completeExceptionally(new IllegalStateException("also ends the wait"));
		await().until(() -> ran.contains("second"));
	}

	@Test
	void whenNothingIsLeftToRunAtOnceThenTheIdleActionRuns() {
		List<String> events = new CopyOnWriteArrayList<>();
		List<Runnable> scheduled = new ArrayList<>();
		InboundQueue queue = new InboundQueue(scheduled::add, 10);
		queue.whenIdle(() -> events.add("idle"));
		CompletableFuture<Void> stage = new CompletableFuture<>();
		queue.execute(() -> events.add("1"));
		queue.execute(() -> {
			events.add("2");
			queue.suspendUntil(stage);
		});
		queue.execute(() -> events.add("3"));
		scheduled.remove(0).run();
		assertThat(events).containsExactly("1", "2", "idle");
		assertThat(scheduled).isEmpty();
		stage.complete(null);
		scheduled.remove(0).run();
		assertThat(events).containsExactly("1", "2", "idle", "3", "idle");
		assertThat(scheduled).isEmpty();
	}

	@Test
	void whenReadingCannotBeStoppedThenWhatExceedsTwiceTheLimitIsRejected() throws InterruptedException {
		InboundQueue queue = new InboundQueue(this.executor, 2);
		CountDownLatch release = block(queue);
		IntStream.range(0, 4).forEach((i) -> queue.execute(NOTHING));
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> queue.execute(NOTHING));
		release.countDown();
		await().until(() -> queue.pending() == 0);
		queue.execute(NOTHING);
	}

	@Test
	void whenTooManyTasksArePendingThenTheClientIsNotReadFromUntilHalfOfThemHaveRun() {
		List<Runnable> scheduled = new ArrayList<>();
		InboundQueue queue = pausable(scheduled::add, LIMITS.withMaxPending(4));
		IntStream.range(0, 3).forEach((i) -> queue.execute(NOTHING));
		assertThat(this.reader.isPaused()).isFalse();
		queue.execute(() -> assertThat(this.reader.isPaused()).as("fewer than half are left").isFalse());
		assertThat(this.reader.isPaused()).isTrue();
		assertThat(queue.isFull()).isTrue();
		scheduled.remove(0).run();
		assertThat(this.reader.isPaused()).isFalse();
		assertThat(queue.isFull()).isFalse();
	}

	@Test
	void whenMessagesHoldTooManyBytesThenTheClientIsNotReadFromUntilTheyHaveRun() {
		List<Runnable> scheduled = new ArrayList<>();
		InboundQueue queue = pausable(scheduled::add, LIMITS);
		receive(queue, 90_000, NOTHING);
		assertThat(this.reader.isPaused()).isFalse();
		receive(queue, 90_000, NOTHING);
		assertThat(this.reader.isPaused()).isTrue();
		assertThat(this.budget.total()).isGreaterThanOrEqualTo(180_000);
		scheduled.remove(0).run();
		assertThat(this.reader.isPaused()).isFalse();
		assertThat(this.budget.total()).isZero();
	}

	@Test
	void aMessageLargerThanTheLimitIsTakenWhenNothingElseIsPending() {
		List<Runnable> scheduled = new ArrayList<>();
		List<String> ran = new ArrayList<>();
		InboundQueue queue = pausable(scheduled::add, LIMITS);
		queue.setUnfinishedBytes(500_000);
		assertThat(this.reader.isPaused()).as("it may be finished").isFalse();
		queue.setUnfinishedBytes(0);
		receive(queue, 500_000, () -> ran.add("large"));
		assertThat(this.reader.isPaused()).isTrue();
		scheduled.remove(0).run();
		assertThat(ran).containsExactly("large");
		assertThat(this.reader.isPaused()).isFalse();
	}

	@Test
	void theBytesOfATaskAreHeldUntilItsBarrierIsGone() {
		List<Runnable> scheduled = new ArrayList<>();
		InboundQueue queue = pausable(scheduled::add, LIMITS);
		CompletableFuture<Void> barrier = new CompletableFuture<>();
		receive(queue, 50_000, () -> queue.suspendUntil(barrier));
		scheduled.remove(0).run();
		assertThat(this.budget.total()).isGreaterThanOrEqualTo(50_000);
		barrier.complete(null);
		scheduled.remove(0).run();
		assertThat(this.budget.total()).isZero();
	}

	@Test
	void whenTheNodesBudgetIsUsedUpThenWhoeverHasSomethingPendingIsNotReadFrom() {
		List<Runnable> scheduled = new ArrayList<>();
		InboundQueue queue = pausable(scheduled::add, LIMITS);
		this.budget.add(TOTAL);
		receive(queue, 20_000, NOTHING);
		assertThat(this.reader.isPaused()).isTrue();
		this.budget.add(-TOTAL);
		assertThat(queue.sweep(System.nanoTime())).isFalse();
		assertThat(this.reader.isPaused()).isFalse();
	}

	@Test
	void whatIsKeptForLaterCountsTowardsTheNodesBudgetAlone() {
		InboundQueue queue = pausable((task) -> {
		}, LIMITS);
		queue.keep(100);
		assertThat(this.budget.total()).isEqualTo(100);
		queue.keep(2 * LIMITS.maxBytes());
		queue.execute(NOTHING);
		assertThat(this.reader.isPaused()).as("waiting would make room").isFalse();
		this.budget.add(TOTAL);
		queue.execute(NOTHING);
		assertThat(this.reader.isPaused()).isTrue();
		queue.close();
		assertThat(this.budget.total()).isEqualTo(TOTAL);
	}

	@Test
	void whenTheBudgetIsUsedUpThenLessMayBeKeptAndAtLastNothing() {
		InboundQueue queue = pausable(this.executor, LIMITS);
		assertThat(queue.tryKeep(60_000, 100_000)).isTrue();
		assertThat(queue.tryKeep(60_000, 100_000)).isFalse();
		this.budget.add(TOTAL * 3 / 4);
		assertThat(queue.tryKeep(1, 100_000)).isFalse();
		queue.keep(-60_000);
		assertThat(queue.tryKeep(40_000, 100_000)).isTrue();
		queue.keep(-40_000);
		this.budget.add(TOTAL / 4);
		assertThat(queue.tryKeep(1, 100_000)).isFalse();
		assertThat(this.budget.total()).isEqualTo(TOTAL);
	}

	@Test
	void onlyAClientThatCannotBeStoppedIsOverdrawn() {
		InboundQueue stoppable = pausable(this.executor, LIMITS);
		InboundQueue other = new InboundQueue(new InboundExecutors(this.executor, this.executor), LIMITS, this.budget,
				null);
		assertThat(other.isOverdrawn()).isFalse();
		this.budget.add(TOTAL);
		assertThat(other.isOverdrawn()).isTrue();
		assertThat(stoppable.isOverdrawn()).isFalse();
	}

	@Test
	void theBytesOfSeveralMessagesOfOneTaskAreGivenBackTogether() {
		List<Runnable> scheduled = new ArrayList<>();
		InboundQueue queue = pausable(scheduled::add, LIMITS);
		long before = queue.added();
		queue.execute(NOTHING);
		queue.recordMessage(60_000, before);
		queue.recordMessage(50_000, before);
		assertThat(this.budget.total()).isGreaterThanOrEqualTo(110_000);
		scheduled.remove(0).run();
		assertThat(this.budget.total()).isZero();
	}

	@Test
	void whenAPausedClientSeesNoProgressForTooLongThenTheSweepSaysSo() {
		InboundQueue queue = pausable((task) -> {
		}, LIMITS.withMaxPending(1));
		queue.execute(NOTHING);
		long now = System.nanoTime();
		assertThat(queue.sweep(now)).isFalse();
		assertThat(queue.sweep(now + LIMITS.stallTimeout().toNanos() + 1)).isTrue();
	}

	@Test
	void theRestOfAMessageComesBeforeAnythingThatIsReadLater() {
		List<Runnable> scheduled = new ArrayList<>();
		List<Integer> ran = new ArrayList<>();
		InboundQueue queue = pausable(scheduled::add, LIMITS.withMaxPending(8));
		handOver(queue, 0, 50, ran);
		assertThat(this.reader.isPaused()).isTrue();
		assertThat(queue.pending()).isLessThanOrEqualTo(9);
		while (!scheduled.isEmpty()) {
			scheduled.remove(0).run();
		}
		assertThat(ran).hasSize(50).isSorted();
		assertThat(this.reader.isPaused()).isFalse();
	}

	private void handOver(InboundQueue queue, int from, int to, List<Integer> ran) {
		for (int i = from; i < to; i++) {
			int number = i;
			queue.execute(() -> {
				assertThat(number == 49 || this.reader.isPaused() || queue.pending() < 5).isTrue();
				ran.add(number);
			});
			if (queue.isFull() && queue.executeContinuation(() -> handOver(queue, number + 1, to, ran))) {
				return;
			}
		}
	}

	@Test
	void whenSlowMethodsHoldTheApplicationsExecutorThenOtherTasksRun() {
		List<Runnable> protocol = new ArrayList<>();
		List<Runnable> application = new ArrayList<>();
		List<String> ran = new ArrayList<>();
		InboundQueue queue = new InboundQueue(new InboundExecutors(protocol::add, application::add), LIMITS,
				this.budget, this.reader);
		queue.execute(() -> ran.add("connect"));
		queue.executeApplication(() -> ran.add("method"));
		queue.execute(() -> ran.add("subscribe"));
		assertThat(protocol).hasSize(1);
		protocol.remove(0).run();
		assertThat(ran).containsExactly("connect");
		assertThat(protocol).isEmpty();
		assertThat(application).hasSize(1);
		application.remove(0).run();
		assertThat(ran).containsExactly("connect", "method", "subscribe");
		queue.executeApplication(() -> ran.add("another"));
		assertThat(protocol).isEmpty();
		application.remove(0).run();
		assertThat(ran).endsWith("another");
	}

	private void receive(InboundQueue queue, int bytes, Runnable task) {
		long before = queue.added();
		queue.execute(task);
		queue.recordMessage(bytes, before);
	}

	private InboundQueue pausable(Executor executor, InboundLimits limits) {
		return new InboundQueue(new InboundExecutors(executor, executor), limits, this.budget, this.reader);
	}

	private static CountDownLatch block(InboundQueue queue) throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		queue.execute(() -> {
			begun.countDown();
			awaitQuietly(release);
		});
		assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
		return release;
	}

	@Test
	void aTaskMayAddTasksEvenIfTheQueueIsFull() {
		InboundQueue queue = new InboundQueue(this.executor, 1);
		CountDownLatch ran = new CountDownLatch(3);
		queue.execute(() -> IntStream.range(0, 3).forEach((i) -> queue.execute(ran::countDown)));
		await().until(() -> ran.getCount() == 0);
	}

	@Test
	void quickTasksOfAReadEventRunAtItsEndOnTheSameThread() {
		List<Runnable> scheduled = new ArrayList<>();
		List<String> events = new ArrayList<>();
		InboundQueue queue = new InboundQueue(scheduled::add, 10);
		queue.whenIdle(() -> events.add("idle"));
		try (ReadBatch batch = ReadBatch.begin()) {
			queue.executeQuickly(() -> events.add("1"));
			queue.executeQuickly(() -> events.add("2"));
			assertThat(events).isEmpty();
		}
		assertThat(events).containsExactly("1", "2", "idle");
		assertThat(scheduled).isEmpty();
		queue.executeQuickly(() -> events.add("3"));
		assertThat(scheduled).as("outside a read batch").hasSize(1);
	}

	@Test
	void aTaskThatMayBlockTakesTheQuickOnesToTheExecutor() {
		List<Runnable> scheduled = new ArrayList<>();
		List<String> events = new ArrayList<>();
		InboundQueue queue = new InboundQueue(scheduled::add, 10);
		try (ReadBatch batch = ReadBatch.begin()) {
			queue.executeQuickly(() -> events.add("1"));
			queue.execute(() -> events.add("2"));
			queue.executeQuickly(() -> events.add("3"));
		}
		assertThat(events).isEmpty();
		assertThat(scheduled).hasSize(1);
		scheduled.get(0).run();
		assertThat(events).containsExactly("1", "2", "3");
	}

	@Test
	void quickTasksWaitForWhatWasThereBefore() {
		List<Runnable> scheduled = new ArrayList<>();
		List<String> events = new ArrayList<>();
		InboundQueue queue = new InboundQueue(scheduled::add, 10);
		CompletableFuture<Void> barrier = new CompletableFuture<>();
		try (ReadBatch batch = ReadBatch.begin()) {
			queue.executeQuickly(() -> {
				events.add("1");
				queue.suspendUntil(barrier);
			});
		}
		try (ReadBatch batch = ReadBatch.begin()) {
			queue.executeQuickly(() -> events.add("2"));
		}
		assertThat(events).containsExactly("1");
		barrier.complete(null);
		scheduled.remove(0).run();
		assertThat(events).containsExactly("1", "2");
	}

	@Test
	void manyQuickTasksOfOneReadEventDoNotWaitForItsEnd() {
		List<Integer> ran = new ArrayList<>();
		InboundQueue queue = new InboundQueue((task) -> {
			throw new IllegalStateException("not needed");
		}, 3);
		try (ReadBatch batch = ReadBatch.begin()) {
			IntStream.range(0, 100).forEach((i) -> queue.executeQuickly(() -> ran.add(i)));
			assertThat(ran).hasSizeGreaterThan(90);
		}
		assertThat(ran).hasSize(100).isSorted();
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static final class CountingReader implements SocketReader {

		private int pauses;

		@Override
		public void pause() {
			this.pauses++;
		}

		@Override
		public void proceed() {
			this.pauses--;
		}

		boolean isPaused() {
			assertThat(this.pauses).isBetween(0, 1);
			return this.pauses > 0;
		}

	}

}
