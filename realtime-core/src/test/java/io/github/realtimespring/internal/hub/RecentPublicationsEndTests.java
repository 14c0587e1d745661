package io.github.realtimespring.internal.hub;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

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
import io.github.realtimespring.relay.RelayListener;
import io.github.realtimespring.test.DelegatingRelay;
import io.github.realtimespring.test.RecordingSocketWriter;
import io.github.realtimespring.test.TestProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What was read for a subscriber is no longer used for others when publications may be
 * missing.
 */
class RecentPublicationsEndTests {

	private static final HistoryOptions HISTORY = new HistoryOptions(100, Duration.ofMinutes(5), Duration.ofMinutes(5));

	private final TestRelay relay = new TestRelay();

	private final CountDownLatch delivering = new CountDownLatch(1);

	private final CountDownLatch goOn = new CountDownLatch(1);

	private final PublicationEncoder slow = (channel, publication) -> {
		this.delivering.countDown();
		await().until(() -> this.goOn.getCount() == 0);
		return Frame.text(new byte[1]);
	};

	private final Hub hub = new Hub(this.relay,
			HubOptions.builder().history((channel) -> HISTORY).lanes(1, 16).interestLinger(Duration.ZERO).build(),
			Runnable::run, Runnable::run, RealtimeMetrics.NONE);

	private StreamPosition first = StreamPosition.NONE;

	@BeforeEach
	void start() {
		this.hub.start();
		this.first = publish("1");
	}

	@AfterEach
	void stop() {
		this.goOn.countDown();
		this.hub.stop();
	}

	@Test
	void whatArrivesIsUsed() {
		subscribe("a");
		recover();
		StreamPosition second = publish("2");
		await().until(() -> recover().top().equals(second));
		assertThat(recover().missed()).hasSize(1);
		assertThat(this.relay.reads).hasValue(1);
	}

	@Test
	void whoComesWhileAPublicationIsDeliveredGetsIt() {
		AtomicReference<Recovery> meanwhile = new AtomicReference<>();
		subscribe("a", (channel, publication) -> {
			meanwhile.set(recover());
			return Frame.text(new byte[1]);
		});
		recover();
		StreamPosition second = publish("2");
		await().until(() -> meanwhile.get() != null);
		assertThat(meanwhile.get().top()).isEqualTo(second);
		assertThat(this.relay.reads).hasValue(1);
	}

	@Test
	void afterTheRelayWasAwayTheStreamIsReadAgain() {
		subscribe("a");
		recover();
		this.relay.losing = true;
		publish("2");
		this.relay.reconnect();
		assertThat(recover().missed()).hasSize(1);
	}

	@Test
	void afterALaneWasFullTheStreamIsReadAgain() throws InterruptedException {
		subscribe("a", this.slow);
		recover();
		publish("2");
		this.delivering.await();
		int reads = this.relay.reads.get();
		CompletableFuture<StreamPosition> refused;
		do {
			refused = this.hub.publish("a", publication("3"));
		}
		while (!refused.isCompletedExceptionally());
		recover();
		assertThat(this.relay.reads).hasValue(reads + 1);
	}

	@Test
	void whatWasReadBeforeTheRelayDeliversTheChannelIsNotUsed() {
		this.relay.subscribed = new CompletableFuture<>();
		CompletableFuture<Void> taken = subscribe("a");
		recover();
		publish("2");
		this.relay.losing = true;
		StreamPosition missed = publish("3");
		this.relay.losing = false;
		this.relay.subscribed.complete(null);
		taken.join();
		assertThat(recover().top()).isEqualTo(missed);
	}

	@Test
	void whatWasReadBeforeTheChannelWasGivenUpIsNotUsed() {
		subscribe("a");
		recover();
		this.hub.unsubscribe(this.hub.session("a").subscription("s")).join();
		await().until(() -> this.relay.unsubscribed.get() == 1);
		StreamPosition missed = publish("2");
		subscribe("b");
		assertThat(recover().top()).isEqualTo(missed);
	}

	private CompletableFuture<Void> subscribe(String id) {
		return subscribe(id, (channel, publication) -> Frame.text(new byte[1]));
	}

	private CompletableFuture<Void> subscribe(String id, PublicationEncoder encoder) {
		Session session = this.hub.open(id, "test", new TestProtocol(), ClientIdentity.ANONYMOUS,
				new RecordingSocketWriter());
		Subscription subscription = Subscription.toStream(session, "s", "a", encoder, (gap) -> {
		});
		CompletableFuture<Void> taken = this.hub.subscribe(subscription);
		taken.thenRun(() -> subscription.activate(null, this.first));
		return taken;
	}

	private Recovery recover() {
		return this.hub.streams().recover("a", this.first).join();
	}

	private StreamPosition publish(String text) {
		return this.hub.publish("a", publication(text)).join();
	}

	private static Publication publication(String text) {
		return new Publication(text.getBytes(StandardCharsets.UTF_8), null);
	}

	private static final class TestRelay extends DelegatingRelay {

		private final AtomicInteger reads = new AtomicInteger();

		private final AtomicInteger unsubscribed = new AtomicInteger();

		private volatile boolean losing;

		private volatile CompletableFuture<Void> subscribed = CompletableFuture.completedFuture(null);

		private volatile RelayListener listener;

		void reconnect() {
			this.listener.onReconnected();
		}

		@Override
		public void start(RelayListener listener) {
			this.listener = listener;
			super.start(new RelayListener() {

				@Override
				public boolean onPublication(String channel, Publication publication) {
					return TestRelay.this.losing || listener.onPublication(channel, publication);
				}

				@Override
				public boolean onPrefixPublication(String channel, Publication publication) {
					return listener.onPrefixPublication(channel, publication);
				}

			});
		}

		@Override
		public CompletableFuture<Void> subscribe(String channel) {
			return super.subscribe(channel).thenCompose((ok) -> this.subscribed);
		}

		@Override
		public CompletableFuture<Void> unsubscribe(String channel) {
			this.unsubscribed.incrementAndGet();
			return super.unsubscribe(channel);
		}

		@Override
		public CompletableFuture<History> history(String channel, HistoryOptions history, HistoryQuery query) {
			this.reads.incrementAndGet();
			return super.history(channel, history, query);
		}

	}

}
