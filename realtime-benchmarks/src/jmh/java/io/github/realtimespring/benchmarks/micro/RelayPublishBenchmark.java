package io.github.realtimespring.benchmarks.micro;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.internal.relay.redis.RedisRelay;
import io.github.realtimespring.internal.relay.redis.RedisRelayOptions;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.relay.RelayListener;

/**
 * A publication of 128 bytes, until the relay has taken it: with and without history, one
 * after the other and many at once. The Redis relay has a {@code redis-server} of its
 * own, and this node subscribes to the channel.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RelayPublishBenchmark {

	private static final int MANY = 200;

	private static final String CHANNEL = "bench:1";

	private static final HistoryOptions THOUSAND = new HistoryOptions(1000, Duration.ofMinutes(5), Duration.ofDays(1));

	private final Publication publication = new Publication(new byte[128], "application/json");

	private final CompletableFuture<?>[] taken = new CompletableFuture<?>[MANY];

	@Param({ "local", "redis" })
	private String kind;

	@Param({ "false", "true" })
	private boolean history;

	private Relay relay;

	private LettuceConnectionFactory factory;

	private Process server;

	@Setup(Level.Trial)
	public void start() throws Exception {
		this.relay = this.kind.equals("redis") ? redis() : new LocalRelay();
		this.relay.start(new RelayListener() {

			@Override
			public boolean onPublication(String channel, Publication publication) {
				return true;
			}

			@Override
			public boolean onPrefixPublication(String channel, Publication publication) {
				return true;
			}

		});
		this.relay.subscribe(CHANNEL).join();
	}

	@TearDown(Level.Trial)
	public void stop() throws Exception {
		this.relay.stop();
		if (this.factory != null) {
			this.factory.destroy();
		}
		if (this.server != null) {
			this.server.destroy();
			this.server.waitFor();
		}
	}

	@Benchmark
	public Object oneAfterTheOther() {
		return publish().join();
	}

	@Benchmark
	@OperationsPerInvocation(MANY)
	public void manyAtOnce() {
		for (int i = 0; i < MANY; i++) {
			this.taken[i] = publish();
		}
		CompletableFuture.allOf(this.taken).join();
	}

	private CompletableFuture<StreamPosition> publish() {
		return this.history ? this.relay.publish(CHANNEL, this.publication, THOUSAND, PublishOptions.NONE)
				: this.relay.publish(CHANNEL, this.publication);
	}

	private Relay redis() throws Exception {
		int port;
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = free.getLocalPort();
		}
		Path directory = Files.createTempDirectory("redis-benchmark");
		this.server = new ProcessBuilder("redis-server", "--port", String.valueOf(port), "--bind", "127.0.0.1", "--save",
				"", "--appendonly", "no", "--dir", directory.toString())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("redis.log").toFile())
			.start();
		awaitAnswer(port);
		this.factory = new LettuceConnectionFactory("127.0.0.1", port);
		this.factory.afterPropertiesSet();
		this.factory.start();
		return new RedisRelay(this.factory, RedisRelayOptions.withDefaults("bench", "node"), RealtimeMetrics.NONE);
	}

	private void awaitAnswer(int port) throws InterruptedException {
		while (this.server.isAlive()) {
			try (Socket socket = new Socket()) {
				socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
				return;
			}
			catch (IOException ex) {
				Thread.sleep(20);
			}
		}
		throw new IllegalStateException("redis-server does not start");
	}

}
