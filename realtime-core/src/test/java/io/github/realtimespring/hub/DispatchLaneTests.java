package io.github.realtimespring.hub;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.Publication;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.outbound.Frame;
import io.github.realtimespring.outbound.OutboundLimits;
import io.github.realtimespring.outbound.SocketWriter;
import io.github.realtimespring.security.ClientIdentity;
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
		DispatchLane lane = new DispatchLane("lane", 2, (prefix, channel, publication, touched) -> {
		});
		assertThat(lane.offer(null, "a", publication(1))).isTrue();
		assertThat(lane.offer(null, "a", publication(1))).isTrue();
		assertThat(lane.offer(null, "a", publication(1))).isFalse();
		assertThat(lane.pending()).isEqualTo(2);
	}

	@Test
	void largePublicationsFillALaneByTheirBytes() {
		AtomicInteger delivered = new AtomicInteger();
		DispatchLane lane = new DispatchLane("lane", 1000,
				(prefix, channel, publication, touched) -> delivered.incrementAndGet());
		Publication large = publication(20 * 1024 * 1024);
		int taken = 0;
		while (lane.offer(null, "a", large)) {
			taken++;
		}
		assertThat(taken).isEqualTo(3);
		assertThat(lane.offer(null, "a", publication(1))).isTrue();
		lane.start();
		try {
			await().until(() -> delivered.get() == 4);
			assertThat(lane.offer(null, "a", large)).isTrue();
		}
		finally {
			lane.stop();
		}
	}

	@Test
	void inABurstTheLaneRestsWhileASessionHasMuchPending() {
		Session session = new Session("s", "test", new TestProtocol(), ClientIdentity.ANONYMOUS, new StoppedReader(),
				new InboundQueue(this.executor, 1, 1), new OutboundLimits(10, 100_000, Duration.ofMinutes(5)),
				this.executor, RealtimeMetrics.NONE);
		session.send(Frame.text(new byte[10]));
		Frame weightless = Frame.text(new byte[0]);
		AtomicInteger delivered = new AtomicInteger();
		DispatchLane lane = new DispatchLane("lane", 6400, (prefix, channel, publication, touched) -> {
			assertThat(session.outbound().offer(weightless)).isTrue();
			touched.add(session);
			delivered.incrementAndGet();
		});
		for (int i = 0; i < 6400; i++) {
			assertThat(lane.offer(null, "a", publication(1))).isTrue();
		}
		long start = System.nanoTime();
		lane.start();
		try {
			await().until(() -> delivered.get() == 6400);
			// 100 full batches with a millisecond between them; only ever longer
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(90));
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
		public void write(List<Frame> frames, Completion completion) {
		}

		@Override
		public void close(int code, String reason) {
		}

	}

}
