package io.github.realtimespring.internal.relay;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StreamEpochsTests {

	private static final Duration LIFE = Duration.ofMinutes(1);

	private final String provisional = StreamEpochs.provisional(1000, LIFE, "server");

	@Test
	void aProvisionalEpochIsTheSameAsLongAsNoStreamCanHaveComeAndGone() {
		assertThat(isSame(StreamEpochs.provisional(1000, LIFE, "server"))).isTrue();
		assertThat(isSame(StreamEpochs.provisional(1058, LIFE, "server"))).isTrue();
		assertThat(isSame(StreamEpochs.provisional(1059, LIFE, "server"))).isFalse();
		assertThat(isSame(StreamEpochs.provisional(999, LIFE, "server"))).isFalse();
		assertThat(isSame(StreamEpochs.first(1058, "server"))).isTrue();
		assertThat(isSame(StreamEpochs.first(1059, "server"))).isFalse();
		assertThat(isSame(StreamEpochs.first(999, "server"))).isFalse();
		assertThat(isSame(StreamEpochs.first(1000, "another"))).isFalse();
		assertThat(isSame(StreamEpochs.next())).isFalse();
		assertThat(isSame("")).isFalse();
	}

	@Test
	void aShorterLifeOfStreamsHolds() {
		String first = StreamEpochs.first(1030, "server");
		assertThat(StreamEpochs.isSame(this.provisional, first, Duration.ofMinutes(2))).isTrue();
		assertThat(StreamEpochs.isSame(this.provisional, first, Duration.ofSeconds(30))).isFalse();
	}

	@Test
	void aRealEpochIsTheSameAsItselfOnly() {
		String first = StreamEpochs.first(1000, "server");
		assertThat(StreamEpochs.isSame(first, first)).isTrue();
		assertThat(StreamEpochs.isSame(first, StreamEpochs.first(1000, "server"))).isFalse();
		assertThat(StreamEpochs.isSame(first, this.provisional)).isFalse();
	}

	@Test
	void evictionsMatterToThoseWhoWereAway() {
		String evicted = StreamEpochs.first(1001, "server.3");
		assertThat(isSame(evicted)).isFalse();
		assertThat(StreamEpochs.isFollowedBy(this.provisional, evicted)).isTrue();
		assertThat(StreamEpochs.isStillProvisional(this.provisional, StreamEpochs.provisional(9999, LIFE, "server.3")))
			.isTrue();
		assertThat(StreamEpochs.isStillProvisional(this.provisional, StreamEpochs.provisional(1000, LIFE, "another")))
			.isFalse();
		assertThat(StreamEpochs.isStillProvisional(this.provisional, evicted)).isFalse();
	}

	@Test
	void whereTheServerHasNoClockNothingIsTheSame() {
		String unknown = StreamEpochs.provisional(0, LIFE, "s");
		assertThat(StreamEpochs.isSame(unknown, StreamEpochs.first(1000, "s"))).isFalse();
		assertThat(StreamEpochs.isSame(unknown, StreamEpochs.first(0, "s"))).isFalse();
		assertThat(StreamEpochs.isSame(unknown, unknown)).isFalse();
		assertThat(StreamEpochs.isSame(unknown, unknown, LIFE)).isFalse();
		assertThat(StreamEpochs.isFollowedBy(unknown, StreamEpochs.first(0, "s"))).isFalse();
		assertThat(StreamEpochs.isStillProvisional(unknown, unknown)).isTrue();
	}

	private boolean isSame(String current) {
		return StreamEpochs.isSame(this.provisional, current);
	}

}
