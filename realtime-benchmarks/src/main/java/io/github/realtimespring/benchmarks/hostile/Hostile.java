package io.github.realtimespring.benchmarks.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.realtimespring.benchmarks.JettyEdge;
import io.github.realtimespring.benchmarks.Machine;
import io.github.realtimespring.benchmarks.Programs;
import io.github.realtimespring.benchmarks.gauge.Pinning;
import io.github.realtimespring.benchmarks.gauge.SampleBuild;
import io.github.realtimespring.benchmarks.hostile.HostileOptions.Container;
import io.github.realtimespring.benchmarks.hostile.HostileOptions.Trial;

/**
 * Measures what hostile clients cost others: a server is attacked while honest clients
 * use it. Each attack has a server of its own.
 */
public final class Hostile {

	private final HostileOptions options;

	private final Map<Container, String> classPaths = new EnumMap<>(Container.class);

	private final HostileReport report;

	private final Map<String, String> facts;

	private Hostile(HostileOptions options) {
		this.options = options;
		this.facts = Machine.facts();
		this.facts.keySet().removeAll(List.of("NATS", "RabbitMQ", "Node.js"));
		this.report = new HostileReport(this.facts);
	}

	/**
	 * Attack, print, and write the result. Fails if the neighbour lost or got twice
	 * anything, if a client got what isn't its own, or if the server had no memory left.
	 * @param args see {@link HostileOptions}
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		Pinning.pinSelf();
		List<String> violations = run(HostileOptions.parse(args)).violations();
		if (!violations.isEmpty()) {
			violations.forEach((violation) -> System.out.println("FAILED " + violation));
			System.exit(1);
		}
	}

	static HostileReport run(HostileOptions options) throws IOException, InterruptedException {
		Hostile hostile = new Hostile(options);
		hostile.run();
		return hostile.report;
	}

	private void run() throws IOException, InterruptedException {
		long start = System.nanoTime();
		if (this.options.redis() && !Programs.missing("redis-server").isEmpty()) {
			throw new IOException(Programs.missing("redis-server"));
		}
		Files.createDirectories(this.options.paths().work());
		this.facts.put("server", "-Xmx512m " + String.join(" ", this.options.jvmOptions())
				+ (Pinning.isPossible() ? ", one processor; attackers and neighbours have the other" : ""));
		this.facts.put("relay", this.options.redis() ? "redis" : "local");
		this.facts.put("measured", this.options.seconds() + " s each");
		this.facts.forEach((name, fact) -> System.out.println(name + ": " + fact));
		System.out.printf("Expected: about %d minutes%n", 1 + this.options.expected().toMinutes());
		for (Trial trial : this.options.trials()) {
			Outcome outcome = outcome(trial);
			this.report.add(outcome);
			this.facts.put("load average after", Machine.loadAverage());
			this.facts.put("took", Duration.ofNanos(System.nanoTime() - start).toMinutes() + " min");
			this.report.write(this.options.paths().output());
			System.out.printf("%-26s probe max %.0f ms, delivery max %.0f ms %s%n", trial,
					outcome.probe().latency().max(), outcome.deliveries().latency().max(),
					String.join(", ", outcome.violations()));
		}
		System.out.println(this.report.markdown());
		System.out.println("Written to " + this.options.paths().output());
	}

	private Outcome outcome(Trial trial) throws InterruptedException {
		try {
			return new HostileRun(this.options, trial).run(classPath(trial.container()));
		}
		catch (IOException | RuntimeException ex) {
			return Outcome.failed(trial, ex.toString());
		}
	}

	/** Unpacked once: a server must not lose the jars that it runs from. */
	private String classPath(Container container) throws IOException, InterruptedException {
		String classPath = this.classPaths.get(container);
		if (classPath == null) {
			Path jar = this.options.paths().jar();
			if (container == Container.JETTY) {
				classPath = JettyEdge.classPath(jar, this.options.paths().work());
			}
			else {
				Path folder = this.options.paths().work().resolve("tomcat");
				SampleBuild.unpack(jar, folder, this.options.paths().work().resolve("unpack.log"));
				classPath = folder.resolve(jar.getFileName()).toString();
			}
			this.classPaths.put(container, classPath);
		}
		return classPath;
	}

}
