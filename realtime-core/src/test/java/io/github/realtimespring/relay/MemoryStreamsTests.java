package io.github.realtimespring.relay;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MemoryStreamsTests {

	private static final HistoryOptions HISTORY = new HistoryOptions(5, Duration.ofMinutes(1), Duration.ofHours(1));

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);

	private final MemoryStreams streams = new MemoryStreams(this.now::get, 10_000);

	@Test
	void publicationsEndBeforeTheirStreamDoes() {
		StreamPosition first = publish("a", PublishOptions.NONE);
		pass(Duration.ofMinutes(1));
		assertThat(this.streams.read("a", HISTORY, HistoryQuery.newest(10)).publications()).isEmpty();
		assertThat(publish("a", PublishOptions.NONE)).isEqualTo(new StreamPosition(2, first.epoch()));
		pass(Duration.ofHours(1));
		StreamPosition anew = publish("a", PublishOptions.NONE);
		assertThat(anew.offset()).isOne();
		assertThat(anew.epoch()).isNotEqualTo(first.epoch());
	}

	@Test
	void streamsThatEndedTakeNoMemory() {
		for (int i = 0; i < 100; i++) {
			publish("channel-" + i, PublishOptions.NONE);
		}
		assertThat(this.streams.size()).isEqualTo(100);
		pass(Duration.ofHours(1));
		publish("another", PublishOptions.NONE);
		assertThat(this.streams.size()).isOne();
	}

	@Test
	void anIdempotencyKeyIsForgottenAfterFiveMinutes() {
		PublishOptions options = PublishOptions.NONE.withIdempotencyKey("k");
		assertThat(publish("a", options).offset()).isOne();
		pass(Duration.ofMinutes(5).minusNanos(1));
		assertThat(publish("a", options).offset()).isOne();
		pass(Duration.ofNanos(1));
		assertThat(publish("a", options).offset()).isEqualTo(2);
	}

	@Test
	void whenDeliveryIsRefusedThenNothingHasHappened() {
		assertThatExceptionOfType(RelayException.class)
			.isThrownBy(() -> this.streams.publish("a", publication(), HISTORY,
					PublishOptions.NONE.withIdempotencyKey("k").withVersion(1, ""), (publication) -> false))
			.matches(RelayException::isOutcomeKnown);
		assertThat(publish("a", PublishOptions.NONE.withIdempotencyKey("k").withVersion(1, "")).offset()).isOne();
	}

	@Test
	void aPublicationThatSkipsHistoryHasNoPosition() {
		publish("a", PublishOptions.NONE);
		assertThat(publish("a", PublishOptions.NONE.withoutHistory())).isEqualTo(StreamPosition.NONE);
		assertThat(publish("a", PublishOptions.NONE).offset()).isEqualTo(2);
	}

	@Test
	void whenAllTogetherTakeTooMuchThenThoseUsedLeastRecentlyAreEmptied() {
		StreamPosition first = publish("channel-0", PublishOptions.NONE);
		for (int i = 1; i < 200; i++) {
			pass(Duration.ofNanos(1));
			publish("channel-" + i, PublishOptions.NONE);
		}
		assertThat(this.streams.read("channel-199", HISTORY, HistoryQuery.newest(1)).publications()).hasSize(1);
		assertThat(this.streams.read("channel-170", HISTORY, HistoryQuery.newest(1)).publications()).hasSize(1);
		assertThat(this.streams.read("channel-0", HISTORY, HistoryQuery.newest(1)).publications()).isEmpty();
		assertThat(publish("channel-0", PublishOptions.NONE)).isEqualTo(new StreamPosition(2, first.epoch()));
	}

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

	private StreamPosition publish(String channel, PublishOptions options) {
		return this.streams.publish(channel, publication(), HISTORY, options, (publication) -> true);
	}

	private static Publication publication() {
		return new Publication(new byte[1], null);
	}

}
