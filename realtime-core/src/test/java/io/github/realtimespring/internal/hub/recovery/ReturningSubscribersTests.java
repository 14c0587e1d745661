package io.github.realtimespring.internal.hub.recovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.UnrecoverablePositionException;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.channel.RecoveryMode;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.relay.RelayException;

import static io.github.realtimespring.internal.hub.recovery.RecentHistoryTests.offsets;
import static io.github.realtimespring.internal.hub.recovery.RecentHistoryTests.position;
import static io.github.realtimespring.internal.hub.recovery.RecentHistoryTests.publication;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * Many subscribers of a channel return, each with a position of its own.
 */
class ReturningSubscribersTests {

	private static final Duration LIFE = Duration.ofMinutes(1);

	private final List<Asked> asked = new ArrayList<>();

	private final Map<Boolean, Integer> answered = new ConcurrentHashMap<>();

	private final RecentPublications recent = new RecentPublications();

	private final Relay relay = mock(Relay.class);

	private StreamReader reader = reader(RecoveryMode.STREAM, 300);

	/** The last offset of each stream. */
	private long top = 150;

	@BeforeEach
	void answerLater() {
		given(this.relay.history(any(), any(), any())).willAnswer((invocation) -> {
			Asked next = new Asked(invocation.getArgument(0), invocation.getArgument(2), new CompletableFuture<>());
			this.asked.add(next);
			return next.answer();
		});
	}

	@Test
	void aThousandWithFiftyPositionsNeedTwoReads() {
		List<CompletableFuture<Recovery>> recoveries = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			recoveries.add(this.reader.recover("a", position(100 + i % 50)));
		}
		assertThat(this.asked).hasSize(1);
		answer(0);
		assertThat(this.asked).hasSizeLessThanOrEqualTo(2);
		for (int i = 1; i < this.asked.size(); i++) {
			answer(i);
		}
		for (int i = 0; i < 1000; i++) {
			assertRecovered(recoveries.get(i), 100 + i % 50, 150);
		}
		assertThat(this.answered.get(false)).isEqualTo(this.asked.size());
		assertThat(this.answered.get(false) + this.answered.get(true)).isEqualTo(1000);
	}

	@Test
	void thoseThatMissedMoreShareASecondRead() {
		this.reader.recover("a", position(149));
		CompletableFuture<Recovery> some = this.reader.recover("a", position(120));
		CompletableFuture<Recovery> more = this.reader.recover("a", position(60));
		answer(0);
		assertThat(this.asked).hasSize(2);
		assertThat(some).isNotDone();
		answer(1);
		assertRecovered(some, 120, 150);
		assertRecovered(more, 60, 150);
		assertRecovered(this.reader.recover("a", position(50)), 50, 150);
		assertThat(this.reader.recover("a", position(49))).isCompletedWithValueMatching((found) -> !found.isComplete());
		assertThat(this.asked).hasSize(2);
	}

	@Test
	void whoReturnsWhileTheStreamIsReadMissesNothingThatArrivesMeanwhile() {
		CompletableFuture<Recovery> first = this.reader.recover("a", position(100));
		arrive("a", 151);
		CompletableFuture<Recovery> second = this.reader.recover("a", position(110));
		arrive("a", 152);
		answer(0);
		assertRecovered(first, 100, 150);
		assertRecovered(second, 110, 152);
		assertThat(this.asked).hasSize(1);
	}

	@Test
	void whatArrivesAsSoonAsTheReadBeginsIsNotMissed() {
		willAnswer((invocation) -> {
			this.asked.add(new Asked("a", invocation.getArgument(2), new CompletableFuture<>()));
			answer(0);
			arrive("a", 151);
			return this.asked.get(0).answer();
		}).given(this.relay).history(any(), any(), any());
		assertRecovered(this.reader.recover("a", position(100)), 100, 150);
		assertRecovered(this.reader.recover("a", position(100)), 100, 151);
	}

	@Test
	void whoReturnsSoonNeedsNoRead() {
		this.reader.recover("a", position(100));
		answer(0);
		arrive("a", 151);
		assertRecovered(this.reader.recover("a", position(100)), 100, 151);
		assertRecovered(this.reader.recover("a", position(151)), 151, 151);
		assertThat(this.reader.recover("a", null))
			.isCompletedWithValueMatching((found) -> found.start().equals(position(151)));
		assertThat(this.asked).hasSize(1);
		assertThat(this.answered).containsEntry(false, 1).containsEntry(true, 3);
	}

	@Test
	void afterSomethingWasMissedTheStreamIsReadAgain() {
		this.reader.recover("a", position(100));
		answer(0);
		arrive("a", 152);
		CompletableFuture<Recovery> second = this.reader.recover("a", position(100));
		assertThat(this.asked).hasSize(2);
		this.top = 152;
		answer(1);
		assertRecovered(second, 100, 152);
	}

	@Test
	void somethingMissedWhileTheStreamIsReadLetsLatecomersReadAgain() {
		CompletableFuture<Recovery> first = this.reader.recover("a", position(100));
		arrive("a", 152);
		CompletableFuture<Recovery> second = this.reader.recover("a", position(100));
		answer(0);
		assertRecovered(first, 100, 150);
		assertThat(second).isNotDone();
		this.top = 152;
		answer(1);
		assertRecovered(second, 100, 152);
	}

	@Test
	void aPositionThisNodeHasNotSeenYetIsRead() {
		this.reader.recover("a", position(100));
		answer(0);
		CompletableFuture<Recovery> ahead = this.reader.recover("a", position(151));
		CompletableFuture<Recovery> further = this.reader.recover("a", position(152));
		assertThat(this.asked).hasSize(2);
		this.top = 153;
		answer(1);
		assertRecovered(ahead, 151, 153);
		assertRecovered(further, 152, 153);
		assertRecovered(this.reader.recover("a", position(100)), 100, 153);
	}

	@Test
	void aPositionThatTheStreamHasNotReachedIsLost() {
		this.reader.recover("a", position(149));
		CompletableFuture<Recovery> ahead = this.reader.recover("a", position(151));
		CompletableFuture<Recovery> other = this.reader.recover("a", position(140));
		answer(0);
		answer(1);
		assertRecovered(other, 140, 150);
		answer(2);
		assertThat(ahead).isCompletedWithValueMatching((found) -> !found.isComplete() && found.missed().isEmpty());
	}

	@Test
	void anotherEpochIsReadAloneAndTakesNobodyWithIt() {
		this.reader.recover("a", position(100));
		answer(0);
		CompletableFuture<Recovery> other = this.reader.recover("a", new StreamPosition(100, "other"));
		assertThat(this.asked).hasSize(2);
		assertRecovered(this.reader.recover("a", position(100)), 100, 150);
		fail(1, new UnrecoverablePositionException("expected by the test"));
		assertThat(other).isCompletedWithValueMatching((found) -> !found.isComplete() && found.missed().isEmpty());
	}

	@Test
	void epochsThatWaitTogetherAreReadAlone() {
		this.reader.recover("b", position(1));
		CompletableFuture<Recovery> unrelated = this.reader.recover("a", position(3));
		CompletableFuture<Recovery> other = this.reader.recover("a", new StreamPosition(5, "other"));
		CompletableFuture<Recovery> good = this.reader.recover("a", position(140));
		fail(1, new RelayException("expected by the test"));
		assertThat(unrelated).isCompletedExceptionally();
		assertThat(this.asked.get(2).query()).isEqualTo(HistoryQuery.newest(100).withMaxBytes(10_000));
		answer(2);
		assertRecovered(good, 140, 150);
		assertThat(this.asked.get(3).query().since()).isEqualTo(new StreamPosition(5, "other"));
		answer(3);
		assertThat(other).isDone();
	}

	@Test
	void anUnknownEpochDoesNotFailThoseThatWaitWithIt() {
		CompletableFuture<Recovery> first = this.reader.recover("a", position(3));
		CompletableFuture<Recovery> unknown = this.reader.recover("a", new StreamPosition(5, "other"));
		CompletableFuture<Recovery> newcomer = this.reader.recover("a", null);
		fail(0, new RelayException("expected by the test"));
		assertThat(first).isCompletedExceptionally();
		fail(1, new UnrecoverablePositionException("expected by the test"));
		for (int i = 2; i < this.asked.size(); i++) {
			answer(i);
		}
		assertThat(newcomer).isCompletedWithValueMatching((found) -> found.start().equals(position(150)));
		assertThat(unknown)
			.isCompletedWithValueMatching((found) -> found.start().equals(position(150)) && !found.isComplete());
	}

	@Test
	void aFormerEpochThatTheRelayKnowsIsRecoveredAndTold() {
		CompletableFuture<Recovery> former = this.reader.recover("a", new StreamPosition(148, "former"));
		answer(0);
		Recovery recovery = former.join();
		assertThat(offsets(recovery)).containsExactly(149L, 150L);
		assertThat(recovery.isComplete()).isFalse();
	}

	@Test
	void aFailureIsTheirsWhoAskedBefore() {
		CompletableFuture<Recovery> first = this.reader.recover("a", position(100));
		CompletableFuture<Recovery> second = this.reader.recover("a", position(101));
		fail(0, new RelayException("expected by the test"));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(first::join)
			.withCauseInstanceOf(RelayException.class);
		assertThat(second).isNotDone();
		answer(1);
		assertRecovered(second, 101, 150);
	}

	@Test
	void eachHasItsOwnLimitOfBytes() {
		this.reader.recover("a", position(149));
		CompletableFuture<Recovery> large = this.reader.recover("a", position(145), 50);
		CompletableFuture<Recovery> small = this.reader.recover("a", position(145), 49);
		CompletableFuture<Recovery> none = this.reader.recover("a", position(145), 0);
		answer(0);
		answer(1);
		assertRecovered(large, 145, 150);
		assertThat(small.join().isComplete()).isFalse();
		assertThat(small.join().missed()).isEmpty();
		assertThat(none.join().isComplete()).isFalse();
	}

	@Test
	void whoMayHaveNothingOnlyNeedsThePosition() {
		CompletableFuture<Recovery> behind = this.reader.recover("a", position(145), 0);
		assertThat(this.asked.get(0).query()).isEqualTo(HistoryQuery.POSITION);
		answer(0);
		assertThat(behind.join().isComplete()).isFalse();
	}

	@Test
	void oneThatMissedTooMuchDoesNotKeepOthersFromSharing() {
		this.reader = reader(RecoveryMode.STREAM, 60);
		CompletableFuture<Recovery> lost = this.reader.recover("a", position(55));
		List<CompletableFuture<Recovery>> others = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			others.add(this.reader.recover("a", position(100 + i)));
		}
		answer(0);
		assertThat(lost.join().isComplete()).isFalse();
		answer(1);
		for (int i = 0; i < 40; i++) {
			assertRecovered(others.get(i), 100 + i, 150);
		}
		assertThat(this.asked).hasSize(2);
	}

	@Test
	void oneChannelTakesOneTurnHoweverManyReturn() {
		for (int i = 0; i < ReadQueue.MAX_UNDER_WAY; i++) {
			this.reader.recover("busy" + i, position(100));
		}
		for (int i = 0; i < 1000; i++) {
			this.reader.recover("a", position(100 + i % 50));
		}
		CompletableFuture<Recovery> later = this.reader.recover("b", position(100));
		this.reader.recover("a", position(99));
		answer(0);
		answer(1);
		assertThat(this.asked.subList(ReadQueue.MAX_UNDER_WAY, this.asked.size())).extracting(Asked::channel)
			.containsExactly("a", "b");
		answer(ReadQueue.MAX_UNDER_WAY + 1);
		assertRecovered(later, 100, 150);
	}

	@Test
	void whoAskedFirstIsAnsweredFirst() {
		List<Integer> order = new ArrayList<>();
		this.reader.recover("a", position(149));
		for (int i = 0; i < 100; i++) {
			int number = i;
			this.reader.recover("a", position(100 + i % 7)).thenRun(() -> order.add(number));
		}
		answer(0);
		answer(1);
		assertThat(order).isSorted().hasSize(100);
	}

	@Test
	void whoReturnsToACacheSharesTheLatest() {
		this.reader = reader(RecoveryMode.CACHE, 300);
		List<CompletableFuture<Recovery>> recoveries = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			recoveries.add(this.reader.recover("a", position(100 + i % 50)));
		}
		answer(0);
		assertThat(this.asked).hasSize(1);
		assertThat(recoveries).allMatch((recovery) -> offsets(recovery.join()).equals(List.of(150L)));
		arrive("a", 151);
		assertThat(offsets(this.reader.recover("a", position(100)).join())).containsExactly(151L);
		assertThat(this.reader.recover("a", position(151)).join().isComplete()).isTrue();
		assertThat(this.asked).hasSize(1);
	}

	@Test
	void theFirstOfACacheMayOnlyHaveAskedForThePosition() {
		this.reader = reader(RecoveryMode.CACHE, 300);
		this.reader.recover("a", null);
		answer(0);
		CompletableFuture<Recovery> returning = this.reader.recover("a", position(100));
		answer(1);
		assertThat(offsets(returning.join())).containsExactly(150L);
	}

	@Test
	void aHistoryIsReadFromTheRelayWhateverIsKnown() {
		this.reader.recover("a", position(100));
		answer(0);
		this.reader.read("a", HistoryQuery.newest(5));
		assertThat(this.asked).hasSize(2);
	}

	private StreamReader reader(RecoveryMode mode, int limit) {
		RealtimeMetrics metrics = new RealtimeMetrics() {
			@Override
			public void recoveryAnswered(boolean shared) {
				ReturningSubscribersTests.this.answered.merge(shared, 1, Integer::sum);
			}
		};
		StreamOptions options = new StreamOptions((channel) -> new HistoryOptions(100, LIFE, LIFE, mode), limit,
				Duration.ofSeconds(20));
		return new StreamReader(this.relay, options, 10_000, this.recent, metrics);
	}

	private void arrive(String channel, long offset) {
		this.recent.record(channel, publication(offset, "epoch"));
	}

	/**
	 * Answer a read as a stream that keeps a hundred publications.
	 */
	private void answer(int index) {
		HistoryQuery query = this.asked.get(index).query();
		long since = (query.since() != null) ? query.since().offset() : 0;
		List<Publication> found = new ArrayList<>(LongStream.rangeClosed(Math.max(since, this.top - 100) + 1, this.top)
			.mapToObj((offset) -> publication(offset, "epoch"))
			.toList());
		if (query.reverse()) {
			Collections.reverse(found);
		}
		long count = Math.min(query.limit(), Math.min(found.size(), query.maxBytes() / 10));
		this.asked.get(index).answer().complete(new History(found.subList(0, (int) count), position(this.top)));
	}

	private void fail(int index, Exception failure) {
		this.asked.get(index).answer().completeExceptionally(failure);
	}

	private static void assertRecovered(CompletableFuture<Recovery> recovery, long since, long top) {
		assertThat(recovery).isDone();
		assertThat(recovery.join().isComplete()).isTrue();
		assertThat(recovery.join().start()).isEqualTo(position(since));
		assertThat(recovery.join().top()).isEqualTo(position(top));
		assertThat(offsets(recovery.join()))
			.containsExactlyElementsOf(LongStream.rangeClosed(since + 1, top).boxed().toList());
	}

	private record Asked(String channel, HistoryQuery query, CompletableFuture<History> answer) {

	}

}
