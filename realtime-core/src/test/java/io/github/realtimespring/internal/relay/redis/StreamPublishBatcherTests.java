package io.github.realtimespring.internal.relay.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.relay.redis.StreamPublishBatcher.Entry;
import io.github.realtimespring.relay.RelayException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What waits for its stream, without Redis.
 */
class StreamPublishBatcherTests {

	private static final HistoryOptions HISTORY = new HistoryOptions(5, Duration.ofMinutes(1), Duration.ofMinutes(1));

	private final List<List<String>> sent = new ArrayList<>();

	private final List<CompletableFuture<List<StreamPosition>>> answers = new ArrayList<>();

	private final StreamPublishBatcher queue = new StreamPublishBatcher((batch) -> {
		this.sent.add(texts(batch));
		CompletableFuture<List<StreamPosition>> answer = new CompletableFuture<>();
		this.answers.add(answer);
		return answer;
	});

	private long offset;

	private int idle;

	@Test
	void whatComesWhileRedisIsAtWorkGoesTogether() {
		List<Entry> entries = List.of(add("a"), add("b"), add("c"));
		assertThat(this.sent).containsExactly(List.of("a"));
		answer();
		assertThat(this.sent).containsExactly(List.of("a"), List.of("b", "c"));
		assertThat(this.queue.isIdle()).isFalse();
		answer();
		assertThat(entries).extracting((entry) -> entry.join().offset()).containsExactly(1L, 2L, 3L);
		assertThat(this.queue.isIdle()).isTrue();
		assertThat(this.idle).isOne();
	}

	@Test
	void nothingWaitsForARedisWithNothingToDo() {
		add("a");
		answer();
		add("b");
		assertThat(this.sent).containsExactly(List.of("a"), List.of("b"));
	}

	@Test
	void aCallIsBoundedInCountAndBytes() {
		add("first");
		IntStream.range(0, StreamPublishBatcher.MAX_COUNT + 1).forEach((i) -> add("x"));
		String large = "y".repeat(StreamPublishBatcher.MAX_BYTES / 2);
		IntStream.range(0, 3).forEach((i) -> add(large));
		add(large + large + large);
		while (this.answers.size() > 0) {
			answer();
		}
		assertThat(this.sent).extracting(List::size).containsExactly(1, StreamPublishBatcher.MAX_COUNT, 2, 2, 1);
	}

	@Test
	void otherOptionsGoInACallOfTheirOwn() {
		add("a");
		add("b");
		add("c", HistoryOptions.NONE);
		add("d");
		while (this.answers.size() > 0) {
			answer();
		}
		assertThat(this.sent).containsExactly(List.of("a"), List.of("b"), List.of("c"), List.of("d"));
	}

	@Test
	void whatRedisRefusedKeepsNobodyElseBack() {
		Entry refused = add("a");
		Entry next = add("b");
		this.answers.remove(0).completeExceptionally(RelayException.notExecuted("No", null));
		answer();
		assertThat(isKnownNotToBeDone(refused)).isTrue();
		assertThat(next.join().offset()).isOne();
	}

	@Test
	void withoutAnAnswerWhatWaitsIsNotTried() {
		Entry lost = add("a");
		Entry waiting = add("b");
		this.answers.remove(0).completeExceptionally(new RelayException("Redis did not answer in time"));
		assertThat(isKnownNotToBeDone(lost)).isFalse();
		assertThat(isKnownNotToBeDone(waiting)).isTrue();
		assertThat(this.sent).containsExactly(List.of("a"));
		assertThat(this.queue.isIdle()).isTrue();
		add("c");
		assertThat(this.sent).containsExactly(List.of("a"), List.of("c"));
	}

	@Test
	void whatCannotBeSentDoesNotKeepTheChannelBusy() {
		StreamPublishBatcher failing = new StreamPublishBatcher((batch) -> {
			throw new IllegalStateException("expected by the test");
		});
		Entry entry = entry("x", HISTORY);
		failing.add(entry);
		failing.flush(() -> this.idle++);
		assertThat(isKnownNotToBeDone(entry)).isTrue();
		assertThat(failing.isIdle()).isTrue();
		assertThat(this.idle).isOne();
	}

	@Test
	void manyThatFailAtOnceNeedNoStack() {
		AtomicInteger calls = new AtomicInteger();
		CompletableFuture<List<StreamPosition>> first = new CompletableFuture<>();
		StreamPublishBatcher failing = new StreamPublishBatcher((batch) -> (calls.getAndIncrement() == 0) ? first
				: CompletableFuture.failedFuture(RelayException.notExecuted("Not connected", null)));
		List<Entry> entries = IntStream.range(0, 100_000).mapToObj((i) -> entry("x", HISTORY)).toList();
		entries.forEach((entry) -> {
			failing.add(entry);
			failing.flush(() -> {
			});
		});
		first.complete(List.of(new StreamPosition(1, "e")));
		assertThat(entries.stream().filter(CompletableFuture::isCompletedExceptionally)).hasSize(99_999);
	}

	@Test
	void manyThreadsLoseNothing() {
		ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
		StreamPublishBatcher shared = new StreamPublishBatcher((batch) -> CompletableFuture.supplyAsync(() -> {
			order.addAll(texts(batch));
			return positions(batch.size());
		}));
		int each = 5000;
		List<CompletableFuture<List<Entry>>> publishers = IntStream.range(0, 4)
			.mapToObj((publisher) -> CompletableFuture.supplyAsync(() -> IntStream.range(0, each).mapToObj((i) -> {
				Entry entry = entry(publisher + ":" + i, HISTORY);
				shared.add(entry);
				shared.flush(() -> {
				});
				return entry;
			}).toList()))
			.toList();
		publishers.forEach((publisher) -> publisher.join().forEach(Entry::join));
		for (int publisher = 0; publisher < 4; publisher++) {
			String prefix = publisher + ":";
			assertThat(order.stream().filter((text) -> text.startsWith(prefix)))
				.containsExactlyElementsOf(IntStream.range(0, each).mapToObj((i) -> prefix + i).toList());
		}
	}

	private Entry add(String text) {
		return add(text, HISTORY);
	}

	private Entry add(String text, HistoryOptions history) {
		Entry entry = entry(text, history);
		this.queue.add(entry);
		this.queue.flush(() -> this.idle++);
		return entry;
	}

	/**
	 * Answer what has been sent first.
	 */
	private void answer() {
		int size = this.sent.get(this.sent.size() - this.answers.size()).size();
		this.answers.remove(0).complete(positions(size));
	}

	private List<StreamPosition> positions(int count) {
		return IntStream.range(0, count).mapToObj((i) -> new StreamPosition(++this.offset, "e")).toList();
	}

	private static boolean isKnownNotToBeDone(Entry entry) {
		RelayException[] failure = new RelayException[1];
		assertThatExceptionOfType(CompletionException.class).isThrownBy(entry::join)
			.havingCause()
			.isInstanceOfSatisfying(RelayException.class, (cause) -> failure[0] = cause);
		return failure[0].isNotExecuted();
	}

	private static Entry entry(String text, HistoryOptions history) {
		return new Entry(null, text.getBytes(StandardCharsets.UTF_8), history, PublishOptions.NONE);
	}

	private static List<String> texts(List<Entry> batch) {
		return batch.stream().map((entry) -> new String(entry.envelope(), StandardCharsets.UTF_8)).toList();
	}

}
