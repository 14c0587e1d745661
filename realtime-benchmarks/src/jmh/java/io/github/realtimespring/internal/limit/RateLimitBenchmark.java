package io.github.realtimespring.internal.limit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.bucket4j.Bucket;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * What the limits of messages and bytes cost for one message: ours, and local buckets of
 * Bucket4j. A bucket is used by one thread, or by two at a time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RateLimitBenchmark {

	private static final int MESSAGES_PER_SECOND = 100_000_000;

	/** Bucket4j takes no more than one token in a nanosecond. */
	private static final long BYTES_PER_SECOND = 1_000_000_000L;

	private static final int BYTES = 4;

	private final RateLimit limit = new RateLimit(MESSAGES_PER_SECOND, BYTES_PER_SECOND, Duration.ofSeconds(10));

	private final RateBucket own = new RateBucket(System.nanoTime());

	private final Bucket messages = bucket(MESSAGES_PER_SECOND);

	private final Bucket bytes = bucket(BYTES_PER_SECOND);

	private static Bucket bucket(long perSecond) {
		return Bucket.builder()
			.addLimit((limit) -> limit.capacity(10 * perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
			.withNanosecondPrecision()
			.build();
	}

	@Benchmark
	public boolean ownBuckets() {
		return this.own.tryUse(this.limit, 1, BYTES, System.nanoTime()) == 0;
	}

	@Benchmark
	public boolean bucket4j() {
		return this.messages.tryConsume(1) && this.bytes.tryConsume(BYTES);
	}

	@Benchmark
	@Threads(2)
	public boolean ownBucketsOfTwoThreads() {
		return ownBuckets();
	}

	@Benchmark
	@Threads(2)
	public boolean bucket4jOfTwoThreads() {
		return bucket4j();
	}

}
