package io.github.realtimespring.internal.hub.recovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;

import static org.assertj.core.api.Assertions.assertThat;

class RecentHistoryTests {

	private static final Duration LIFE = Duration.ofMinutes(1);

	@Test
	void everyPositionGetsItsOwnPart() {
		RecentHistory found = found(false, 10, 6, 7, 8, 9, 10);
		for (long since = 5; since <= 10; since++) {
			Recovery recovery = found.recover(position(since), 1000, false);
			assertThat(recovery.isComplete()).isTrue();
			assertThat(recovery.start()).isEqualTo(position(since));
			assertThat(recovery.top()).isEqualTo(position(10));
			assertThat(offsets(recovery))
				.containsExactlyElementsOf(LongStream.rangeClosed(since + 1, 10).boxed().toList());
		}
	}

	@Test
	void whoHasNoPositionBeginsAtTheTop() {
		assertThat(found(false, 10, 10).recover(null, 1000, false))
			.isEqualTo(new Recovery(position(10), List.of(), position(10), false));
	}

	@Test
	void anOlderPositionMayNeedMore() {
		assertThat(found(false, 10, 6, 7, 8, 9, 10).recover(position(4), 1000, false)).isNull();
	}

	@Test
	void anOlderPositionIsLostIfAllThatMayBeMissedWasRead() {
		Recovery recovery = found(true, 10, 6, 7, 8, 9, 10).recover(position(4), 1000, false);
		assertThat(recovery).isEqualTo(new Recovery(position(10), List.of(), position(10), false));
	}

	@Test
	void onlyWhatLeadsToTheTopWithoutAGapIsUsed() {
		assertThat(found(false, 10, 5, 6, 8, 9, 10).publications()).hasSize(3);
		assertThat(found(false, 10, 5, 6, 8, 9).publications()).isEmpty();
		assertThat(found(false, 10, 6, 7, 8, 9, 10, 11).publications()).isEmpty();
		Recovery recovery = found(true, 10, 5, 6, 8, 9, 10).recover(position(6), 1000, false);
		assertThat(recovery.isComplete()).isFalse();
		assertThat(recovery.missed()).isEmpty();
	}

	@Test
	void publicationsOfAnotherEpochAreNotUsed() {
		List<Publication> publications = List.of(publication(9, "other"), publication(10, "epoch"));
		assertThat(RecentHistory.of(publications, position(10), false).publications()).hasSize(1);
	}

	@Test
	void eachHasItsOwnLimitOfBytes() {
		RecentHistory found = found(true, 10, 6, 7, 8, 9, 10);
		assertThat(found.recover(position(7), 30, false).missed()).hasSize(3);
		assertThat(found.recover(position(6), 30, false)).isEqualTo(found.recover(null, 30, false));
		assertThat(found.recover(position(10), 0, false).isComplete()).isTrue();
		assertThat(found.recover(position(9), 0, false).isComplete()).isFalse();
	}

	@Test
	void whoMayHaveNothingNeedsNothing() {
		assertThat(found(false, 10).recover(position(4), 0, false).isComplete()).isFalse();
	}

	@Test
	void thePositionIsOfThisStream() {
		RecentHistory found = found(false, 10, 10);
		assertThat(found.isOfStream(null, LIFE)).isTrue();
		assertThat(found.isOfStream(position(10), LIFE)).isTrue();
		assertThat(found.isOfStream(new StreamPosition(3, ""), LIFE)).isTrue();
		assertThat(found.isOfStream(new StreamPosition(3, "other"), LIFE)).isFalse();
	}

	@Test
	void whoHasSeenMoreNeedsMore() {
		assertThat(found(true, 10, 9, 10).recover(position(11), 1000, false)).isNull();
		assertThat(found(true, 10, 9, 10).recover(position(11), 1000, true)).isNull();
	}

	@Test
	void aProvisionalPositionIsOfTheStreamThatBeganNext() {
		RecentHistory found = RecentHistory.of(List.of(), new StreamPosition(3, "abcdefgh~110~server"), false);
		assertThat(found.isOfStream(new StreamPosition(0, "~108~3c~server"), LIFE)).isTrue();
		assertThat(found.isOfStream(new StreamPosition(0, "~108~3c~server"), Duration.ofSeconds(2))).isFalse();
		assertThat(found.isOfStream(new StreamPosition(0, "~108~3c~another"), LIFE)).isFalse();
		assertThat(found.isOfStream(new StreamPosition(0, "~120~3c~server"), LIFE)).isFalse();
	}

	@Test
	void aCacheGivesTheLatestOnly() {
		RecentHistory found = found(true, 10, 9, 10);
		Recovery recovery = found.recover(position(2), 1000, true);
		assertThat(offsets(recovery)).containsExactly(10L);
		assertThat(recovery.start()).isEqualTo(position(9));
		assertThat(recovery.isComplete()).isTrue();
		assertThat(found.recover(position(10), 1000, true).missed()).isEmpty();
	}

	@Test
	void aCacheWhoseLatestWasNotReadMayHaveOne() {
		assertThat(found(false, 10).recover(position(2), 1000, true)).isNull();
		assertThat(found(false, 10).recover(position(10), 1000, true).isComplete()).isTrue();
		assertThat(found(true, 10).recover(position(2), 1000, true).isComplete()).isFalse();
	}

	static RecentHistory found(boolean complete, long top, long... offsets) {
		return RecentHistory.of(publications(offsets), position(top), complete);
	}

	static List<Publication> publications(long... offsets) {
		List<Publication> publications = new ArrayList<>();
		for (long offset : offsets) {
			publications.add(publication(offset, "epoch"));
		}
		return publications;
	}

	/** Of ten bytes. */
	static Publication publication(long offset, String epoch) {
		return new Publication(new byte[10], null).withPosition(new StreamPosition(offset, epoch));
	}

	static List<Long> offsets(Recovery recovery) {
		return recovery.missed().stream().map((publication) -> publication.position().offset()).toList();
	}

	static StreamPosition position(long offset) {
		return new StreamPosition(offset, "epoch");
	}

}
