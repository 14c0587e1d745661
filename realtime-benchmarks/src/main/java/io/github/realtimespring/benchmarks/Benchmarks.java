package io.github.realtimespring.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.realtimespring.benchmarks.load.LoadProcess;
import io.github.realtimespring.benchmarks.load.Measurement;
import io.github.realtimespring.benchmarks.load.Workload;
import io.github.realtimespring.benchmarks.report.ContenderNames;
import io.github.realtimespring.benchmarks.report.Report;
import io.github.realtimespring.benchmarks.report.Result;

/**
 * Runs a {@link Plan}. All servers of a stage stay up during its rounds, and one after
 * the other gets the same work, so that whatever else happens on the machine meets them
 * alike. Memory is looked at in fresh processes.
 */
public final class Benchmarks {

	private static final List<String> GENERATOR_OPTIONS = List.of("-Xmx2g", "-XX:+UseSerialGC");

	/** Runs in a row that may be no cheaper before a server counts as warm. */
	private static final int PATIENCE = 2;

	private static final Runnable NOTHING = () -> {
	};

	private final Options options;

	private final Map<String, Contender> contenders = new LinkedHashMap<>();

	private final List<Result> results = new ArrayList<>();

	private final Map<String, String> facts = new LinkedHashMap<>();

	private final Map<String, Double> halfRates = new LinkedHashMap<>();

	private Benchmarks(Options options) {
		this.options = options;
	}

	/**
	 * Run, and write what was measured.
	 * @param args see {@link Options}
	 */
	public static void main(String[] args) throws Exception {
		new Benchmarks(Options.parse(args)).run();
	}

	private void run() throws IOException, InterruptedException {
		long start = System.nanoTime();
		Files.createDirectories(this.options.paths().work());
		Map<String, String> facts = Machine.facts();
		Plan plan = presentOf(this.options.chosen(), facts);
		facts.put("plan", plan.name());
		if (!this.options.edgeOptions().isEmpty()) {
			facts.put("further options of the edge", String.join(" ", this.options.edgeOptions()));
		}
		this.facts.putAll(facts);
		this.facts.forEach((name, fact) -> System.out.println(name + ": " + fact));
		System.out.printf("Expected: about %d minutes%n", 1 + plan.expected().toMinutes());
		try (LoadProcess load = new LoadProcess(generatorCommand())) {
			for (List<Scenario> stage : plan.stages()) {
				stage(load, stage, plan.warmUps());
				report();
			}
			for (Scenario scenario : plan.fresh()) {
				for (Contender contender : this.contenders.values()) {
					if (scenario.contenders().contains(contender.name())) {
						idle(load, contender, scenario.workload());
					}
				}
			}
		}
		this.facts.put("load average after", Machine.loadAverage());
		this.facts.put("took", Duration.ofNanos(System.nanoTime() - start).toMinutes() + " min");
		System.out.println(report().markdown());
	}

	/**
	 * Write what there is so far: a long run that is interrupted has not been for
	 * nothing.
	 */
	private Report report() throws IOException {
		Report report = new Report(this.facts, this.results);
		report.write(this.options.paths().output());
		return report;
	}

	private Plan presentOf(Plan plan, Map<String, String> facts) {
		List<String> wanted = plan.scenarios().flatMap((scenario) -> scenario.contenders().stream()).toList();
		for (Contender contender : new Contenders(this.options).all()) {
			if (wanted.contains(contender.name())) {
				if (contender.isPresent()) {
					this.contenders.put(contender.name(), contender);
				}
				else {
					facts.put("without " + contender.name(), contender.missing());
				}
			}
		}
		return plan.only((workload) -> true, this.contenders::containsKey);
	}

	private static List<String> generatorCommand() {
		List<String> command = new ArrayList<>();
		command.add(Programs.java());
		command.addAll(GENERATOR_OPTIONS);
		command.addAll(List.of("-cp", System.getProperty("java.class.path")));
		return command;
	}

	private void stage(LoadProcess load, List<Scenario> scenarios, int warmUps)
			throws IOException, InterruptedException {
		Map<String, Server> servers = new LinkedHashMap<>();
		try {
			for (Contender contender : this.contenders.values()) {
				if (scenarios.stream().anyMatch((scenario) -> scenario.contenders().contains(contender.name()))) {
					Optional<Server> server = start(contender);
					if (server.isPresent()) {
						servers.put(contender.name(), server.get());
						warmUp(load, server.get(), scenarios, warmUps);
					}
				}
			}
			rounds(load, servers, scenarios, warmUps);
		}
		finally {
			servers.values().forEach(Server::close);
		}
	}

	/**
	 * One that doesn't start must not cost the others their results.
	 */
	private Optional<Server> start(Contender contender) throws InterruptedException {
		try {
			return Optional.of(Server.start(contender, this.options.paths().work()));
		}
		catch (IOException ex) {
			this.facts.put("without " + contender.name(), String.valueOf(ex.getMessage()));
			System.out.println(ex.getMessage());
			return Optional.empty();
		}
	}

	/**
	 * With the stage's first two saturated workloads: many receivers make the way out
	 * warm, many publications the way in.
	 */
	private static void warmUp(LoadProcess load, Server server, List<Scenario> scenarios, int warmUps)
			throws IOException {
		List<Workload> workloads = scenarios.stream()
			.map(Scenario::workload)
			.filter((workload) -> workload.kind() == Workload.Kind.SATURATED)
			.limit(2)
			.toList();
		int runs = 0;
		for (Workload workload : workloads.isEmpty() ? List.of(scenarios.get(0).workload()) : workloads) {
			int limit = server.contender().hasJvm() ? Math.max(1, warmUps / 2) : 1;
			runs += WarmUp.run(limit, PATIENCE, () -> load.run(workload, server.target(), NOTHING));
		}
		System.out.printf("%s is warm after %d runs%n", server.contender().name(), runs);
	}

	private void rounds(LoadProcess load, Map<String, Server> servers, List<Scenario> scenarios, int warmUps)
			throws IOException {
		int rounds = scenarios.stream().mapToInt(Scenario::rounds).max().orElse(0);
		for (int round = 1; round <= rounds; round++) {
			for (Scenario scenario : scenarios) {
				Optional<Workload> workload = workload(scenario);
				if (round > scenario.rounds() || workload.isEmpty()) {
					continue;
				}
				for (String contender : scenario.contenders()) {
					Server server = servers.get(contender);
					if (server != null) {
						run(load, server, workload.get(), round, warmUps);
					}
				}
			}
		}
	}

	private void run(LoadProcess load, Server server, Workload workload, int round, int warmUps) throws IOException {
		Contender contender = server.contender();
		if (round == 1 && workload.kind().connects() && contender.hasJvm()) {
			WarmUp.run(2 * warmUps, 2 * PATIENCE, () -> load.run(workload, server.target(), NOTHING));
		}
		add(contender, workload, round, load.run(workload, server.target(), NOTHING), Memory.UNKNOWN);
	}

	/**
	 * The scenario's workload, at half the rate that the simple broker reached when that
	 * is asked for: latency that is not that of a queue. Nothing if that took no part.
	 */
	private Optional<Workload> workload(Scenario scenario) {
		if (scenario.halfOf().isEmpty()) {
			return Optional.of(scenario.workload());
		}
		double rate = this.halfRates.computeIfAbsent(scenario.halfOf(), (name) -> this.results.stream()
			.filter((result) -> result.contender().equals(ContenderNames.SIMPLE_BROKER) && result.isValid()
					&& result.workload().equals(name))
			.mapToDouble(
					(result) -> result.measurement().perSecond() / scenario.workload().connections().subscribers() / 2)
			.min()
			.orElse(0));
		return (rate > 0) ? Optional.of(scenario.workload().at(rate)) : Optional.empty();
	}

	/**
	 * What idle connections cost. A few come and go before, for what is made only once.
	 */
	private void idle(LoadProcess load, Contender contender, Workload workload)
			throws IOException, InterruptedException {
		Optional<Server> started = start(contender);
		if (started.isEmpty()) {
			return;
		}
		try (Server server = started.get()) {
			load.run(Workload.idle("few", 100), server.target(), NOTHING);
			Memory before = server.memory();
			Memory[] during = { before };
			Measurement measurement = load.run(workload, server.target(), () -> during[0] = memory(server));
			add(contender, workload, 1, measurement,
					during[0].perConnection(before, workload.connections().subscribers()));
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
		Result result = new Result(workload.name(), workload.kind(), contender.name(), round,
				measurement.defect(contender.ordered()), measurement,
				new Result.ConnectionMemory(memory.heap(), memory.resident()));
		this.results.add(result);
		System.out.println(result.summary());
	}

}
