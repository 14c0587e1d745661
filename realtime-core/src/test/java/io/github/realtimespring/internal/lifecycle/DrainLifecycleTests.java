package io.github.realtimespring.internal.lifecycle;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.fleet.Fleet;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;
import io.github.realtimespring.internal.outbound.FrameBatch;
import io.github.realtimespring.internal.outbound.SocketWriter;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.TestProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class DrainLifecycleTests {

	private static final SessionProtocol PROTOCOL = new TestProtocol();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final Hub hub = new Hub(new LocalRelay(), HubOptions.defaults(), this.executor, this.executor,
			RealtimeMetrics.NONE);

	private final Fleet fleet = new Fleet(null, 0, () -> 0, this.hub.timer());

	private final AtomicInteger closed = new AtomicInteger();

	@BeforeEach
	void start() {
		this.hub.start();
	}

	@AfterEach
	void stop() {
		this.hub.stop();
		this.executor.shutdownNow();
	}

	@Test
	void sessionsAreClosedForShutdownAndTheDrainEndsWithTheLast() {
		open(20, true);
		Admission admission = admission(100);
		assertThat(admission.refusal()).isNull();
		AtomicBoolean drained = new AtomicBoolean();
		drain(admission, Duration.ofMillis(500), Duration.ofSeconds(60)).stop(() -> drained.set(true));
		assertThat(admission.refusal()).isEqualTo(Admission.Refusal.DRAINING);
		await().untilTrue(drained);
		assertThat(this.closed).hasValue(20);
		assertThat(this.hub.sessions()).isEmpty();
	}

	@Test
	void aHandshakeThatWasUnderWayWhenTheDrainBeganIsClosedToo() {
		open(20, true);
		AtomicBoolean drained = new AtomicBoolean();
		drain(admission(100), Duration.ofSeconds(2), Duration.ofDays(1)).stop(() -> drained.set(true));
		open("late", true);
		await().untilTrue(drained);
		assertThat(this.closed).hasValue(21);
	}

	@Test
	void theClosesAreSpreadOverThePeriod() {
		open(10, true);
		drain(admission(100), Duration.ofDays(1), Duration.ofDays(2)).stop(() -> {
		});
		await().until(() -> this.closed.get() > 0);
		assertThat(this.closed).hasValueLessThan(10);
	}

	@Test
	void aSessionThatDoesNotEndHoldsTheDrainOnlyForItsTimeout() {
		open(1, false);
		AtomicBoolean drained = new AtomicBoolean();
		drain(admission(100), Duration.ZERO, Duration.ofMillis(200)).stop(() -> drained.set(true));
		await().untilTrue(drained);
		assertThat(this.hub.sessions()).hasSize(1);
	}

	@Test
	void aNodeWithoutSessionsDrainsAtOnce() {
		AtomicBoolean drained = new AtomicBoolean();
		drain(admission(100), Duration.ofSeconds(5), Duration.ofSeconds(20)).stop(() -> drained.set(true));
		assertThat(drained).isTrue();
	}

	@Test
	void aFullNodeTakesNoMoreSessions() {
		Admission admission = admission(2);
		open(2, true);
		assertThat(admission.refusal()).isEqualTo(Admission.Refusal.LIMIT);
		this.hub.remove(this.hub.sessions().iterator().next(), new CloseCode(1000, ""));
		assertThat(admission.refusal()).isNull();
	}

	@Test
	void theBudgetOfAllNodesSlowsADrainDown() {
		open(100, true);
		Fleet limited = new Fleet(null, 50, () -> 0, this.hub.timer());
		long start = System.nanoTime();
		AtomicBoolean drained = new AtomicBoolean();
		new DrainLifecycle(this.hub, admission(100), limited, Duration.ZERO, Duration.ofDays(1), 0)
			.stop(() -> drained.set(true));
		await().untilTrue(drained);
		assertThat(this.closed).hasValue(100);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(2));
	}

	@Test
	void aBudgetThatIsTooSmallDoesNotMakeADrainMissItsTimeout() {
		open(500, true);
		Fleet limited = new Fleet(null, 1, () -> 0, this.hub.timer());
		AtomicBoolean drained = new AtomicBoolean();
		new DrainLifecycle(this.hub, admission(100), limited, Duration.ZERO, Duration.ofSeconds(2), 0)
			.stop(() -> drained.set(true));
		await().untilTrue(drained);
		assertThat(this.closed).hasValue(500);
	}

	@Test
	void aCancelledDrainClosesNothingMoreAndTheNodeTakesSessionsAgain() {
		open(10, true);
		Admission admission = admission(100);
		DrainLifecycle drain = drain(admission, Duration.ofDays(1), Duration.ofDays(2));
		drain.start();
		assertThat(drain.drain()).isEqualTo(10);
		await().until(() -> this.closed.get() > 0);
		assertThat(admission.refusal()).isEqualTo(Admission.Refusal.DRAINING);
		assertThat(drain.cancelDrain()).isTrue();
		assertThat(drain.cancelDrain()).isFalse();
		assertThat(admission.refusal()).isNull();
		assertThat(this.hub.sessions()).isNotEmpty();
	}

	@Test
	void aNodeThatStopsWhileItDrainsOnRequestEndsThatDrain() {
		open(10, true);
		DrainLifecycle slow = drain(admission(100), Duration.ofMillis(500), Duration.ofSeconds(60));
		slow.start();
		slow.drain();
		AtomicBoolean drained = new AtomicBoolean();
		slow.stop(() -> drained.set(true));
		await().untilTrue(drained);
		assertThat(this.closed).hasValue(10);
	}

	@Test
	void aNodeThatStopsCanNeitherBeDrainedOnRequestNorTakeSessionsAgain() {
		open(1, false);
		Admission admission = admission(100);
		DrainLifecycle drain = drain(admission, Duration.ZERO, Duration.ofDays(1));
		drain.start();
		AtomicBoolean drained = new AtomicBoolean();
		drain.stop(() -> drained.set(true));
		assertThat(drain.drain()).isZero();
		assertThat(drain.cancelDrain()).isFalse();
		assertThat(admission.refusal()).isEqualTo(Admission.Refusal.DRAINING);
		this.hub.sessions().forEach((session) -> this.hub.remove(session, new CloseCode(1006, "")));
		await().untilTrue(drained);
	}

	private DrainLifecycle drain(Admission admission, Duration period, Duration timeout) {
		return new DrainLifecycle(this.hub, admission, this.fleet, period, timeout, 0);
	}

	private Admission admission(int maxSessions) {
		return new Admission(this.hub, this.fleet.budget(), maxSessions);
	}

	private void open(int count, boolean cooperative) {
		for (int i = 0; i < count; i++) {
			open("s" + i, cooperative);
		}
	}

	private void open(String id, boolean cooperative) {
		this.hub.open(id, "test", PROTOCOL, ClientIdentity.ANONYMOUS, new SocketWriter() {

			@Override
			public boolean write(FrameBatch batch, Completion completion) {
				return true;
			}

			@Override
			public void close(int code, String reason) {
				assertThat(code).isEqualTo(PROTOCOL.closeCode(CloseReason.SHUTDOWN).code());
				DrainLifecycleTests.this.closed.incrementAndGet();
				Session session = DrainLifecycleTests.this.hub.session(id);
				if (cooperative && session != null) {
					DrainLifecycleTests.this.hub.remove(session, new CloseCode(code, reason));
				}
			}

		});
	}

}
