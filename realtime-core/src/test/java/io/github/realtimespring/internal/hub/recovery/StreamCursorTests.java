package io.github.realtimespring.internal.hub.recovery;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.hub.recovery.StreamCursor.Step;

import static org.assertj.core.api.Assertions.assertThat;

class StreamCursorTests {

	private final StreamCursor cursor = new StreamCursor(new StreamPosition(0, "~100~3c~server"));

	@Test
	void theFirstPublicationOfTheFirstStreamFollowsAProvisionalPosition() {
		assertThat(advance(1, "abcdefgh~110~server")).isEqualTo(Step.NEXT);
		assertThat(advance(1, "abcdefgh~110~server")).isEqualTo(Step.SEEN);
		assertThat(advance(2, "abcdefgh~110~server")).isEqualTo(Step.NEXT);
		assertThat(advance(1, "another~111~server")).isEqualTo(Step.GAP);
	}

	@Test
	void aLaterPublicationAnotherServerAndALaterStreamAreGaps() {
		assertThat(advance(2, "abcdefgh~110~server")).isEqualTo(Step.GAP);
		assertThat(advance(1, "abcdefgh~110~another")).isEqualTo(Step.GAP);
		assertThat(advance(1, "abcdefgh~200~server")).isEqualTo(Step.GAP);
		assertThat(advance(1, "abcdefgh")).isEqualTo(Step.GAP);
		assertThat(advance(1, "abcdefgh~110~server")).isEqualTo(Step.NEXT);
	}

	@Test
	void provisionalPositionsOfOneServerAreTheSame() {
		assertThat(this.cursor.hasReached(position(0, "~900~3c~server"))).isTrue();
		assertThat(this.cursor.hasReached(position(0, "~101~3c~another"))).isFalse();
		assertThat(this.cursor.hasReached(position(1, "abcdefgh~110~server"))).isFalse();
	}

	@Test
	void aProvisionalPositionFromBeforeTheStreamIsReached() {
		advance(1, "abcdefgh~110~server");
		assertThat(this.cursor.hasReached(position(0, "~108~3c~server"))).isTrue();
		assertThat(this.cursor.hasReached(position(0, "~120~3c~server"))).isFalse();
	}

	@Test
	void aQuietSubscriberGoesOnFromTheLatestProvisionalPosition() {
		assertThat(this.cursor.renew(position(0, "~120~3c~server"))).isTrue();
		assertThat(this.cursor.renew(position(0, "~121~3c~another"))).isFalse();
		assertThat(this.cursor.renew(position(0, "~f00~3c~server"))).isFalse();
		assertThat(advance(1, "abcdefgh~140~server")).isEqualTo(Step.NEXT);
	}

	private Step advance(long offset, String epoch) {
		return this.cursor.advance(position(offset, epoch));
	}

	private static StreamPosition position(long offset, String epoch) {
		return new StreamPosition(offset, epoch);
	}

}
