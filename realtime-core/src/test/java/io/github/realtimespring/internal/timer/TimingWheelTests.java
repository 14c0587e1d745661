package io.github.realtimespring.internal.timer;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class TimingWheelTests {

	private final TimingWheel wheel = new TimingWheel();

	@BeforeEach
	void start() {
		this.wheel.start();
	}

	@AfterEach
	void stop() {
		this.wheel.stop();
	}

	@Test
	void timeoutsRunInTheOrderOfTheirDelays() {
		List<String> ran = new CopyOnWriteArrayList<>();
		this.wheel.schedule(Duration.ofMillis(600), () -> ran.add("third"));
		this.wheel.schedule(Duration.ofMillis(300), () -> ran.add("second"));
		this.wheel.schedule(Duration.ZERO, () -> ran.add("first"));
		await().until(() -> ran.size() == 3);
		assertThat(ran).containsExactly("first", "second", "third");
	}

	@Test
	void aTimeoutNeverRunsEarly() {
		long start = System.nanoTime();
		List<Long> elapsed = new CopyOnWriteArrayList<>();
		this.wheel.schedule(Duration.ofMillis(250), () -> elapsed.add(System.nanoTime() - start));
		await().until(() -> !elapsed.isEmpty());
		assertThat(Duration.ofNanos(elapsed.get(0))).isGreaterThanOrEqualTo(Duration.ofMillis(250));
	}

	@Test
	void aCancelledTimeoutDoesNotRun() {
		AtomicInteger cancelled = new AtomicInteger();
		AtomicInteger later = new AtomicInteger();
		this.wheel.schedule(Duration.ofMillis(100), cancelled::incrementAndGet).cancel();
		this.wheel.schedule(Duration.ofMillis(300), later::incrementAndGet);
		await().until(() -> later.get() == 1);
		assertThat(cancelled).hasValue(0);
	}

	@Test
	void whatWasPendingWhenTheWheelStoppedNeverRuns() {
		AtomicInteger before = new AtomicInteger();
		AtomicInteger after = new AtomicInteger();
		AtomicInteger placed = new AtomicInteger();
		this.wheel.schedule(Duration.ofMillis(600), before::incrementAndGet);
		this.wheel.schedule(Duration.ZERO, placed::incrementAndGet);
		await().until(() -> placed.get() == 1);
		this.wheel.stop();
		this.wheel.start();
		this.wheel.schedule(Duration.ofMillis(1200), after::incrementAndGet);
		await().until(() -> after.get() == 1);
		assertThat(before).hasValue(0);
	}

	@Test
	void anActionMayScheduleItselfAgainAndOneThatFailsStopsNobody() {
		AtomicInteger runs = new AtomicInteger();
		this.wheel.schedule(Duration.ZERO, () -> {
			throw new IllegalStateException("expected by the test");
		});
		this.wheel.schedule(Duration.ZERO, new Runnable() {

			@Override
			public void run() {
				if (runs.incrementAndGet() < 5) {
					TimingWheelTests.this.wheel.schedule(Duration.ZERO, this);
				}
			}

		});
		await().until(() -> runs.get() == 5);
	}

	@Test
	void aFailureThatCanNotBeLoggedDoesNotStopTheWheel() {
		AtomicInteger runs = new AtomicInteger();
		this.wheel.schedule(Duration.ZERO, () -> {
			throw new IllegalStateException() {

				@Override
				public String getMessage() {
					throw new IllegalStateException("expected by the test");
				}

			};
		});
		this.wheel.schedule(Duration.ZERO, runs::incrementAndGet);
		this.wheel.schedule(Duration.ofMillis(300), runs::incrementAndGet);
		await().until(() -> runs.get() == 2);
	}

}
