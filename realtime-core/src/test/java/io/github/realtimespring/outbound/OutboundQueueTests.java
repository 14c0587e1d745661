package io.github.realtimespring.outbound;

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
		assertThat(queue.offer(frame("a"))).isTrue();
		queue.flush();
		assertThat(queue.offer(frame("b"))).isTrue();
		assertThat(queue.offer(frame("c"))).isFalse();
		assertThat(this.outcome.overflows).hasValue(1);
		assertThat(this.outcome.discarded).hasValue(2);
	}

	@Test
	void whenTooManyBytesArePendingThenTheQueueClosesItself() {
		OutboundQueue queue = queue(10, 100);
		assertThat(queue.offer(frame("12345678"))).isTrue();
		assertThat(queue.offer(frame("123"))).isFalse();
		assertThat(queue.offer(frame("1"))).isFalse();
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
		assertThat(queue.offer(frame("a frame of more than ten bytes"))).isTrue();
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
		assertThat(queue.offer(frame("c"))).isFalse();
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
		assertThat(queue.offer(frame("c"))).isFalse();
	}

	@Test
	void aWriterThatThrowsCountsAsAFailedWrite() {
		OutboundQueue queue = new OutboundQueue(new OutboundLimits(1000, 100, Duration.ofSeconds(1)),
				new SocketWriter() {

					@Override
					public void write(List<Frame> frames, Completion completion) {
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
		for (int i = 0; i < 200; i++) {
			queue.offer(frame("x"));
		}
		queue.flush();
		assertThat(this.writer.written).hasSize(200);
		assertThat(this.writer.writes).isEqualTo(4);
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

		private final AtomicInteger underWay = new AtomicInteger();

		private final AtomicInteger overlaps = new AtomicInteger();

		private int writes;

		private boolean pending;

		private @Nullable Completion completion;

		private @Nullable ExecutorService completions;

		@Override
		public void write(List<Frame> frames, Completion completion) {
			if (this.underWay.getAndIncrement() > 0) {
				this.overlaps.incrementAndGet();
			}
			frames.forEach((frame) -> this.written.add(frame.string()));
			this.writes++;
			if (this.completions != null) {
				this.completions.execute(() -> {
					this.underWay.decrementAndGet();
					completion.completed();
				});
			}
			else if (this.pending) {
				this.completion = completion;
			}
			else {
				this.underWay.decrementAndGet();
				completion.completed();
			}
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
