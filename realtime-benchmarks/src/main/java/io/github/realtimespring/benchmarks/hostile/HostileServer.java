package io.github.realtimespring.benchmarks.hostile;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import io.github.realtimespring.benchmarks.Contender;
import io.github.realtimespring.benchmarks.Memory;
import io.github.realtimespring.benchmarks.Part;
import io.github.realtimespring.benchmarks.Programs;
import io.github.realtimespring.benchmarks.SampleArguments;
import io.github.realtimespring.benchmarks.Server;
import io.github.realtimespring.benchmarks.gauge.Pinning;
import io.github.realtimespring.benchmarks.load.Target;
import io.github.realtimespring.benchmarks.load.protocol.Protocol;

/**
 * The server that is attacked: the sample with 512 MB of heap, on one processor.
 */
final class HostileServer implements AutoCloseable {

	private static final String EXTENSION = "io.github.realtimespring.benchmarks.hostile.node.HostileExtension";

	/** Any command will do: the JVM logs the first error even if somebody catches it. */
	private static final List<String> JVM_OPTIONS = List.of("-Xmx512m", "-XX:OnOutOfMemoryError=true");

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	/** Calls that wait for slow ones may need so long to come to their end. */
	private static final Duration SESSIONS_TIMEOUT = Duration.ofSeconds(30);

	private static final int LOOK_MILLIS = 100;

	private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

	private final Path log;

	private final String secret;

	private final Server server;

	private final Target target;

	private final int @Nullable [] redisPort;

	private HostileServer(Path log, String secret, Server server, int @Nullable [] redisPort) {
		this.log = log;
		this.secret = secret;
		this.server = server;
		this.target = server.target();
		this.redisPort = redisPort;
	}

	/**
	 * Start a server.
	 * @param name its name in logs
	 * @param classPath what it runs
	 * @param options how
	 */
	static HostileServer start(String name, String classPath, HostileOptions options)
			throws IOException, InterruptedException {
		Path log = options.paths().work().resolve(name + ".log");
		Files.deleteIfExists(log);
		String secret = UUID.randomUUID().toString() + UUID.randomUUID();
		int[] redisPort = options.redis() ? new int[1] : null;
		List<Part> parts = new ArrayList<>();
		if (redisPort != null) {
			parts.add(new Part(name + "-redis", false, false, (port, earlier) -> {
				redisPort[0] = port;
				return List.of("redis-server", "--bind", "127.0.0.1", "--port", Integer.toString(port), "--save", "",
						"--appendonly", "no");
			}));
		}
		parts.add(new Part(name, true, true, (port, earlier) -> command(classPath, options, port, secret, earlier)));
		Contender contender = new Contender(name, Protocol.CENTRIFUGE, SampleArguments.path(Protocol.CENTRIFUGE), true,
				"", secret, parts);
		return new HostileServer(log, secret, Server.start(contender, options.paths().work()), redisPort);
	}

	private static List<String> command(String classPath, HostileOptions options, int port, String secret,
			List<Integer> earlier) {
		List<String> command = new ArrayList<>(Pinning.server());
		command.add(Programs.java());
		command.addAll(JVM_OPTIONS);
		command.addAll(options.jvmOptions());
		command.addAll(List.of("-cp", classPath + File.pathSeparator + ownClasses(),
				"io.github.realtimespring.sample.SampleApplication"));
		command.addAll(SampleArguments.of(port, secret));
		command.addAll(List.of("--spring.main.sources=" + EXTENSION, "--server.shutdown=immediate",
				"--realtime.drain.period=0s", "--realtime.namespaces.hist.subscribe=any",
				"--realtime.namespaces.hist.publish=any", "--realtime.namespaces.hist.history.max-publications=100",
				"--realtime.namespaces.pat.subscribe=any", "--realtime.namespaces.pat.publish=any",
				"--realtime.namespaces.pat.patterns=true", "--realtime.patterns.max-per-node=4096"));
		if (options.redis()) {
			command.addAll(List.of("--realtime.relay.type=redis", "--spring.data.redis.host=127.0.0.1",
					"--spring.data.redis.port=" + earlier.get(0)));
		}
		return command;
	}

	private static String ownClasses() {
		return Path.of(URI.create(HostileServer.class.getProtectionDomain().getCodeSource().getLocation().toString()))
			.toString();
	}

	int port() {
		return this.target.ports().get(0);
	}

	/** The secret of its clients' tokens. */
	String secret() {
		return this.secret;
	}

	/**
	 * Bytes of live objects.
	 */
	long heap() throws IOException, InterruptedException {
		return Memory.of(this.target.jvms().get(0), true).heap();
	}

	/**
	 * What its Redis holds, nothing without one.
	 */
	@Nullable RedisFigures redis() throws IOException {
		return (this.redisPort != null) ? RedisFigures.of(this.redisPort[0]) : null;
	}

	/**
	 * Wait until the attackers' sessions are gone.
	 * @param expected how many may stay
	 * @return how many others are still there after 30 seconds
	 */
	long awaitSessions(int expected) throws InterruptedException {
		long end = System.nanoTime() + SESSIONS_TIMEOUT.toNanos();
		long others = sessions() - expected;
		while (others > 0 && System.nanoTime() < end) {
			TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
			others = sessions() - expected;
		}
		return Math.max(0, others);
	}

	private long sessions() throws InterruptedException {
		URI uri = URI.create("http://127.0.0.1:" + port() + "/actuator/metrics/realtime.sessions");
		try {
			String answer = this.http
				.send(HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString())
				.body();
			return JsonMapper.shared().readTree(answer).at("/measurements/0/value").asLong();
		}
		catch (IOException ex) {
			// Too busy to answer: the next look tells
			return Integer.MAX_VALUE;
		}
	}

	boolean isAlive() {
		return this.target.jvms().stream().allMatch((pid) -> ProcessHandle.of(pid).isPresent());
	}

	/**
	 * How many lines of its log tell that it had no memory left.
	 */
	long outOfMemory() throws IOException {
		try (var lines = Files.lines(this.log)) {
			return lines.filter((line) -> line.contains("java.lang.OutOfMemoryError")).count();
		}
	}

	@Override
	public void close() {
		this.server.close();
	}

}
