package io.github.realtimespring.internal.hub.conflation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.test.CountedMessages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Conflation}.
 */
class ConflationTests {

	private static final long HOUR = Duration.ofHours(1).toNanos();

	private final TimingWheel timer = new TimingWheel();

	private final Sent sent = new Sent();

	private final CountedMessages messages = new CountedMessages();

	private Conflation conflation = conflation((channel) -> HOUR);

	@BeforeEach
	void start() {
		this.timer.start();
		this.conflation.start();
	}

	@AfterEach
	void stop() {
		this.conflation.stop();
		this.timer.stop();
	}

	@Test
	void theFirstPublicationLeavesAtOnceAndTheLatestOfTheOthersAtTheEndOfTheInterval() {
		use((channel) -> Duration.ofMillis(200).toNanos());
		CompletableFuture<StreamPosition> first = publish("a", "1");
		assertThat(this.sent.of("a")).containsExactly("1");
		assertThat(first).isCompletedWithValue(new StreamPosition(1, "e"));
		CompletableFuture<StreamPosition> last = publish("a", "2");
		for (int i = 3; i <= 100; i++) {
			last = publish("a", String.valueOf(i));
		}
		CompletableFuture<StreamPosition> latest = last;
		await().until(latest::isDone);
		assertThat(this.sent.of("a")).startsWith("1").endsWith("100");
		assertThat(latest.join().offset()).isEqualTo(this.sent.of("a").size());
		assertThat(this.sent.of("a").size() + conflated()).isEqualTo(100);
		assertThat(this.conflation.waitingBytes()).isZero();
	}

	@Test
	void aReplacedPublicationIsCountedAndItsResultHasNoPosition() {
		publish("a", "1");
		CompletableFuture<StreamPosition> replaced = publish("a", "2");
		assertThat(replaced).isNotDone();
		assertThat(Conflation.isWaiting(replaced)).isTrue();
		CompletableFuture<StreamPosition> last = publish("a", "3");
		assertThat(replaced).isCompletedWithValue(StreamPosition.NONE);
		assertThat(Conflation.isWaiting(replaced)).isFalse();
		assertThat(last).isNotDone();
		assertThat(conflated()).isEqualTo(1);
		assertThat(this.sent.of("a")).containsExactly("1");
	}

	@Test
	void publicationsThatAreSlowerThanTheIntervalAllLeaveAtOnce() {
		use((channel) -> 1);
		for (int i = 0; i < 10; i++) {
			assertThat(publish("a", String.valueOf(i))).isDone();
		}
		assertThat(this.sent.of("a")).hasSize(10);
		assertThat(conflated()).isZero();
	}

	@Test
	void eachChannelHasAnIntervalOfItsOwnAndOthersHaveNone() {
		use((channel) -> channel.equals("free") ? 0 : HOUR);
		publish("a", "1");
		publish("a", "2");
		publish("b", "3");
		publish("free", "4");
		publish("free", "5");
		assertThat(this.sent.of("a")).containsExactly("1");
		assertThat(this.sent.of("b")).containsExactly("3");
		assertThat(this.sent.of("free")).containsExactly("4", "5");
		assertThat(this.conflation.size()).isEqualTo(2);
	}

	@Test
	void aChannelIsForgottenWhenAnIntervalHasPassedWithoutPublications() {
		use((channel) -> 1);
		publish("a", "1");
		await().until(() -> this.conflation.size() == 0);
		publish("a", "2");
		assertThat(this.sent.of("a")).containsExactly("1", "2");
	}

	@Test
	void whatWaitsLeavesWhenTheNodeStopsAndTheStopWaitsForIt() {
		publish("a", "1");
		publish("b", "2");
		CompletableFuture<StreamPosition> a = publish("a", "3");
		CompletableFuture<StreamPosition> b = publish("b", "4");
		CompletableFuture<StreamPosition> answer = new CompletableFuture<>();
		this.sent.answer = answer;
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(this.conflation::stop);
		await().until(() -> this.sent.count() == 4);
		assertThat(stopped).isNotDone();
		answer.complete(StreamPosition.NONE);
		await().until(stopped::isDone);
		assertThat(this.sent.of("a")).containsExactly("1", "3");
		assertThat(this.sent.of("b")).containsExactly("2", "4");
		assertThat(a).isCompleted();
		assertThat(b).isCompleted();
		assertThat(this.conflation.size()).isZero();
		assertThat(this.conflation.waitingBytes()).isZero();
	}

	@Test
	void nothingWaitsBeforeTheStartAndAfterTheStop() {
		this.conflation.stop();
		publish("a", "1");
		publish("a", "2");
		assertThat(this.sent.of("a")).containsExactly("1", "2");
		this.conflation.start();
		publish("a", "3");
		publish("a", "4");
		assertThat(this.sent.of("a")).containsExactly("1", "2", "3");
	}

	@Test
	void aFailureOfTheRelayIsThatOfThePublicationThatWasSent() {
		publish("a", "1");
		CompletableFuture<StreamPosition> replaced = publish("a", "2");
		CompletableFuture<StreamPosition> last = publish("a", "3");
		this.sent.answer = CompletableFuture.failedFuture(new RelayException("expected by the test"));
		this.conflation.stop();
		assertThat(last).isCompletedExceptionally();
		assertThat(replaced).isCompletedWithValue(StreamPosition.NONE);
	}

	@Test
	void aRelayThatThrowsFailsThePublicationAndTheIntervalGoesOn() {
		use((channel) -> Duration.ofMillis(200).toNanos());
		publish("a", "1");
		this.sent.failure = new IllegalStateException("expected by the test");
		CompletableFuture<StreamPosition> failed = publish("a", "2");
		await().until(failed::isDone);
		assertThat(failed).isCompletedExceptionally();
		this.sent.failure = null;
		CompletableFuture<StreamPosition> next = publish("a", "3");
		await().until(next::isDone);
		assertThat(this.sent.of("a")).containsExactly("1", "3");
	}

	@Test
	void aPublicationWithAnIdempotencyKeyLeavesAtOnceAfterTheOneThatWaits() {
		publish("a", "1");
		CompletableFuture<StreamPosition> waiting = publish("a", "2");
		CompletableFuture<StreamPosition> keyed = publish("a", "3", key("k"));
		assertThat(this.sent.of("a")).containsExactly("1", "2", "3");
		assertThat(waiting).isCompletedWithValue(new StreamPosition(2, "e"));
		assertThat(keyed).isCompletedWithValue(new StreamPosition(3, "e"));
		assertThat(conflated()).isZero();
	}

	@Test
	void ofTwoVersionsTheHigherOneStaysWhicheverComesFirst() {
		publish("a", "1", version(1, "x"));
		CompletableFuture<StreamPosition> third = publish("a", "3", version(3, "x"));
		CompletableFuture<StreamPosition> second = publish("a", "2", version(2, "x"));
		assertThat(second).isCompletedWithValue(StreamPosition.NONE);
		assertThat(third).isNotDone();
		publish("a", "4", version(4, "x"));
		assertThat(third).isCompletedWithValue(StreamPosition.NONE);
		this.conflation.stop();
		assertThat(this.sent.of("a")).containsExactly("1", "4");
		assertThat(conflated()).isEqualTo(2);
	}

	@Test
	void publicationsThatCannotBeComparedAllLeave() {
		publish("a", "1");
		publish("a", "2");
		publish("a", "3", version(1, "x"));
		assertThat(this.sent.of("a")).containsExactly("1", "2");
		publish("a", "4", version(1, "y"));
		assertThat(this.sent.of("a")).containsExactly("1", "2", "3");
		publish("a", "5", PublishOptions.builder().skipHistory().build());
		publish("a", "6");
		assertThat(this.sent.of("a")).containsExactly("1", "2", "3", "4", "5");
		this.conflation.stop();
		assertThat(this.sent.of("a")).containsExactly("1", "2", "3", "4", "5", "6");
		assertThat(conflated()).isZero();
	}

	@Test
	void aMessageToOneSessionNeverWaitsAndReplacesNothing() {
		publish("a", "1");
		CompletableFuture<StreamPosition> waiting = publish("a", "2");
		this.conflation.publish("a", Publication.builder(bytes("3")).targetSession("s").build(), PublishOptions.NONE);
		assertThat(this.sent.of("a")).containsExactly("1", "3");
		assertThat(waiting).isNotDone();
	}

	@Test
	void whatFindsNoRoomLeavesAtOnceAndInOrder() {
		publish("a", "1");
		publish("a", "2");
		assertThat(this.conflation.reserve(Conflation.MAX_BYTES - 1)).isTrue();
		CompletableFuture<StreamPosition> large = publish("a", "33");
		assertThat(large).isDone();
		assertThat(this.sent.of("a")).containsExactly("1", "33");
		assertThat(conflated()).isEqualTo(1);
		this.conflation.release(Conflation.MAX_BYTES - 1);
		assertThat(this.conflation.waitingBytes()).isZero();
	}

	@Test
	void channelsBeyondTheLimitAreNotConflated() {
		for (int i = 0; i < Conflation.MAX_CHANNELS; i++) {
			publish("c" + i, "1");
		}
		publish("a", "1");
		publish("a", "2");
		assertThat(this.sent.of("a")).containsExactly("1", "2");
		assertThat(this.conflation.size()).isEqualTo(Conflation.MAX_CHANNELS);
	}

	@Test
	void whoeverWaitsForAResultDoesNotHoldUpTheTimer() {
		Queue<Runnable> actions = new ConcurrentLinkedQueue<>();
		use(Duration.ofMillis(200), actions::add);
		CompletableFuture<StreamPosition> waiting = publish("a", "1");
		while (!Conflation.isWaiting(waiting)) {
			waiting = publish("a", "2");
		}
		await().until(() -> !actions.isEmpty());
		assertThat(waiting).isNotDone();
		actions.remove().run();
		assertThat(waiting).isCompleted();
	}

	@Test
	void aResultIsCompletedAlthoughTheExecutorTakesNothing() {
		use(Duration.ofMillis(200), (action) -> {
			throw new RejectedExecutionException("expected by the test");
		});
		publish("a", "1");
		CompletableFuture<StreamPosition> waiting = publish("a", "2");
		await().until(waiting::isDone);
		assertThat(waiting).isCompletedWithValue(new StreamPosition(2, "e"));
	}

	@Test
	void aCallbackMayPublishToTheSameChannel() {
		publish("a", "1");
		CompletableFuture<CompletableFuture<StreamPosition>> nested = publish("a", "2")
			.thenApply((position) -> publish("a", "4"));
		CompletableFuture<StreamPosition> third = publish("a", "3");
		assertThat(third).isCompletedWithValue(StreamPosition.NONE);
		assertThat(nested).isCompletedWithValueMatching((fourth) -> !fourth.isDone());
		this.conflation.stop();
		assertThat(this.sent.of("a")).containsExactly("1", "4");
	}

	@Test
	void publishersCodeRunsWhileTheChannelIsNotLocked() {
		use(Duration.ofHours(1), (action) -> new Thread(action).start());
		CompletableFuture<StreamPosition> answer = new CompletableFuture<>();
		this.sent.answer = answer;
		CompletableFuture<Void> called = publish("a", "1")
			// A locked channel would block the other thread for ever
			.thenRun(() -> CompletableFuture.runAsync(() -> publish("a", "3")).orTimeout(10, TimeUnit.SECONDS).join());
		this.sent.answer = null;
		this.sent.whenSent = () -> answer.complete(StreamPosition.NONE);
		CompletableFuture<Void> second = CompletableFuture.runAsync(() -> publish("a", "2", key("k")));
		await().atMost(Duration.ofSeconds(30)).until(() -> called.isDone() && second.isDone());
		assertThat(called).isCompleted();
		this.conflation.stop();
		assertThat(this.sent.of("a")).containsExactly("1", "2", "3");
	}

	@Test
	void everyPublicationOfAFloodIsSentOrCountedAndTheLastOneOfEachThreadIsNotOvertaken() {
		use((channel) -> 50_000);
		int threads = 4;
		int each = 20_000;
		List<CompletableFuture<StreamPosition>> results = new CopyOnWriteArrayList<>();
		CompletableFuture
			.allOf(IntStream.range(0, threads)
				.mapToObj((thread) -> CompletableFuture.runAsync(() -> flood(thread, each, results)))
				.toArray(CompletableFuture<?>[]::new))
			.join();
		this.conflation.stop();
		assertThat(this.sent.count() + conflated()).isEqualTo(threads * each);
		assertThat(results).hasSize(threads).allMatch(CompletableFuture::isDone);
		assertThat(this.conflation.waitingBytes()).isZero();
		for (int thread = 0; thread < threads; thread++) {
			String prefix = thread + ".";
			List<Integer> order = this.sent.of("a")
				.stream()
				.filter((text) -> text.startsWith(prefix))
				.map((text) -> Integer.valueOf(text.substring(prefix.length())))
				.toList();
			assertThat(order).isSorted();
		}
	}

	private void flood(int thread, int count, List<CompletableFuture<StreamPosition>> results) {
		CompletableFuture<StreamPosition> last = CompletableFuture.completedFuture(StreamPosition.NONE);
		for (int i = 0; i < count; i++) {
			last = publish("a", thread + "." + i);
		}
		results.add(last);
	}

	private int conflated() {
		return this.messages.dropped(DropReason.CONFLATED);
	}

	private CompletableFuture<StreamPosition> publish(String channel, String text) {
		return publish(channel, text, PublishOptions.NONE);
	}

	private CompletableFuture<StreamPosition> publish(String channel, String text, PublishOptions options) {
		return this.conflation.publish(channel, new Publication(bytes(text), null), options);
	}

	private static PublishOptions version(long version, String epoch) {
		return PublishOptions.builder().version(version, epoch).build();
	}

	private static PublishOptions key(String key) {
		return PublishOptions.builder().idempotencyKey(key).build();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private void use(ToLongFunction<String> interval) {
		use(conflation(interval));
	}

	private void use(Duration interval, Executor executor) {
		use(new Conflation((channel) -> interval.toNanos(), this.sent, this.timer, executor, this.messages));
	}

	private void use(Conflation conflation) {
		this.conflation.stop();
		this.conflation = conflation;
		this.conflation.start();
	}

	private Conflation conflation(ToLongFunction<String> interval) {
		return new Conflation(interval, this.sent, this.timer, Runnable::run, this.messages);
	}

	/**
	 * The relay of the test: remembers what was sent, and gives positions.
	 */
	private static final class Sent implements Conflation.Sender {

		private final Map<String, List<String>> texts = new ConcurrentHashMap<>();

		private final AtomicInteger count = new AtomicInteger();

		private volatile @Nullable CompletableFuture<StreamPosition> answer;

		private volatile @Nullable RuntimeException failure;

		private volatile Runnable whenSent = () -> {
		};

		@Override
		public CompletableFuture<StreamPosition> send(String channel, Publication publication, PublishOptions options) {
			RuntimeException thrown = this.failure;
			if (thrown != null) {
				throw thrown;
			}
			List<String> sent = this.texts.computeIfAbsent(channel, (key) -> new ArrayList<>());
			int offset;
			synchronized (sent) {
				sent.add(new String(publication.data(), StandardCharsets.UTF_8));
				offset = sent.size();
			}
			this.count.incrementAndGet();
			this.whenSent.run();
			CompletableFuture<StreamPosition> given = this.answer;
			return (given != null) ? given : CompletableFuture.completedFuture(new StreamPosition(offset, "e"));
		}

		private List<String> of(String channel) {
			List<String> sent = this.texts.getOrDefault(channel, new ArrayList<>());
			synchronized (sent) {
				return List.copyOf(sent);
			}
		}

		private int count() {
			return this.count.get();
		}

	}

}
