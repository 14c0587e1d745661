package io.github.realtimespring.benchmarks.micro;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.outbound.OutboundListener;
import io.github.realtimespring.internal.outbound.OutboundQueue;

/**
 * What a session's queue costs for one frame, without a socket.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OutboundQueueBenchmark {

	private static final int PENDING = 8;

	private final Frame frame = Frame.line(new byte[200]);

	private final OutboundQueue queue = new OutboundQueue(OutboundLimits.defaults(),
			new InstantWriter(new AtomicLong()), new Unconcerned());

	@Benchmark
	public void oneFrameAWrite() {
		this.queue.offer(this.frame);
		this.queue.flush();
	}

	@Benchmark
	@OperationsPerInvocation(PENDING)
	public void eightFramesAWrite() {
		for (int i = 0; i < PENDING; i++) {
			this.queue.offer(this.frame);
		}
		this.queue.flush();
	}

	private static final class Unconcerned implements OutboundListener {

		@Override
		public void onWritten(int frames, long bytes) {
			// Counted elsewhere.
		}

		@Override
		public void onDiscarded(int frames, long bytes) {
			throw new IllegalStateException("Discarded");
		}

		@Override
		public void onOverflow() {
			throw new IllegalStateException("Full");
		}

		@Override
		public void onWriteFailure(Throwable cause) {
			throw new IllegalStateException(cause);
		}

	}

}
