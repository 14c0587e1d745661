package io.github.realtimespring.internal.protocol.stomp.session;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.session.LivenessPing;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.internal.protocol.stomp.frame.UnfinishedFrame;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.RecordingSocketWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How {@link StompHeartbeat} and {@link LivenessPing} judge a client that the node itself
 * has not read from for a while. All that happens in time happens on the one timer.
 */
class StompHeartbeatTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final CountDownLatch release = new CountDownLatch(1);

	private final CountDownLatch touched = new CountDownLatch(1);

	private final RecordingSocketWriter writer = new RecordingSocketWriter();

	private Hub hub;

	private Session session;

	private StompSession stomp;

	@BeforeEach
	void start() {
		HubOptions options = HubOptions.defaults();
		this.hub = new Hub(new LocalRelay(), options.mutate().inbound(options.inbound().withMaxPending(1)).build(),
				this.executor, Runnable::run, RealtimeMetrics.NONE);
		this.hub.start();
		this.session = this.hub.open("a", "test", new StompProtocol(), ClientIdentity.ANONYMOUS, this.writer);
		this.stomp = new StompSession(this.session, false, 1024, OutboundLimits.defaults());
		for (int i = 0; i < 2; i++) {
			this.session.inbound().execute(this::awaitRelease);
		}
		await().until(this.session.inbound()::isFull);
	}

	@AfterEach
	void stop() {
		this.release.countDown();
		this.hub.stop();
		this.executor.shutdownNow();
	}

	@Test
	void aHeartbeatThatWaitedToBeReadMayComeAMomentLater() throws InterruptedException {
		// Due after 1,500 ms, deaf; looked at every 500 ms from then on
		StompHeartbeat.start(this.stomp, this.hub.timer(), new long[] { 500, 0 }, new long[] { 0, 500 });
		later(1750, this.release::countDown);
		later(2250, this::touch);
		assertThatItIsKeptUntilItIsSilent();
	}

	@Test
	void aPongThatWaitedToBeReadMayComeAMomentLater() throws InterruptedException {
		// Looked at every 500 ms after the ping
		LivenessPing.start(this.session, this.stomp::lastRead, () -> {
			later(750, this.release::countDown);
			later(1250, this::touch);
		}, this.hub.timer(), Duration.ofMillis(100), Duration.ofMillis(500));
		assertThatItIsKeptUntilItIsSilent();
	}

	@Test
	void aClientThatAnswersOnePingAndNoMoreIsGoneAfterOneIntervalAndOneTimeout() throws InterruptedException {
		this.release.countDown();
		AtomicLong touchedAt = new AtomicLong();
		LivenessPing.start(this.session, this.stomp::lastRead, () -> {
			if (touchedAt.compareAndSet(0, System.nanoTime())) {
				touch();
			}
		}, this.hub.timer(), Duration.ofSeconds(2), Duration.ofMillis(1800));
		this.touched.await();
		await().until(() -> !this.session.isOpen());
		assertThat(Duration.ofNanos(System.nanoTime() - touchedAt.get())).isBetween(Duration.ofMillis(3700),
				Duration.ofMillis(5200));
	}

	@ParameterizedTest
	@CsvSource({ "1, 3", "10, 30", "20, 60", "25, 75", "60, 180" })
	void aClientMayBeSilentForThreeIntervals(long interval, long silence) {
		assertThat(StompHeartbeat.maxSilence(Duration.ofSeconds(interval))).hasSeconds(silence);
	}

	@Test
	void whenHeartbeatsAreRareThenTheTimerKeepsNoEndedSession() {
		WeakReference<StompSession> ended = new WeakReference<>(endedSession());
		await().pollInterval(Duration.ofMillis(100)).until(() -> {
			System.gc();
			return ended.get() == null;
		});
	}

	private StompSession endedSession() {
		StompSession ended = new StompSession(this.session, false, 1024, OutboundLimits.defaults());
		long day = Duration.ofDays(1).toMillis();
		assertThat(StompHeartbeat.start(ended, this.hub.timer(), new long[] { day, day }, new long[] { 1000, 1000 }))
			.isEqualTo(Duration.ofDays(1));
		ended.markEnded();
		ended.setUnfinishedFrame(new UnfinishedFrame(ByteBuffer.wrap(new byte[1000]), -1, 1000));
		assertThat(ended.unfinishedFrame()).isNull();
		return ended;
	}

	@Test
	void anUnfinishedFrameEndsWithItsSession() {
		this.stomp.setUnfinishedFrame(new UnfinishedFrame(ByteBuffer.wrap(new byte[1000]), -1, 1000));
		assertThat(this.stomp.unfinishedFrame()).isNotNull();
		this.stomp.markEnded();
		assertThat(this.stomp.unfinishedFrame()).isNull();
	}

	private void assertThatItIsKeptUntilItIsSilent() throws InterruptedException {
		this.touched.await();
		assertThat(this.session.isOpen()).isTrue();
		await().until(() -> !this.session.isOpen());
		assertThat(this.session.closeCode()).hasToString("CloseCode[code=1002, reason=no heart-beat]");
	}

	private void touch() {
		this.stomp.touch();
		this.touched.countDown();
	}

	private void later(long millis, Runnable action) {
		this.hub.timer().schedule(Duration.ofMillis(millis), action);
	}

	private void awaitRelease() {
		try {
			this.release.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
