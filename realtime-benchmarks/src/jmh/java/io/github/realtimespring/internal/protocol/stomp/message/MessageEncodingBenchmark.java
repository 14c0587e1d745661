package io.github.realtimespring.internal.protocol.stomp.message;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import org.springframework.util.AntPathMatcher;

import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.protocol.stomp.frame.StompVersion;

/**
 * A publication becomes the MESSAGE that all subscribers with the same id share. In this
 * package, because what does it is not public.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MessageEncodingBenchmark {

	private final StompMessageEncoder encoder = new StompMessageEncoder(StompVersion.V1_2, "0", false,
			new StompDestinations((destination) -> true, "/user/", new AntPathMatcher()));

	private final Publication publication = new Publication(
			("{\"text\":\"" + "x".repeat(117) + "\"}").getBytes(StandardCharsets.UTF_8), "application/json");

	@Benchmark
	public Frame encode() {
		return this.encoder.encode("bench-1", this.publication);
	}

}
