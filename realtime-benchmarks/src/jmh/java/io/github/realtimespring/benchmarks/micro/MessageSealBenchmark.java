package io.github.realtimespring.benchmarks.micro;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.LogFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import io.github.realtimespring.internal.relay.redis.seal.MessageSeal;
import io.github.realtimespring.internal.relay.redis.seal.Purpose;
import io.github.realtimespring.internal.relay.redis.seal.RefusedMessages;
import io.github.realtimespring.internal.relay.redis.seal.RelayKey;
import io.github.realtimespring.internal.relay.redis.seal.RelayKeys;
import io.github.realtimespring.internal.relay.redis.seal.ReplayGuard;
import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * The cost of keys for a publication of 1 KB: one node signs it, another one verifies it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MessageSealBenchmark {

	private final byte[] channel = "realtime:c:chat:42".getBytes(StandardCharsets.UTF_8);

	private final byte[] envelope = new byte[1024];

	private final MessageSeal seal = seal(
			new RelayKeys(List.of(new RelayKey("k1", new byte[32])), true, Duration.ofSeconds(60)));

	private final MessageSeal none = seal(RelayKeys.NONE);

	private final ReplayGuard guard = new ReplayGuard();

	private final byte[] sealed = this.seal.seal(Purpose.PUBLICATION, this.channel, this.envelope);

	private static MessageSeal seal(RelayKeys keys) {
		return new MessageSeal(keys, "realtime",
				new RefusedMessages(RealtimeMetrics.NONE, LogFactory.getLog(MessageSealBenchmark.class)),
				Clock.systemUTC());
	}

	@Benchmark
	public byte[] sign() {
		return this.seal.seal(Purpose.PUBLICATION, this.channel, this.envelope);
	}

	@Benchmark
	public int verify() {
		return this.seal.open(Purpose.PUBLICATION, this.channel, this.sealed, 0);
	}

	@Benchmark
	public int signAndVerify() {
		byte[] message = this.seal.seal(Purpose.PUBLICATION, this.channel, this.envelope);
		return this.seal.open(Purpose.PUBLICATION, this.channel, message, 0, this.guard);
	}

	@Benchmark
	public int withoutKeys() {
		byte[] message = this.none.seal(Purpose.PUBLICATION, this.channel, this.envelope);
		return this.none.open(Purpose.PUBLICATION, this.channel, message, 0, this.guard);
	}

}
