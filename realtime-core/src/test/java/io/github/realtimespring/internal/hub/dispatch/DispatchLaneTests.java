package io.github.realtimespring.internal.hub.dispatch;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.hub.inbound.InboundQueue;
import io.github.realtimespring.internal.hub.session.Connection;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.FrameBatch;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.outbound.SocketWriter;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.TestProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class DispatchLaneTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	@AfterEach
	void stop() {
		this.executor.shutdownNow();
	}

	@Test
	void aLaneTakesNoMoreThanItsCapacity() {
		DispatchLane lane = new DispatchLane("lane", 2, OutboundLimits.defaults(), (channel, publication, flushes) -> {
		});
		assertThat(lane.offer("a", publication(1))).isTrue();
		assertThat(lane.offer("a", publication(1))).isTrue();
		assertThat(lane.offer("a", publication(1))).isFalse();
		assertThat(lane.pending()).isEqualTo(2);
	}

	@Test
	void largePublicationsFillALaneByTheirBytes() {
		AtomicInteger delivered = new AtomicInteger();
		DispatchLane lane = new DispatchLane("lane", 1000, OutboundLimits.defaults(),
				(channel, publication, flushes) -> delivered.incrementAndGet());
		Publication large = publication(20 * 1024 * 1024);
		int taken = 0;
		while (lane.offer("a", large)) {
			taken++;
		}
		assertThat(taken).isEqualTo(3);
		assertThat(lane.offer("a", publication(1))).isTrue();
		lane.start();
		try {
			await().until(() -> delivered.get() == 4);
			assertThat(lane.offer("a", large)).isTrue();
		}
		finally {
			lane.stop();
		}
	}

	@Test
	void tagsFillALaneAsPayloadDoes() {
		DispatchLane lane = new DispatchLane("lane", 1000, OutboundLimits.defaults(),
				(channel, publication, flushes) -> {
				});
		Publication tagged = publication(0).withTags(Map.of("a", "b".repeat(20 * 1024 * 1024)));
		int taken = 0;
		while (lane.offer("a", tagged)) {
			taken++;
		}
		assertThat(taken).isEqualTo(3);
	}

	@Test
	void whoWaitsForADeliveryIsReleasedWhenItIsOver() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch over = new CountDownLatch(1);
		DispatchLane lane = new DispatchLane("lane", 10, OutboundLimits.defaults(), (channel, publication, flushes) -> {
			begun.countDown();
			awaitUninterruptibly(over);
		});
		assertThat(lane.afterDelivery()).isDone();
		lane.start();
		try {
			lane.offer("a", publication(1));
			begun.await();
			CompletableFuture<Void> after = lane.afterDelivery();
			assertThat(after).isNotDone();
			over.countDown();
			after.get(30, TimeUnit.SECONDS);
		}
		finally {
			over.countDown();
			lane.stop();
		}
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void inABurstTheLaneRestsWhileASessionHasMuchPending() {
		OutboundLimits limits = new OutboundLimits(10, 100_000, Duration.ofMinutes(5));
		Session session = new Session(new Connection("s", "test", new StoppedReader()), new TestProtocol(),
				ClientIdentity.ANONYMOUS, new InboundQueue(this.executor, 1), limits, this.executor,
				RealtimeMetrics.NONE);
		session.send(Frame.text(new byte[10]));
		Frame weightless = Frame.text(new byte[0]);
		AtomicInteger delivered = new AtomicInteger();
		DispatchLane lane = new DispatchLane("lane", 50 * 1024, limits, (channel, publication, flushes) -> {
			flushes.recordOffer(session, session.outbound().offer(weightless), 0);
			delivered.incrementAndGet();
		});
		for (int i = 0; i < 50 * 1024; i++) {
			assertThat(lane.offer("a", publication(0))).isTrue();
		}
		long start = System.nanoTime();
		lane.start();
		try {
			await().until(() -> delivered.get() == 50 * 1024);
			// 50 full rounds with a millisecond between them; only ever longer
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(45));
		}
		finally {
			lane.stop();
		}
	}

	private static Publication publication(int size) {
		return new Publication(new byte[size], null);
	}

	private static final class StoppedReader implements SocketWriter {

		@Override
		public boolean write(FrameBatch batch, Completion completion) {
			return false;
		}

		@Override
		public void close(int code, String reason) {
		}

	}

}
