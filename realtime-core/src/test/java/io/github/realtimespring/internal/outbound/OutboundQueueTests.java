package io.github.realtimespring.internal.outbound;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.internal.outbound.OutboundQueue.OfferResult;

import static org.assertj.core.api.Assertions.assertThat;

class OutboundQueueTests {

	private final Writer writer = new Writer();

	private final Outcome outcome = new Outcome();

	@Test
	void framesLeaveInTheOrderInWhichTheyWereOffered() {
		OutboundQueue queue = queue(1000, 100);
		queue.offer(frame("a"));
		queue.offer(frame("b"));
		queue.flush();
		assertThat(this.writer.written).containsExactly("a", "b");
		assertThat(this.writer.writes).isEqualTo(1);
	}

	@Test
	void nothingIsWrittenBeforeAFlush() {
		OutboundQueue queue = queue(1000, 100);
		queue.offer(frame("a"));
		assertThat(this.writer.written).isEmpty();
		assertThat(queue.pendingFrames()).isOne();
	}

	@Test
	void whileAWriteIsUnderWayNoOtherBegins() {
		this.writer.pending = true;
		OutboundQueue queue = queue(1000, 100);
		queue.offer(frame("a"));
		queue.flush();
		queue.offer(frame("b"));
		queue.flush();
		assertThat(this.writer.written).containsExactly("a");
		this.writer.complete();
		assertThat(this.writer.written).containsExactly("a", "b");
	}

	@Test
	void aFrameCountsAgainstTheLimitUntilItIsWritten() {
		this.writer.pending = true;
		OutboundQueue queue = queue(1000, 2);
		assertThat(queue.offer(frame("a"))).isEqualTo(OfferResult.FIRST);
		queue.flush();
		assertThat(queue.offer(frame("b"))).isNotEqualTo(OfferResult.REFUSED);
		assertThat(queue.offer(frame("c"))).isEqualTo(OfferResult.REFUSED);
		assertThat(this.outcome.overflows).hasValue(1);
		// With the one that there was no room for
		assertThat(this.outcome.discarded).hasValue(3);
	}

	@Test
	void whenTooManyBytesArePendingThenTheQueueClosesItself() {
		OutboundQueue queue = queue(10, 100);
		assertThat(queue.offer(frame("12345678"))).isEqualTo(OfferResult.FIRST);
		assertThat(queue.offer(frame("123"))).isEqualTo(OfferResult.REFUSED);
		assertThat(queue.offer(frame("1"))).isEqualTo(OfferResult.REFUSED);
		assertThat(this.outcome.overflows).hasValue(1);
		assertThat(queue.pendingBytes()).isZero();
	}

	@Test
	void aWriteThatHasJustBegunIsNeverTakenForAStuckOne() throws Exception {
		AtomicReference<OutboundQueue> current = new AtomicReference<>(queue(1000, 100));
		AtomicBoolean done = new AtomicBoolean();
		ExecutorService watcher = Executors.newSingleThreadExecutor();
		try {
			Future<Boolean> stuck = watcher.submit(() -> {
				boolean found = false;
				while (!done.get()) {
					found |= current.get().isStuck(System.nanoTime());
				}
				return found;
			});
			for (int i = 0; i < 100_000; i++) {
				OutboundQueue queue = new OutboundQueue(new OutboundLimits(1000, 100, Duration.ofMinutes(1)),
						this.writer, this.outcome);
				current.set(queue);
				queue.offer(frame("a"));
				queue.flush();
			}
			done.set(true);
			assertThat(stuck.get()).isFalse();
		}
		finally {
			done.set(true);
			watcher.shutdownNow();
		}
	}

	@Test
	void aFrameLargerThanTheLimitPassesWhenNothingElseIsPending() {
		OutboundQueue queue = queue(10, 100);
		assertThat(queue.offer(frame("a frame of more than ten bytes"))).isEqualTo(OfferResult.FIRST);
		queue.flush();
		assertThat(this.writer.written).hasSize(1);
	}

	@Test
	void whatIsPendingLeavesBeforeTheClose() {
		this.writer.pending = true;
		OutboundQueue queue = queue(1000, 100);
		queue.offer(frame("a"));
		queue.flush();
		queue.offer(frame("b"));
		AtomicInteger closed = new AtomicInteger();
		queue.closeWhenDrained(closed::incrementAndGet);
		assertThat(queue.offer(frame("c"))).isEqualTo(OfferResult.REFUSED);
		assertThat(closed).hasValue(0);
		this.writer.complete();
		assertThat(closed).hasValue(0);
		this.writer.complete();
		assertThat(closed).hasValue(1);
		assertThat(this.writer.written).containsExactly("a", "b");
	}

	@Test
	void anEmptyQueueClosesAtOnce() {
		AtomicInteger closed = new AtomicInteger();
		OutboundQueue queue = queue(1000, 100);
		queue.closeWhenDrained(closed::incrementAndGet);
		queue.closeWhenDrained(closed::incrementAndGet);
		assertThat(closed).hasValue(1);
	}

	@Test
	void whenAWriteFailsThenEverythingPendingIsAccountedFor() {
		this.writer.pending = true;
		OutboundQueue queue = queue(1000, 100);
		queue.offer(frame("a"));
		queue.flush();
		queue.offer(frame("b"));
		this.writer.fail();
		assertThat(this.outcome.failures).hasValue(1);
		assertThat(this.outcome.discarded).hasValue(2);
		assertThat(queue.offer(frame("c"))).isEqualTo(OfferResult.REFUSED);
	}

	@Test
	void aWriterThatThrowsCountsAsAFailedWrite() {
		OutboundQueue queue = new OutboundQueue(new OutboundLimits(1000, 100, Duration.ofSeconds(1)),
				new SocketWriter() {

					@Override
					public boolean write(FrameBatch batch, Completion completion) {
						throw new IllegalStateException("closed");
					}

					@Override
					public void close(int code, String reason) {
					}

				}, this.outcome);
		queue.offer(frame("a"));
		queue.flush();
		assertThat(this.outcome.failures).hasValue(1);
	}

	@Test
	void aWriteThatMakesNoEndIsNoticedWithoutAnotherMessage() {
		this.writer.pending = true;
		OutboundQueue queue = queue(1000, 100);
		queue.offer(frame("a"));
		queue.flush();
		long now = System.nanoTime();
		assertThat(queue.isStuck(now)).isFalse();
		assertThat(queue.isStuck(now + Duration.ofSeconds(2).toNanos())).isTrue();
		this.writer.complete();
		assertThat(queue.isStuck(now + Duration.ofSeconds(2).toNanos())).isFalse();
	}

	@Test
	void oneWriteTakesABoundedBatch() {
		OutboundQueue queue = queue(10_000_000, 10_000);
		for (int i = 0; i < 300; i++) {
			queue.offer(frame("x"));
		}
		queue.flush();
		assertThat(this.writer.written).hasSize(300);
		assertThat(this.writer.writes).isEqualTo(3);
	}

	@Test
	void whoeverOffersTheFirstFrameHasToFlush() {
		this.writer.pending = true;
		OutboundQueue queue = queue(1000, 100);
		assertThat(queue.offer(frame("a"))).isEqualTo(OfferResult.FIRST);
		assertThat(queue.offer(frame("b"))).isEqualTo(OfferResult.QUEUED);
		queue.flush();
		assertThat(queue.offer(frame("c"))).isEqualTo(OfferResult.QUEUED);
		this.writer.complete();
		this.writer.complete();
		assertThat(this.writer.written).containsExactly("a", "b", "c");
		assertThat(queue.offer(frame("d"))).isEqualTo(OfferResult.FIRST);
	}

	@Test
	void aQueueThatIsMoreThanHalfFullSaysSo() {
		OutboundQueue byFrames = queue(1000, 4);
		OutboundQueue byBytes = queue(10, 100);
		assertThat(byFrames.offer(frame("a"))).isEqualTo(OfferResult.FIRST);
		assertThat(byFrames.offer(frame("b"))).isEqualTo(OfferResult.QUEUED);
		assertThat(byFrames.offer(frame("c"))).isEqualTo(OfferResult.CONGESTED);
		assertThat(byBytes.offer(frame("12345"))).isEqualTo(OfferResult.FIRST);
		assertThat(byBytes.offer(frame("6"))).isEqualTo(OfferResult.CONGESTED);
	}

	@Test
	void sessionsWithTheSameFramesShareABatch() {
		BatchCache cache = new BatchCache();
		Frame a = frame("a");
		Frame b = frame("b");
		for (int session = 0; session < 3; session++) {
			OutboundQueue queue = queue(1000, 100);
			queue.offer(a);
			queue.offer(b);
			queue.flush(cache);
		}
		OutboundQueue other = queue(1000, 100);
		other.offer(a);
		other.flush(cache);
		assertThat(this.writer.written).containsExactly("a", "b", "a", "b", "a", "b", "a");
		assertThat(this.writer.batches.get(1)).isSameAs(this.writer.batches.get(0))
			.isSameAs(this.writer.batches.get(2));
		assertThat(this.writer.batches.get(3).count()).isOne();
	}

	@Test
	void whenManyThreadsOfferThenOfferedEqualsWrittenAndEachThreadsOrderIsKept() throws InterruptedException {
		int threads = 4;
		int each = 5_000;
		ExecutorService completions = Executors.newSingleThreadExecutor();
		ExecutorService publishers = Executors.newFixedThreadPool(threads);
		this.writer.completions = completions;
		try {
			OutboundQueue queue = queue(100_000_000, 1_000_000);
			CountDownLatch done = new CountDownLatch(threads);
			for (int thread = 0; thread < threads; thread++) {
				String name = "t" + thread + ":";
				publishers.execute(() -> {
					for (int i = 0; i < each; i++) {
						queue.offer(frame(name + i));
						queue.flush();
					}
					done.countDown();
				});
			}
			assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
			CountDownLatch drained = new CountDownLatch(1);
			queue.closeWhenDrained(drained::countDown);
			assertThat(drained.await(60, TimeUnit.SECONDS)).isTrue();
			assertThat(this.writer.written).hasSize(threads * each);
			for (int thread = 0; thread < threads; thread++) {
				String name = "t" + thread + ":";
				List<String> own = this.writer.written.stream().filter((text) -> text.startsWith(name)).toList();
				List<String> expected = new ArrayList<>();
				for (int i = 0; i < each; i++) {
					expected.add(name + i);
				}
				assertThat(own).isEqualTo(expected);
			}
			assertThat(this.writer.overlaps).hasValue(0);
			assertThat(this.outcome.written).hasValue(threads * each);
		}
		finally {
			publishers.shutdownNow();
			completions.shutdownNow();
		}
	}

	private OutboundQueue queue(long maxBytes, int maxFrames) {
		return new OutboundQueue(new OutboundLimits(maxBytes, maxFrames, Duration.ofSeconds(1)), this.writer,
				this.outcome);
	}

	private static Frame frame(String content) {
		return Frame.text(content.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Completes at once, when it is told to, or on a thread of its own.
	 */
	private static final class Writer implements SocketWriter {

		private final List<String> written = new ArrayList<>();

		private final List<FrameBatch> batches = new ArrayList<>();

		private final AtomicInteger underWay = new AtomicInteger();

		private final AtomicInteger overlaps = new AtomicInteger();

		private int writes;

		private boolean pending;

		private @Nullable Completion completion;

		private @Nullable ExecutorService completions;

		@Override
		public boolean write(FrameBatch batch, Completion completion) {
			if (this.underWay.getAndIncrement() > 0) {
				this.overlaps.incrementAndGet();
			}
			batch.messages().forEach((message) -> this.written.add(message.string()));
			this.writes++;
			this.batches.add(batch);
			if (this.completions != null) {
				this.completions.execute(() -> {
					this.underWay.decrementAndGet();
					completion.completed();
				});
				return false;
			}
			if (this.pending) {
				this.completion = completion;
				return false;
			}
			this.underWay.decrementAndGet();
			return true;
		}

		void complete() {
			Completion taken = this.completion;
			this.underWay.decrementAndGet();
			assertThat(taken).isNotNull();
			taken.completed();
		}

		void fail() {
			Completion taken = this.completion;
			assertThat(taken).isNotNull();
			taken.failed(new IllegalStateException("broken pipe"));
		}

		@Override
		public void close(int code, String reason) {
		}

	}

	private static final class Outcome implements OutboundListener {

		private final AtomicLong written = new AtomicLong();

		private final AtomicLong discarded = new AtomicLong();

		private final AtomicInteger overflows = new AtomicInteger();

		private final AtomicInteger failures = new AtomicInteger();

		private final List<Throwable> causes = new CopyOnWriteArrayList<>();

		@Override
		public void onWritten(int frames, long bytes) {
			this.written.addAndGet(frames);
		}

		@Override
		public void onDiscarded(int frames, long bytes) {
			this.discarded.addAndGet(frames);
		}

		@Override
		public void onOverflow() {
			this.overflows.incrementAndGet();
		}

		@Override
		public void onWriteFailure(Throwable cause) {
			this.failures.incrementAndGet();
			this.causes.add(cause);
		}

	}

}
