package io.github.realtimespring.internal.relay.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.UnrecoverablePositionException;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.relay.StreamEpochs;
import io.github.realtimespring.relay.RelayException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MemoryStreamsTests {

	private static final HistoryOptions HISTORY = new HistoryOptions(5, Duration.ofMinutes(1), Duration.ofHours(1));

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);

	private final MemoryStreams streams = new MemoryStreams(this.now::get, 100_000);

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
		PublishOptions options = PublishOptions.builder().idempotencyKey("k").build();
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
					PublishOptions.builder().idempotencyKey("k").version(1).build(), (publication) -> false))
			.matches(RelayException::isNotExecuted);
		assertThat(publish("a", PublishOptions.builder().idempotencyKey("k").version(1).build()).offset()).isOne();
	}

	@Test
	void aPublicationThatSkipsHistoryHasNoPosition() {
		publish("a", PublishOptions.NONE);
		assertThat(publish("a", PublishOptions.builder().skipHistory().build())).isEqualTo(StreamPosition.NONE);
		assertThat(publish("a", PublishOptions.NONE).offset()).isEqualTo(2);
	}

	@Test
	void whenAllTogetherTakeTooMuchThenThoseUsedLeastRecentlyAreForgotten() {
		StreamPosition unread = this.streams.read("another", HISTORY, HistoryQuery.POSITION).position();
		StreamPosition first = publish("channel-100", PublishOptions.NONE);
		for (int i = 1; i < 200; i++) {
			pass(Duration.ofNanos(1));
			publish("channel-" + (100 + i), PublishOptions.NONE);
		}
		assertThat(this.streams.bytes()).isLessThan(101_000);
		assertThat(this.streams.size()).isBetween(100, 150);
		assertThat(this.streams.read("channel-299", HISTORY, HistoryQuery.newest(1)).publications()).hasSize(1);
		assertThat(this.streams.read("channel-270", HISTORY, HistoryQuery.newest(1)).publications()).hasSize(1);
		assertThatUnrecoverable("channel-100", first);
		assertThatUnrecoverable("another", unread);
		StreamPosition anew = publish("channel-100", PublishOptions.NONE);
		assertThat(anew.offset()).isOne();
		assertThat(anew.epoch()).isNotEqualTo(first.epoch());
	}

	@Test
	void aChannelThatTakesMostIsCutInsteadOfOthers() {
		for (int i = 0; i < 20; i++) {
			publish("room:" + i, PublishOptions.NONE);
		}
		HistoryOptions endless = new HistoryOptions(1_000_000, Duration.ofMinutes(1), Duration.ofHours(1));
		for (int i = 0; i < 1000; i++) {
			pass(Duration.ofNanos(1));
			this.streams.publish("room:flood", new Publication(new byte[800], null), endless, PublishOptions.NONE,
					(publication) -> true);
		}
		assertThat(this.streams.bytes()).isLessThan(101_000);
		for (int i = 0; i < 20; i++) {
			assertThat(this.streams.read("room:" + i, HISTORY, HistoryQuery.newest(1)).publications()).hasSize(1);
		}
		History flood = this.streams.read("room:flood", endless, HistoryQuery.newest(10));
		assertThat(flood.position().offset()).isEqualTo(1000);
		assertThat(flood.publications()).hasSize(10);
	}

	@Test
	void tagsTakeRoomAsPayloadDoes() {
		HistoryOptions endless = new HistoryOptions(1_000_000, Duration.ofMinutes(1), Duration.ofHours(1));
		Publication tagged = new Publication(new byte[0], null).withTags(Map.of("a", "b".repeat(800)));
		for (int i = 0; i < 1000; i++) {
			this.streams.publish("room:1", tagged, endless, PublishOptions.NONE, (publication) -> true);
		}
		assertThat(this.streams.bytes()).isLessThan(102_000);
		int kept = this.streams.read("room:1", endless, HistoryQuery.newest(1000)).publications().size();
		assertThat(kept).isBetween(50, 99);
		assertThat(this.streams.read("room:1", endless, HistoryQuery.newest(1000).withMaxBytes(9500)).publications())
			.hasSize(10);
	}

	@Test
	void aNamespaceWithManyChannelsLeavesOthersTheirShare() {
		for (int i = 0; i < 30; i++) {
			publish("prices:" + i, PublishOptions.NONE);
		}
		for (int i = 0; i < 5000; i++) {
			pass(Duration.ofNanos(1));
			publish("open:" + i, PublishOptions.NONE);
		}
		assertThat(this.streams.bytes()).isLessThan(101_000);
		for (int i = 0; i < 30; i++) {
			assertThat(this.streams.read("prices:" + i, HISTORY, HistoryQuery.newest(1)).publications()).hasSize(1);
		}
		assertThat(this.streams.read("open:4999", HISTORY, HistoryQuery.newest(1)).publications()).hasSize(1);
	}

	@Test
	void sharesAreFair() {
		assertThat(StreamEviction.fairShare(List.of(10L, 100L, 1000L), 200)).isEqualTo(95);
		assertThat(StreamEviction.fairShare(List.of(1000L, 10L, 20L), 200)).isEqualTo(170);
		assertThat(StreamEviction.fairShare(List.of(10L, 20L), 200)).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void aMillionNamesThatAreReadTakeNoMemory() {
		for (int i = 0; i < 1_000_000; i++) {
			this.streams.read("channel-" + i, HISTORY, HistoryQuery.POSITION);
		}
		assertThat(this.streams.size()).isZero();
		assertThat(this.streams.bytes()).isZero();
	}

	@Test
	void streamsThatEndedAreNotCounted() {
		publish("a", PublishOptions.NONE);
		assertThat(this.streams.bytes()).isPositive();
		pass(Duration.ofHours(1));
		publish("b", PublishOptions.NONE);
		long one = this.streams.bytes();
		pass(Duration.ofHours(1));
		publish("c", PublishOptions.NONE);
		assertThat(this.streams.bytes()).isEqualTo(one);
	}

	/**
	 * What is recovered since any position that was ever told is what was published since
	 * then, or nothing is: whatever came between, and however much time passed.
	 */
	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 })
	void aRecoveryIsNeverIncompleteUntold(long seed) {
		Random random = new Random(seed);
		HistoryOptions history = new HistoryOptions(20, Duration.ofSeconds(40), Duration.ofSeconds(40));
		MemoryStreams small = new MemoryStreams(this.now::get, 8_000);
		Map<String, List<Publication>> published = new HashMap<>();
		List<Known> positions = new ArrayList<>();
		int complete = 0;
		for (int i = 0; i < 3000; i++) {
			String channel = "channel-" + random.nextInt(6);
			List<Publication> all = published.computeIfAbsent(channel, (name) -> new ArrayList<>());
			switch (random.nextInt(5)) {
				case 0 -> positions.add(
						new Known(channel, small.read(channel, history, HistoryQuery.POSITION).position(), all.size()));
				case 1 -> {
					StreamPosition position = small.publish(channel, publication(), history, PublishOptions.NONE,
							all::add);
					positions.add(new Known(channel, position, all.size()));
				}
				case 2 -> this.now
					.addAndGet(random.nextLong(Duration.ofSeconds((random.nextInt(30) == 0) ? 2000 : 4).toNanos()));
				default -> {
					if (!positions.isEmpty()) {
						Known known = positions.get(random.nextInt(positions.size()));
						Known goneOn = recover(small, history, known, published.get(known.channel()));
						if (goneOn != null) {
							positions.add(goneOn);
							complete++;
						}
					}
				}
			}
		}
		assertThat(complete).isPositive();
	}

	/**
	 * Where a client that had a provisional position stands afterwards: it may keep the
	 * epoch, and go on with the offsets that follow it.
	 */
	private static Known recover(MemoryStreams streams, HistoryOptions history, Known known,
			List<Publication> published) {
		try {
			StreamPosition since = known.position();
			History found = streams.read(known.channel(), history, HistoryQuery.since(since, 100));
			int count = found.publications().size();
			if (since.offset() + count != found.position().offset()) {
				return null;
			}
			assertThat(found.publications())
				.containsExactlyElementsOf(published.subList(known.seen(), published.size()));
			return (count > 0 && StreamEpochs.isProvisional(since.epoch())) ? new Known(known.channel(),
					new StreamPosition(since.offset() + count, since.epoch()), published.size()) : null;
		}
		catch (UnrecoverablePositionException ex) {
			return null;
		}
	}

	private record Known(String channel, StreamPosition position, int seen) {

	}

	private void assertThatUnrecoverable(String channel, StreamPosition position) {
		assertThatExceptionOfType(UnrecoverablePositionException.class)
			.isThrownBy(() -> this.streams.read(channel, HISTORY, HistoryQuery.since(position, 10)));
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
