package io.github.realtimespring.internal.hub.recovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryDisabledException;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.UnrecoverablePositionException;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.channel.RecoveryMode;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.relay.RelayException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

class StreamReaderTests {

	private static final Duration LIFE = Duration.ofMinutes(1);

	private final Queue<CompletableFuture<History>> asked = new ConcurrentLinkedQueue<>();

	private final Relay relay = mock(Relay.class);

	private final RecentPublications recent = new RecentPublications();

	private StreamReader reader = reader(RecoveryMode.STREAM);

	@Test
	void aChannelWithoutHistoryCannotBeRead() {
		StreamReader none = new StreamReader(this.relay, StreamOptions.NONE, 1000, this.recent, RealtimeMetrics.NONE);
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> none.read("a", HistoryQuery.POSITION).join())
			.withCauseInstanceOf(HistoryDisabledException.class);
	}

	@Test
	void onlySomeReadsAreUnderWay() {
		given(this.relay.history(any(), any(), any())).willAnswer((invocation) -> answerLater());
		List<CompletableFuture<History>> answers = new ArrayList<>();
		for (int i = 0; i < ReadQueue.MAX_UNDER_WAY + 10; i++) {
			answers.add(this.reader.read("a" + i, HistoryQuery.POSITION));
		}
		assertThat(this.asked).hasSize(ReadQueue.MAX_UNDER_WAY);
		answerAll();
		assertThat(this.asked).hasSize(10);
		answerAll();
		assertThat(answers).allMatch(CompletableFuture::isDone);
	}

	@Test
	void thoseThatWantTheSameShareOneReadThatBeginsAfterTheyAsked() {
		given(this.relay.history(any(), any(), any())).willAnswer((invocation) -> answerLater());
		CompletableFuture<History> first = this.reader.read("a", HistoryQuery.POSITION);
		List<CompletableFuture<History>> later = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			later.add(this.reader.read("a", HistoryQuery.POSITION));
		}
		CompletableFuture<History> other = this.reader.read("b", HistoryQuery.POSITION);
		assertThat(this.asked).hasSize(2);
		this.asked.remove().complete(history(0));
		assertThat(first).isDone();
		assertThat(later).noneMatch(CompletableFuture::isDone);
		assertThat(this.asked).hasSize(2);
		answerAll();
		assertThat(later).allMatch(CompletableFuture::isDone);
		assertThat(other).isDone();
		assertThat(this.asked).isEmpty();
	}

	@Test
	void aReadThatFailsLetsThoseThatWantTheSameTryAgain() {
		given(this.relay.history(any(), any(), any())).willAnswer((invocation) -> answerLater());
		CompletableFuture<History> first = this.reader.read("a", HistoryQuery.POSITION);
		CompletableFuture<History> second = this.reader.read("a", HistoryQuery.POSITION);
		this.asked.remove().completeExceptionally(new RelayException("expected by the test"));
		assertThat(first).isCompletedExceptionally();
		answerAll();
		assertThat(second).isCompletedWithValueMatching((history) -> history.position().offset() == 0);
	}

	@Test
	void answersThatComeAtOnceAreTaken() {
		given(this.relay.history(any(), any(), any()))
			.willReturn(CompletableFuture.failedFuture(new RelayException("expected by the test")));
		for (int i = 0; i < 10 * ReadQueue.MAX_UNDER_WAY; i++) {
			assertThat(this.reader.read("a" + i, HistoryQuery.POSITION)).isCompletedExceptionally();
		}
	}

	@Test
	void manyThatWaitAreAnsweredInOneGo() {
		given(this.relay.history(any(), any(), any())).willAnswer((invocation) -> answerLater());
		for (int i = 0; i < ReadQueue.MAX_UNDER_WAY; i++) {
			this.reader.read("b" + i, HistoryQuery.POSITION);
		}
		List<CompletableFuture<History>> waiting = new ArrayList<>();
		for (int i = 0; i < 20_000; i++) {
			waiting.add(this.reader.read("a" + i, HistoryQuery.POSITION));
		}
		given(this.relay.history(any(), any(), any())).willReturn(CompletableFuture.completedFuture(history(0)));
		answerAll();
		assertThat(waiting).allMatch(CompletableFuture::isDone);
	}

	@Test
	void aPositionOfAnotherStreamBeginsAtTheTop() {
		given(this.relay.history(any(), any(), any())).willAnswer((invocation) -> {
			HistoryQuery query = invocation.getArgument(2);
			return (query.since() != null)
					? CompletableFuture.failedFuture(new UnrecoverablePositionException("expected by the test"))
					: CompletableFuture.completedFuture(history(7));
		});
		Recovery recovery = this.reader.recover("a", position(3)).join();
		assertThat(recovery.isComplete()).isFalse();
		assertThat(recovery.top()).isEqualTo(position(7));
	}

	@Test
	void whoKnewNothingOfAnotherStreamGetsAllThatItHasAndIsTold() {
		given(this.relay.history(any(), any(), any())).willAnswer((invocation) -> {
			HistoryQuery query = invocation.getArgument(2);
			return (!query.since().epoch().isEmpty())
					? CompletableFuture.failedFuture(new UnrecoverablePositionException("expected by the test"))
					: CompletableFuture.completedFuture(history(2, 1, 2));
		});
		Recovery recovery = this.reader.recover("a", new StreamPosition(0, "~1~3c~lost")).join();
		assertThat(recovery.isComplete()).isFalse();
		assertThat(recovery.start()).isEqualTo(position(0));
		assertThat(recovery.missed()).hasSize(2);
	}

	@Test
	void aCacheOfAChannelThatWasNeverPublishedToMissesNothing() {
		this.reader = reader(RecoveryMode.CACHE);
		StreamPosition top = new StreamPosition(0, "~20~3c~server");
		given(this.relay.history(any(), any(), any()))
			.willReturn(CompletableFuture.completedFuture(new History(List.of(), top)));
		assertThat(this.reader.recover("a", new StreamPosition(0, "~1~3c~server")).join().isComplete()).isTrue();
		assertThat(this.reader.recover("a", new StreamPosition(0, "~1~3c~another")).join().isComplete()).isFalse();
	}

	@Test
	void aCacheGivesTheLatestPublicationUnlessTheClientHasIt() {
		this.reader = reader(RecoveryMode.CACHE);
		given(this.relay.history(any(), any(), any())).willReturn(CompletableFuture.completedFuture(history(7, 7)));
		Recovery behind = this.reader.recover("a", new StreamPosition(0, "")).join();
		assertThat(behind.start()).isEqualTo(position(6));
		assertThat(behind.missed()).hasSize(1);
		assertThat(this.reader.recover("a", position(7)).join().missed()).isEmpty();
	}

	@Test
	void noMoreIsReadThanMayBeMissed() {
		given(this.relay.history(any(), any(), any())).willReturn(CompletableFuture.completedFuture(history(7)));
		this.reader.recover("a", position(3)).join();
		verify(this.relay).history(eq("a"), any(), eq(HistoryQuery.since(position(3), 300).withMaxBytes(1000)));
	}

	@Test
	void aCacheKeepsWhatIsTooLargeToItself() {
		this.reader = reader(RecoveryMode.CACHE);
		Publication large = new Publication(new byte[1001], null).withPosition(position(7));
		given(this.relay.history(any(), any(), any()))
			.willReturn(CompletableFuture.completedFuture(new History(List.of(large), position(7))));
		Recovery recovery = this.reader.recover("a", position(6)).join();
		assertThat(recovery.isComplete()).isFalse();
		assertThat(recovery.missed()).isEmpty();
	}

	@Test
	void anEmptyCacheGivesNothing() {
		this.reader = reader(RecoveryMode.CACHE);
		given(this.relay.history(any(), any(), any())).willReturn(CompletableFuture.completedFuture(history(7)));
		assertThat(this.reader.recover("a", position(6)).join().isComplete()).isFalse();
	}

	private StreamReader reader(RecoveryMode mode) {
		return new StreamReader(this.relay,
				StreamOptions.withDefaults((channel) -> new HistoryOptions(10, LIFE, LIFE, mode)), 1000, this.recent,
				RealtimeMetrics.NONE);
	}

	private CompletableFuture<History> answerLater() {
		CompletableFuture<History> answer = new CompletableFuture<>();
		this.asked.add(answer);
		return answer;
	}

	private void answerAll() {
		int count = this.asked.size();
		for (int i = 0; i < count; i++) {
			this.asked.remove().complete(history(0));
		}
	}

	private static History history(long top, long... offsets) {
		List<Publication> publications = new ArrayList<>();
		for (long offset : offsets) {
			publications.add(new Publication(new byte[1], null).withPosition(position(offset)));
		}
		return new History(publications, position(top));
	}

	private static StreamPosition position(long offset) {
		return new StreamPosition(offset, "epoch");
	}

}
