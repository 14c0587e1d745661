package io.github.realtimespring.internal.hub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.hub.dispatch.ChannelIndex;
import io.github.realtimespring.internal.hub.recovery.RecentPublications;
import io.github.realtimespring.internal.hub.recovery.StreamOptions;
import io.github.realtimespring.internal.hub.recovery.StreamReader;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.internal.transport.websocket.PlainProtocol;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.test.RecordingSocketWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class PositionCheckTests {

	private static final HistoryOptions HISTORY = new HistoryOptions(5, Duration.ofMinutes(1), Duration.ofMinutes(1));

	private final ChannelIndex channels = new ChannelIndex((channel) -> CompletableFuture.completedFuture(null),
			(channel) -> CompletableFuture.completedFuture(null), 0);

	private final Relay relay = mock(Relay.class);

	private final RecentPublications recent = new RecentPublications();

	private final PositionCheck check = new PositionCheck(this.channels, this.recent, this.relay,
			HubOptions.builder().history((channel) -> HISTORY).build());

	private final List<Subscription> gaps = new ArrayList<>();

	private Subscription subscription;

	private long now = System.nanoTime();

	@BeforeEach
	void subscribe() {
		Hub hub = new Hub(new LocalRelay(), HubOptions.defaults(), Runnable::run, Runnable::run, RealtimeMetrics.NONE);
		Session session = hub.open("s", "test", PlainProtocol.INSTANCE, ClientIdentity.ANONYMOUS,
				new RecordingSocketWriter());
		this.subscription = Subscription.toStream(session, "a", "a", (channel, publication) -> null, this.gaps::add);
		this.channels.add(this.subscription).join();
		this.subscription.activate(null, position(3));
		top(position(3));
	}

	@Test
	void aSubscriberThatMissesTheLatestIsFoundAtTheSecondLook() {
		run(Duration.ofSeconds(30));
		assertThat(this.gaps).isEmpty();
		top(position(4));
		run(Duration.ofSeconds(30));
		assertThat(this.gaps).isEmpty();
		run(Duration.ofSeconds(5));
		assertThat(this.gaps).containsExactly(this.subscription);
	}

	@Test
	void afterTheRelayWasAwayEverybodyIsCheckedAtOnce() {
		top(position(4));
		this.check.checkAll();
		run(Duration.ofSeconds(1));
		assertThat(this.gaps).isEmpty();
		run(Duration.ofSeconds(1));
		assertThat(this.gaps).containsExactly(this.subscription);
	}

	@Test
	void whatCouldNotBeAskedIsAskedAgain() {
		given(this.relay.history(any(), any(), any()))
			.willReturn(CompletableFuture.failedFuture(new RelayException("expected by the test")));
		this.check.checkAll();
		run(Duration.ofSeconds(1), Duration.ofSeconds(1));
		top(position(4));
		run(Duration.ofSeconds(1), Duration.ofSeconds(1));
		assertThat(this.gaps).containsExactly(this.subscription);
	}

	@Test
	void aSubscriberOfALostStreamIsFound() {
		top(new StreamPosition(3, "another"));
		run(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(5));
		assertThat(this.gaps).containsExactly(this.subscription);
	}

	@Test
	void aStreamThatHasNotBegunIsNoGap() {
		this.subscription.activate(null, new StreamPosition(0, "~100~3c~server"));
		for (int seconds = 5; seconds <= 600; seconds += 5) {
			top(new StreamPosition(0, "~" + Integer.toHexString(256 + seconds) + "~3c~server"));
			run(Duration.ofSeconds(5));
		}
		assertThat(this.gaps).isEmpty();
		this.subscription.offer(Frame.text(new byte[1]), new StreamPosition(1, "abcdefgh~359~server"));
		run(Duration.ofSeconds(5));
		assertThat(this.gaps).isEmpty();
	}

	@Test
	void aStreamThatHasNotBegunOnAnotherServerIsAGap() {
		this.subscription.activate(null, new StreamPosition(0, "~100~3c~server"));
		top(new StreamPosition(0, "~101~3c~another"));
		run(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30));
		assertThat(this.gaps).containsExactly(this.subscription);
	}

	@Test
	void whatArrivesBetweenTheTwoLooksWasOnItsWay() {
		top(position(4));
		run(Duration.ofSeconds(30), Duration.ofSeconds(30));
		this.subscription.offer(Frame.text(new byte[1]), position(4));
		top(position(5));
		run(Duration.ofSeconds(1));
		this.subscription.offer(Frame.text(new byte[1]), position(5));
		run(Duration.ofSeconds(1));
		assertThat(this.gaps).isEmpty();
	}

	@Test
	void whileTheRelayIsInTroubleNobodyIsFound() {
		given(this.relay.history(any(), any(), any()))
			.willReturn(CompletableFuture.failedFuture(new RelayException("expected by the test")));
		run(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30));
		assertThat(this.gaps).isEmpty();
	}

	@Test
	void whatWasReadForOthersIsNotUsedIfTheStreamHasMore() {
		StreamReader reader = new StreamReader(this.relay, StreamOptions.withDefaults((channel) -> HISTORY), 1000,
				this.recent, RealtimeMetrics.NONE);
		reader.recover("a", null).join();
		top(position(4));
		assertThat(reader.recover("a", null).join().top()).isEqualTo(position(3));
		run(Duration.ofSeconds(30), Duration.ofSeconds(30));
		assertThat(reader.recover("a", null).join().top()).isEqualTo(position(4));
	}

	private void top(StreamPosition position) {
		given(this.relay.history("a", HISTORY, HistoryQuery.POSITION))
			.willReturn(CompletableFuture.completedFuture(new History(List.of(), position)));
	}

	private void run(Duration... pauses) {
		for (Duration pause : pauses) {
			this.now += pause.toNanos();
			this.check.run(this.now);
		}
	}

	private static StreamPosition position(long offset) {
		return new StreamPosition(offset, "epoch");
	}

}
