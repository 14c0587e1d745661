package io.github.realtimespring.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
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

	private final ExecutorService executor = Executors.newFixedThreadPool(4);

	@AfterEach
	void stop() {
		this.executor.shutdownNow();
	}

	@Test
	void tasksRunInOrderAlthoughTheExecutorHasManyThreads() {
		InboundQueue queue = new InboundQueue(this.executor, 10_000, 0);
		List<Integer> ran = new CopyOnWriteArrayList<>();
		IntStream.range(0, 2_000).forEach((i) -> queue.execute(() -> ran.add(i)));
		await().until(() -> ran.size() == 2_000);
		assertThat(ran).isSorted();
	}

	@Test
	void aTaskThatFailsDoesNotStopTheNext() {
		InboundQueue queue = new InboundQueue(this.executor, 10, 0);
		CountDownLatch ran = new CountDownLatch(1);
		queue.execute(() -> {
			throw new IllegalStateException("expected by the test");
		});
		queue.execute(ran::countDown);
		await().until(() -> ran.getCount() == 0);
	}

	@Test
	void laterTasksWaitForTheBarrier() {
		InboundQueue queue = new InboundQueue(this.executor, 10, 0);
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
		InboundQueue queue = new InboundQueue(scheduled::add, 10, 0);
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
	void whenTooMuchIsPendingThenTheCallerWaitsAndIsRefusedInTheEnd() throws InterruptedException {
		InboundQueue queue = new InboundQueue(this.executor, 1, Duration.ofMillis(50).toNanos());
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		queue.execute(() -> {
			begun.countDown();
			awaitQuietly(release);
		});
		assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
		queue.execute(() -> {
		});
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> queue.execute(() -> {
		}));
		release.countDown();
		await().until(() -> queue.pending() == 0);
	}

	@Test
	void aTaskMayAddTasksEvenIfTheQueueIsFull() {
		InboundQueue queue = new InboundQueue(this.executor, 1, Duration.ofDays(1).toNanos());
		CountDownLatch ran = new CountDownLatch(3);
		queue.execute(() -> IntStream.range(0, 3).forEach((i) -> queue.execute(ran::countDown)));
		await().until(() -> ran.getCount() == 0);
	}

	@Test
	void quickTasksOfAReadEventRunAtItsEndOnTheSameThread() {
		List<Runnable> scheduled = new ArrayList<>();
		List<String> events = new ArrayList<>();
		InboundQueue queue = new InboundQueue(scheduled::add, 10, 0);
		queue.whenIdle(() -> events.add("idle"));
		try (ReadEvent event = ReadEvent.begin()) {
			queue.executeQuickly(() -> events.add("1"));
			queue.executeQuickly(() -> events.add("2"));
			assertThat(events).isEmpty();
		}
		assertThat(events).containsExactly("1", "2", "idle");
		assertThat(scheduled).isEmpty();
		queue.executeQuickly(() -> events.add("3"));
		assertThat(scheduled).as("outside a read event").hasSize(1);
	}

	@Test
	void aTaskThatMayBlockTakesTheQuickOnesToTheExecutor() {
		List<Runnable> scheduled = new ArrayList<>();
		List<String> events = new ArrayList<>();
		InboundQueue queue = new InboundQueue(scheduled::add, 10, 0);
		try (ReadEvent event = ReadEvent.begin()) {
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
		InboundQueue queue = new InboundQueue(scheduled::add, 10, 0);
		CompletableFuture<Void> barrier = new CompletableFuture<>();
		try (ReadEvent event = ReadEvent.begin()) {
			queue.executeQuickly(() -> {
				events.add("1");
				queue.suspendUntil(barrier);
			});
		}
		try (ReadEvent event = ReadEvent.begin()) {
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
		}, 3, 0);
		try (ReadEvent event = ReadEvent.begin()) {
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

}
