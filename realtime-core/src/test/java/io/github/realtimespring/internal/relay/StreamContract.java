package io.github.realtimespring.internal.relay;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.History;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.UnrecoverablePositionException;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.relay.Relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What the streams of every relay do alike.
 */
public abstract class StreamContract {

	private static final HistoryOptions HISTORY = new HistoryOptions(5, Duration.ofMinutes(10), Duration.ofHours(1));

	private static int channels;

	private final String channel = "kept:" + ++channels;

	private HistoryOptions history = HISTORY;

	protected abstract Relay relay();

	/**
	 * What has arrived on a channel that the relay was subscribed to.
	 */
	protected abstract List<Publication> arrived(String channel);

	@Test
	void offsetsGrowByOneAndArriveWithTheirPublications() {
		relay().subscribe(this.channel).join();
		StreamPosition first = publish("a");
		assertThat(first.offset()).isOne();
		assertThat(StreamEpochs.isProvisional(first.epoch())).isFalse();
		assertThat(publish("b")).isEqualTo(new StreamPosition(2, first.epoch()));
		await().until(() -> arrived(this.channel).size() == 2);
		assertThat(arrived(this.channel)).extracting(Publication::position)
			.containsExactly(first, new StreamPosition(2, first.epoch()));
		assertThat(texts(arrived(this.channel))).containsExactly("a", "b");
	}

	@Test
	void aChannelThatWasNeverPublishedToHasAProvisionalPosition() {
		StreamPosition empty = read(HistoryQuery.POSITION).position();
		assertThat(empty.offset()).isZero();
		assertThat(StreamEpochs.isProvisional(empty.epoch())).isTrue();
		History again = read(HistoryQuery.newest(10));
		assertThat(again.publications()).isEmpty();
		assertThat(StreamEpochs.isSame(empty.epoch(), again.position().epoch())).isTrue();
		assertThat(read(HistoryQuery.since(empty, 10)).publications()).isEmpty();
	}

	@Test
	void theFirstStreamAfterAProvisionalPositionFollowsIt() {
		StreamPosition empty = read(HistoryQuery.POSITION).position();
		StreamPosition first = publish("a");
		publish("b");
		assertThat(first.offset()).isOne();
		assertThat(StreamEpochs.isSame(empty.epoch(), first.epoch())).isTrue();
		assertThat(texts(read(HistoryQuery.since(empty, 10)).publications())).containsExactly("a", "b");
	}

	@Test
	void aClientThatKeepsItsProvisionalEpochGoesOnFromItsOffset() {
		String provisional = read(HistoryQuery.POSITION).position().epoch();
		publish("a");
		publish("b");
		publish("c");
		assertThat(texts(read(HistoryQuery.since(new StreamPosition(2, provisional), 10)).publications()))
			.containsExactly("c");
		assertThat(texts(
				read(HistoryQuery.builder().limit(10).since(new StreamPosition(2, provisional)).reverse(true).build())
					.publications()))
			.containsExactly("a");
	}

	@Test
	void aProvisionalPositionEndsWhenAStreamMayHaveComeAndGone() {
		StreamPosition known = read(HistoryQuery.POSITION).position();
		String[] parts = known.epoch().split("~");
		long seconds = Long.parseLong(parts[1], 16);
		for (String epoch : List.of("~0~e10~" + parts[3],
				"~" + Long.toHexString(Math.max(0, seconds - 3600)) + "~e10~another", "~" + parts[1] + "~0~" + parts[3],
				"~" + parts[1] + "~1~" + parts[3], "~" + parts[1] + "~" + parts[2] + "~another", "~", "~~~", "~x~y~z",
				"~-1~e10~" + parts[3])) {
			if (!epoch.equals("~0~e10~" + parts[3]) || seconds >= 3600) {
				assertUnrecoverable(new StreamPosition(0, epoch));
			}
		}
		publish("a");
		assertUnrecoverable(new StreamPosition(0, "~" + parts[1] + "~" + parts[2] + "~another"));
		assertUnrecoverable(new StreamPosition(0, "~" + Long.toHexString(seconds + 60) + "~e10~" + parts[3]));
		assertUnrecoverable(new StreamPosition(0, "~" + parts[1] + "~0~" + parts[3]));
		this.history = new HistoryOptions(5, Duration.ofMillis(1), Duration.ofMillis(999));
		assertUnrecoverable(known);
	}

	private void assertUnrecoverable(StreamPosition since) {
		assertThatExceptionOfType(CompletionException.class).as(since.epoch())
			.isThrownBy(() -> read(HistoryQuery.since(since, 10)))
			.withCauseInstanceOf(UnrecoverablePositionException.class);
	}

	@Test
	void theNewestAreKeptUpToTheSize() {
		IntStream.rangeClosed(1, 8).forEach((i) -> publish("" + i));
		assertThat(texts(read(HistoryQuery.oldest(100)).publications())).containsExactly("4", "5", "6", "7", "8");
		assertThat(read(HistoryQuery.POSITION).publications()).isEmpty();
		assertThat(read(HistoryQuery.POSITION).position().offset()).isEqualTo(8);
	}

	@Test
	void aPartCanBeAskedForFromBothEnds() {
		String epoch = publish("1").epoch();
		IntStream.rangeClosed(2, 5).forEach((i) -> publish("" + i));
		assertThat(texts(read(HistoryQuery.newest(2)).publications())).containsExactly("5", "4");
		assertThat(texts(read(HistoryQuery.oldest(2)).publications())).containsExactly("1", "2");
		StreamPosition third = new StreamPosition(3, epoch);
		assertThat(texts(read(HistoryQuery.since(third, 10)).publications())).containsExactly("4", "5");
		assertThat(texts(read(HistoryQuery.since(third, 1)).publications())).containsExactly("4");
		assertThat(texts(read(HistoryQuery.builder().limit(10).since(third).reverse(true).build()).publications()))
			.containsExactly("2", "1");
		assertThat(texts(read(HistoryQuery.since(new StreamPosition(0, ""), 10)).publications())).hasSize(5);
		assertThat(read(HistoryQuery.since(new StreamPosition(99, epoch), 10)).publications()).isEmpty();
	}

	@Test
	void aReadEndsBeforeItHasTooManyBytes() {
		this.history = new HistoryOptions(100, HISTORY.ttl(), HISTORY.metaTtl());
		byte[] kilobyte = new byte[1000];
		for (int i = 0; i < 40; i++) {
			publish(new Publication(kilobyte, null), PublishOptions.NONE).join();
		}
		HistoryQuery forwards = HistoryQuery.oldest(100);
		assertThat(offsets(forwards)).containsExactlyElementsOf(LongStream.rangeClosed(1, 40).boxed().toList());
		assertThat(offsets(HistoryQuery.newest(100)))
			.containsExactlyElementsOf(LongStream.rangeClosed(1, 40).map((i) -> 41 - i).boxed().toList());
		// The envelope counts, too
		assertThat(offsets(forwards.withMaxBytes(20_900)))
			.containsExactlyElementsOf(LongStream.rangeClosed(1, 20).boxed().toList());
		assertThat(offsets(HistoryQuery.newest(100).withMaxBytes(2_900))).containsExactly(40L, 39L);
		assertThat(offsets(forwards.withMaxBytes(1))).containsExactly(1L);
		assertThat(offsets(HistoryQuery.oldest(3).withMaxBytes(1_000_000))).containsExactly(1L, 2L, 3L);
	}

	@Test
	void whatIsReadIsWhatWasPublished() {
		Publication publication = new Publication(new byte[] { 0, 1, -1, '\n' }, "application/x")
			.withTags(Map.of("a", "b"));
		StreamPosition position = publish(publication, PublishOptions.NONE).join();
		Publication read = read(HistoryQuery.newest(1)).publications().get(0);
		assertThat(read).usingRecursiveComparison().isEqualTo(publication.withPosition(position));
	}

	@Test
	void aPositionOfAnotherStreamIsRefused() {
		publish("a");
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> read(HistoryQuery.since(new StreamPosition(1, "another"), 10)))
			.withCauseInstanceOf(UnrecoverablePositionException.class);
	}

	@Test
	void anIdempotencyKeyCountsOnce() {
		relay().subscribe(this.channel).join();
		PublishOptions options = PublishOptions.builder().idempotencyKey("k").build();
		StreamPosition first = publish(publication("a"), options).join();
		assertThat(publish(publication("b"), options).join()).isEqualTo(first);
		StreamPosition second = publish(publication("c"), PublishOptions.builder().idempotencyKey("other").build())
			.join();
		assertThat(second.offset()).isEqualTo(2);
		await().until(() -> arrived(this.channel).size() == 2);
		assertThat(texts(read(HistoryQuery.newest(10)).publications())).containsExactly("c", "a");
	}

	@Test
	void anIdempotencyKeyCountsOnceInAChannelThatKeepsNothing() {
		relay().subscribe(this.channel).join();
		PublishOptions options = PublishOptions.builder().idempotencyKey("k").build();
		for (String text : List.of("a", "b")) {
			assertThat(relay().publish(this.channel, publication(text), HistoryOptions.NONE, options).join())
				.isEqualTo(StreamPosition.NONE);
		}
		relay().publish(this.channel, publication("c")).join();
		await().until(() -> arrived(this.channel).size() == 2);
		assertThat(texts(arrived(this.channel))).containsExactly("a", "c");
	}

	@Test
	void anOlderVersionIsSuppressed() {
		publish(publication("5"), PublishOptions.builder().version(5, "x").build()).join();
		StreamPosition same = publish(publication("5 again"), PublishOptions.builder().version(5, "x").build()).join();
		publish(publication("4"), PublishOptions.builder().version(4).build()).join();
		publish(publication("1 of another epoch"), PublishOptions.builder().version(1, "y").build()).join();
		publish(publication("2"), PublishOptions.builder().version(2, "y").build()).join();
		assertThat(same.offset()).isOne();
		assertThat(texts(read(HistoryQuery.oldest(10)).publications())).containsExactly("5", "1 of another epoch", "2");
	}

	@Test
	void versionsAreExact() {
		long version = 1_732_285_000_000_000_001L;
		publish(publication("1"), PublishOptions.builder().version(version).build()).join();
		publish(publication("2"), PublishOptions.builder().version(version + 1).build()).join();
		publish(publication("3"), PublishOptions.builder().version(version).build()).join();
		publish(publication("4"), PublishOptions.builder().version(99).build()).join();
		assertThat(texts(read(HistoryQuery.oldest(10)).publications())).containsExactly("1", "2");
	}

	@Test
	void anOlderVersionIsSuppressedInAChannelThatKeepsNothing() {
		PublishOptions options = PublishOptions.builder().version(5, "x").build();
		for (int i = 0; i < 2; i++) {
			assertThat(relay().publish(this.channel, publication("5"), HistoryOptions.NONE, options).join())
				.isEqualTo(StreamPosition.NONE);
		}
	}

	@Test
	void publicationsOfManyThreadsArriveInTheOrderOfTheirOffsets() {
		relay().subscribe(this.channel).join();
		int count = 400;
		List<CompletableFuture<Void>> publishers = new ArrayList<>();
		for (int publisher = 0; publisher < 4; publisher++) {
			publishers.add(CompletableFuture.runAsync(() -> IntStream.range(0, count / 4)
				.mapToObj((i) -> publish(publication("" + i), PublishOptions.NONE))
				.toList()
				.forEach(CompletableFuture::join)));
		}
		publishers.forEach(CompletableFuture::join);
		await().until(() -> arrived(this.channel).size() == count);
		assertThat(arrived(this.channel).stream().map((publication) -> offset(publication)))
			.containsExactlyElementsOf(IntStream.rangeClosed(1, count).mapToObj(Long::valueOf).toList());
	}

	@Test
	void keysAndVersionsCountInABurst() {
		relay().subscribe(this.channel).join();
		PublishOptions key = PublishOptions.builder().idempotencyKey("k").build();
		List<CompletableFuture<StreamPosition>> published = List.of(publish(publication("1"), PublishOptions.NONE),
				publish(publication("2"), key), publish(publication("2 again"), key),
				publish(publication("3"), PublishOptions.builder().version(3).build()),
				publish(publication("1, late"), PublishOptions.builder().version(1).build()),
				publish(publication("4"), PublishOptions.builder().version(4).build()),
				publish(publication("2 late"), key), publish(publication("5"), PublishOptions.NONE));
		assertThat(published).extracting((position) -> position.join().offset())
			.containsExactly(1L, 2L, 2L, 3L, 3L, 4L, 2L, 5L);
		await().until(() -> arrived(this.channel).size() == 5);
		assertThat(texts(arrived(this.channel))).containsExactly("1", "2", "3", "4", "5");
		assertThat(texts(read(HistoryQuery.oldest(10)).publications())).containsExactly("1", "2", "3", "4", "5");
	}

	@Test
	void whatIsNotKeptDoesNotOvertakeWhatIs() {
		relay().subscribe(this.channel).join();
		List<String> expected = new ArrayList<>();
		CompletableFuture<?>[] published = new CompletableFuture<?>[60];
		for (int i = 0; i < published.length; i++) {
			Publication publication = publication("" + i);
			published[i] = (i % 3 == 2) ? relay().publish(this.channel, publication)
					: publish(publication, PublishOptions.NONE);
			expected.add("" + i);
		}
		CompletableFuture.allOf(published).join();
		await().until(() -> arrived(this.channel).size() == published.length);
		assertThat(texts(arrived(this.channel))).containsExactlyElementsOf(expected);
	}

	@Test
	void channelsWithStrangeNamesAreKeptApart() {
		for (String name : List.of(this.channel + "}", this.channel + "%7D", "}" + this.channel, "{" + this.channel,
				this.channel + " é*?[")) {
			assertThat(relay()
				.publish(name, publication(name), HISTORY, PublishOptions.builder().idempotencyKey("}").build())
				.join()
				.offset()).isOne();
			assertThat(texts(relay().history(name, HISTORY, HistoryQuery.newest(10)).join().publications()))
				.containsExactly(name);
		}
	}

	private static long offset(Publication publication) {
		StreamPosition position = publication.position();
		return (position != null) ? position.offset() : -1;
	}

	private StreamPosition publish(String text) {
		return publish(publication(text), PublishOptions.NONE).join();
	}

	private CompletableFuture<StreamPosition> publish(Publication publication, PublishOptions options) {
		return relay().publish(this.channel, publication, this.history, options);
	}

	private History read(HistoryQuery query) {
		return relay().history(this.channel, this.history, query).join();
	}

	private List<Long> offsets(HistoryQuery query) {
		return read(query).publications().stream().map((publication) -> publication.position().offset()).toList();
	}

	private static Publication publication(String text) {
		return new Publication(text.getBytes(StandardCharsets.UTF_8), null);
	}

	private static List<String> texts(List<Publication> publications) {
		return publications.stream()
			.map((publication) -> new String(publication.data(), StandardCharsets.UTF_8))
			.toList();
	}

}
