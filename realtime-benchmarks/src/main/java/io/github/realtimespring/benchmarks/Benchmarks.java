package io.github.realtimespring.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.realtimespring.benchmarks.load.LoadProcess;
import io.github.realtimespring.benchmarks.load.Measurement;
import io.github.realtimespring.benchmarks.load.Workload;
import io.github.realtimespring.benchmarks.report.Report;
import io.github.realtimespring.benchmarks.report.Result;

/**
 * Runs a {@link Plan}: {@code --quick}, {@code --full} or {@code --smoke}. All servers
 * stay up during the rounds, and one after the other gets the same work, so that whatever
 * else happens on the machine meets them alike. Memory is looked at in fresh processes.
 */
public final class Benchmarks {

	private static final List<String> GENERATOR_OPTIONS = List.of("-Xmx2g", "-XX:+UseSerialGC");

	private static final int WARM_UP_FACTOR = 4;

	private static final Runnable NOTHING = () -> {
	};

	private final Options options;

	private final Plan plan;

	private final List<Contender> contenders = new ArrayList<>();

	private final List<Result> results = new ArrayList<>();

	private Benchmarks(Options options) {
		this.options = options;
		this.plan = options.plan();
	}

	/**
	 * Run, and write what was measured.
	 * @param args see {@link Options}
	 */
	public static void main(String[] args) throws Exception {
		new Benchmarks(Options.parse(args)).run();
	}

	private void run() throws IOException, InterruptedException {
		Files.createDirectories(this.options.work());
		Map<String, String> facts = Machine.facts();
		facts.put("plan", this.plan.name());
		for (Contender contender : new Contenders(this.options).all()) {
			if (!this.options.includes(contender)) {
				continue;
			}
			if (contender.isPresent()) {
				this.contenders.add(contender);
			}
			else {
				facts.put("without " + contender.name(), contender.missing());
			}
		}
		facts.forEach((name, fact) -> System.out.println(name + ": " + fact));
		try (LoadProcess load = new LoadProcess(generatorCommand())) {
			rounds(load);
			for (Contender contender : this.contenders) {
				connections(load, contender);
			}
		}
		facts.put("load average after", Machine.loadAverage());
		Report report = new Report(facts, this.results, Contenders.SIMPLE_BROKER, Contenders.FLOOR);
		report.write(this.options.output());
		System.out.println(report.markdown());
	}

	private List<String> generatorCommand() {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(GENERATOR_OPTIONS);
		command.addAll(List.of("-cp", System.getProperty("java.class.path")));
		return command;
	}

	private void rounds(LoadProcess load) throws IOException, InterruptedException {
		Map<Contender, Server> servers = new LinkedHashMap<>();
		try {
			for (Contender contender : this.contenders) {
				Server server = Server.start(contender, this.options.work());
				servers.put(contender, server);
				warmUp(load, server);
			}
			rounds(load, servers, this.plan.workloads());
			if (this.plan.half()) {
				rounds(load, servers, half());
			}
		}
		finally {
			servers.values().forEach(Server::close);
		}
	}

	/**
	 * A server's compilers need longer than the warm-up of one run.
	 */
	private void warmUp(LoadProcess load, Server server) throws IOException {
		Workload workload = this.plan.workloads().get(0);
		load.run(workload.lasting(Duration.ZERO, workload.measured().multipliedBy(WARM_UP_FACTOR)), server.target(),
				NOTHING);
	}

	private void rounds(LoadProcess load, Map<Contender, Server> servers, List<Workload> workloads) throws IOException {
		for (int round = 1; round <= this.plan.rounds(); round++) {
			for (Workload workload : workloads.stream().filter(this.options::includes).toList()) {
				for (Map.Entry<Contender, Server> entry : servers.entrySet()) {
					Measurement measurement = load.run(workload, entry.getValue().target(), NOTHING);
					add(entry.getKey(), workload, round, measurement, Memory.UNKNOWN);
				}
			}
		}
	}

	/**
	 * The first workload at half the rate that the simple broker reached, for latency
	 * that is not that of a queue; nothing if the simple broker doesn't take part.
	 */
	private List<Workload> half() {
		Workload saturated = this.plan.workloads().get(0);
		return this.results.stream()
			.filter((result) -> result.contender().equals(Contenders.SIMPLE_BROKER) && result.isValid()
					&& result.workload().equals(saturated.name()))
			.mapToDouble((result) -> result.measurement().perSecond() / saturated.subscribers() / 2)
			.min()
			.stream()
			.mapToObj((rate) -> Workload
				.rate("half-of-" + Contenders.SIMPLE_BROKER + "-1x" + saturated.subscribers(), 1,
						saturated.subscribers(), 1, rate)
				.lasting(saturated.warmUp(), saturated.measured()))
			.toList();
	}

	/**
	 * What connections cost, idle and coming. A few come and go before, for what is made
	 * only once.
	 */
	private void connections(LoadProcess load, Contender contender) throws IOException, InterruptedException {
		Workload idle = Workload.idle("idle-" + this.plan.idle(), this.plan.idle());
		Workload storm = Workload.storm("storm-" + this.plan.storm(), this.plan.storm());
		if (!this.options.includes(idle) && !this.options.includes(storm)) {
			return;
		}
		try (Server server = Server.start(contender, this.options.work())) {
			load.run(Workload.idle("few", 100), server.target(), NOTHING);
			Memory before = server.memory();
			Memory[] during = { before };
			Measurement measurement = load.run(idle, server.target(), () -> during[0] = memory(server));
			add(contender, idle, 1, measurement, during[0].perConnection(before, this.plan.idle()));
			add(contender, storm, 1, load.run(storm, server.target(), NOTHING), Memory.UNKNOWN);
		}
	}

	private static Memory memory(Server server) {
		try {
			return server.memory();
		}
		catch (IOException ex) {
			return Memory.UNKNOWN;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Memory.UNKNOWN;
		}
	}

	private void add(Contender contender, Workload workload, int round, Measurement measurement, Memory memory) {
		Result result = new Result(workload.name(), contender.name(), round, measurement.defect(contender.ordered()),
				measurement, memory.heap(), memory.resident());
		this.results.add(result);
		System.out.println(result.summary());
	}

}
