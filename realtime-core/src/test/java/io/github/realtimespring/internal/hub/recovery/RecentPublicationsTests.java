package io.github.realtimespring.internal.hub.recovery;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;

import static io.github.realtimespring.internal.hub.recovery.RecentHistoryTests.found;
import static io.github.realtimespring.internal.hub.recovery.RecentHistoryTests.position;
import static io.github.realtimespring.internal.hub.recovery.RecentHistoryTests.publication;
import static org.assertj.core.api.Assertions.assertThat;

class RecentPublicationsTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final RecentPublications recent = new RecentPublications();

	@Test
	void nothingIsKnownBeforeTheStreamWasRead() {
		this.recent.begin("a", 10, 1000);
		arrive(1, 2);
		assertThat(this.recent.find("a")).isNull();
	}

	@Test
	void whatArrivesWhileTheStreamIsReadFollowsWhatWasRead() {
		StreamTail tail = this.recent.begin("a", 10, 1000);
		arrive(5, 6, 7, 8);
		this.recent.keep("a", tail, found(false, 6, 4, 5, 6));
		assertKnown(4, 5, 6, 7, 8);
		arrive(8, 9);
		assertKnown(4, 5, 6, 7, 8, 9);
	}

	@Test
	void whatWasFoundBeforeDoesNotChange() {
		keep(found(false, 6, 6));
		RecentHistory before = this.recent.find("a");
		arrive(7);
		assertThat(before.publications()).hasSize(1);
		assertThat(this.recent.find("a").publications()).hasSize(2);
	}

	@Test
	void manyShareOneList() {
		keep(found(false, 6, 5, 6));
		assertThat(this.recent.find("a").publications()).isSameAs(this.recent.find("a").publications());
	}

	@Test
	void aGapWhileTheStreamIsReadEndsIt() {
		StreamTail tail = this.recent.begin("a", 10, 1000);
		arrive(8);
		this.recent.keep("a", tail, found(false, 6, 6));
		assertForgotten();
	}

	@Test
	void aGapEndsIt() {
		keep(found(false, 6, 6));
		arrive(8);
		assertForgotten();
	}

	@Test
	void anotherEpochEndsIt() {
		keep(found(false, 6, 6));
		this.recent.record("a", publication(7, "another"));
		assertForgotten();
	}

	@Test
	void anEarlierEpochThatIsStillOnItsWayEndsIt() {
		StreamTail tail = this.recent.begin("a", 10, 1000);
		this.recent.record("a", publication(6, "former"));
		this.recent.keep("a", tail, found(false, 6, 6));
		assertForgotten();
	}

	@Test
	void publicationsOutsideTheStreamPass() {
		keep(found(false, 6, 6));
		this.recent.record("a", new Publication(new byte[10], null));
		this.recent.record("a", new Publication(new byte[10], null).withPosition(StreamPosition.NONE));
		assertKnown(6);
	}

	@Test
	void otherChannelsAreOthers() {
		keep(found(false, 6, 6));
		this.recent.record("b", publication(100, "b"));
		this.recent.discard("b");
		assertKnown(6);
		assertThat(this.recent.find("b")).isNull();
	}

	@Test
	void aStreamThatHasNotBegunIsNotKept() {
		keep(RecentHistory.of(List.of(), new StreamPosition(0, "~100~3c~server"), false));
		assertForgotten();
	}

	@Test
	void tooManyToRecoverAreCut() {
		StreamTail tail = this.recent.begin("a", 3, 1000);
		this.recent.keep("a", tail, found(false, 6, 5, 6));
		assertThat(this.recent.find("a").recover(position(3), 1000, false)).isNull();
		arrive(7, 8);
		assertKnown(6, 7, 8);
		assertThat(this.recent.find("a").recover(position(4), 1000, false).isComplete()).isFalse();
		assertThat(this.recent.find("a").recover(position(5), 1000, false).missed()).hasSize(3);
	}

	@Test
	void tooMuchToRecoverIsCut() {
		StreamTail tail = this.recent.begin("a", 10, 25);
		this.recent.keep("a", tail, found(false, 6, 5, 6));
		arrive(7);
		assertKnown(6, 7);
		assertThat(this.recent.find("a").isComplete()).isTrue();
	}

	@Test
	void tooMuchThatArrivesWhileTheStreamIsReadEndsIt() {
		StreamTail tail = this.recent.begin("a", 10, 25);
		arrive(7, 8, 9);
		this.recent.keep("a", tail, found(false, 9, 9));
		assertForgotten();
	}

	@Test
	void noRoomForAPublicationEndsItAlsoWhileTheStreamIsRead() {
		StreamTail tail = this.recent.begin("a", 10, 1000);
		this.recent.discard("a");
		this.recent.keep("a", tail, found(false, 6, 6));
		assertForgotten();
		keep(found(false, 6, 6));
		this.recent.discard("a");
		assertForgotten();
	}

	@Test
	void allAreForgottenAlsoThoseThatAreRead() {
		StreamTail tail = this.recent.begin("a", 10, 1000);
		this.recent.clear();
		this.recent.keep("a", tail, found(false, 6, 6));
		assertForgotten();
	}

	@Test
	void aNewReadReplacesAnEarlierOne() {
		keep(found(false, 6, 6));
		StreamTail tail = this.recent.begin("a", 10, 1000);
		assertThat(this.recent.find("a")).isNull();
		this.recent.keep("a", tail, found(false, 6, 5, 6));
		assertKnown(5, 6);
	}

	@Test
	void aFailedReadDoesNotEndALaterOne() {
		StreamTail failed = this.recent.begin("a", 10, 1000);
		keep(found(false, 6, 6));
		this.recent.discard("a", failed);
		assertKnown(6);
	}

	@Test
	void aStreamThatIsAheadEndsIt() {
		keep(found(false, 6, 6));
		this.recent.check("a", position(6));
		assertKnown(6);
		this.recent.check("a", position(7));
		assertForgotten();
		keep(found(false, 6, 6));
		this.recent.check("a", new StreamPosition(6, "another"));
		assertForgotten();
	}

	@Test
	void itIsForgottenWhenNobodyUsesIt() {
		keep(found(false, 6, 6));
		for (int second = 0; second < 20; second++) {
			this.recent.sweep(second * SECOND);
			assertKnown(6);
		}
		this.recent.sweep(20 * SECOND);
		this.recent.sweep(24 * SECOND);
		assertThat(this.recent.size()).isPositive();
		this.recent.sweep(25 * SECOND);
		assertForgotten();
	}

	@Test
	void itIsForgottenSomeTimeAfterTheRead() {
		keep(found(false, 6, 6));
		for (int second = 0; second < 30; second++) {
			this.recent.sweep(second * SECOND);
			assertKnown(6);
		}
		this.recent.sweep(30 * SECOND);
		assertForgotten();
	}

	@Test
	void theSizeOfAllIsLimited() {
		RecentPublications small = new RecentPublications(2000);
		small.keep("a", small.begin("a", 10, 1000), found(false, 6, 4, 5, 6));
		assertThat(small.find("a")).isNotNull();
		small.keep("b", small.begin("b", 10, 1000), found(false, 6, 4, 5, 6));
		assertThat(small.find("b")).isNull();
		assertThat(small.find("a")).isNotNull();
		for (int i = 7; i < 20 && small.find("a") != null; i++) {
			small.record("a", publication(i, "epoch"));
		}
		assertThat(small.find("a")).isNull();
		assertThat(small.size()).isZero();
	}

	private void keep(RecentHistory read) {
		this.recent.keep("a", this.recent.begin("a", 10, 1000), read);
	}

	private void arrive(long... offsets) {
		for (long offset : offsets) {
			this.recent.record("a", publication(offset, "epoch"));
		}
	}

	private void assertKnown(long... offsets) {
		RecentHistory found = this.recent.find("a");
		assertThat(found).isNotNull();
		assertThat(found.publications().stream().mapToLong((publication) -> publication.position().offset()).toArray())
			.containsExactly(offsets);
		assertThat(found.top().offset()).isEqualTo(offsets[offsets.length - 1]);
	}

	private void assertForgotten() {
		assertThat(this.recent.find("a")).isNull();
		assertThat(this.recent.size()).isZero();
	}

}
