package io.github.realtimespring.internal.protocol.centrifuge;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.protocol.centrifuge.codec.PublicationPushEncoder;

/**
 * A publication becomes the frame that all subscribers share.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PublicationEncodingBenchmark {

	private final PublicationPushEncoder encoder = new PublicationPushEncoder("bench-1");

	private final Publication publication = new Publication(
			("{\"text\":\"" + "x".repeat(117) + "\"}").getBytes(StandardCharsets.UTF_8), "application/json");

	@Benchmark
	public Frame encode() {
		return this.encoder.encode("bench-1", this.publication);
	}

}
