package io.github.realtimespring.internal.hub;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.hub.recovery.Recovery;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.DelegatingRelay;
import io.github.realtimespring.test.RecordingSocketWriter;
import io.github.realtimespring.test.TestProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Subscribers return, each with a position of its own, while publications go on. Each
 * gets every publication after its position once, in order.
 */
class RecoveryUnderLoadTests {

	private static final int PUBLICATIONS = 2000;

	private static final int SUBSCRIBERS = 2000;

	private static final int THREADS = 4;

	private static final PublicationEncoder ENCODER = (channel, publication) -> Frame
		.text(String.valueOf(publication.position().offset()).getBytes(StandardCharsets.UTF_8));

	private final CountingRelay relay = new CountingRelay();

	private final ExecutorService executor = Executors.newFixedThreadPool(THREADS + 1);

	private final Queue<Subscription> gaps = new ConcurrentLinkedQueue<>();

	private final Hub hub = new Hub(this.relay,
			HubOptions.builder()
				.history((channel) -> new HistoryOptions(PUBLICATIONS, Duration.ofMinutes(5), Duration.ofMinutes(5)))
				.build(),
			Runnable::run, Runnable::run, RealtimeMetrics.NONE);

	private final AtomicInteger returned = new AtomicInteger();

	private volatile StreamPosition latest = StreamPosition.NONE;

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
	void nothingIsMissingAndNothingComesTwice() throws Exception {
		publish();
		List<Future<List<Returned>>> returning = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			int number = thread;
			returning.add(this.executor.submit(() -> comeBack(number)));
		}
		this.executor.submit(() -> {
			for (int i = 1; i < PUBLICATIONS; i++) {
				while (this.returned.get() < Math.min(i, SUBSCRIBERS - THREADS)) {
					Thread.onSpinWait();
				}
				publish();
			}
		}).get();
		List<Returned> all = new ArrayList<>();
		for (Future<List<Returned>> thread : returning) {
			all.addAll(thread.get());
		}
		assertThat(all).hasSize(SUBSCRIBERS);
		for (Returned returned : all) {
			List<String> expected = LongStream.rangeClosed(returned.start() + 1, PUBLICATIONS)
				.mapToObj(String::valueOf)
				.toList();
			await().untilAsserted(() -> assertThat(returned.socket().messages()).hasSize(expected.size()));
			assertThat(returned.socket().messages()).isEqualTo(expected);
		}
		assertThat(this.gaps).isEmpty();
		assertThat(this.relay.reads).hasValueLessThan(SUBSCRIBERS / 4);
	}

	private List<Returned> comeBack(int thread) {
		Random random = new Random(thread);
		List<Returned> returned = new ArrayList<>();
		for (int i = 0; i < SUBSCRIBERS / THREADS; i++) {
			StreamPosition known = this.latest;
			StreamPosition since = new StreamPosition(Math.max(0, known.offset() - random.nextInt(250)), known.epoch());
			RecordingSocketWriter socket = new RecordingSocketWriter();
			Session session = this.hub.open(thread + "-" + i, "test", new TestProtocol(), ClientIdentity.ANONYMOUS,
					socket);
			Subscription subscription = Subscription.toStream(session, "s", "a", ENCODER, this.gaps::add);
			this.hub.subscribe(subscription).join();
			Recovery recovery = this.hub.streams().recover("a", since).join();
			subscription.activate(null, recovery);
			this.returned.incrementAndGet();
			returned.add(new Returned(socket, recovery.start().offset()));
		}
		return returned;
	}

	private void publish() {
		this.latest = this.hub.publish("a", new Publication(new byte[1], null)).join();
	}

	private record Returned(RecordingSocketWriter socket, long start) {

	}

	private static final class CountingRelay extends DelegatingRelay {

		private final AtomicInteger reads = new AtomicInteger();

		@Override
		public CompletableFuture<History> history(String channel, HistoryOptions history, HistoryQuery query) {
			this.reads.incrementAndGet();
			return super.history(channel, history, query);
		}

	}

}
