package io.github.realtimespring.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.realtimespring.benchmarks.load.Workload;
import io.github.realtimespring.benchmarks.load.Workloads;
import io.github.realtimespring.benchmarks.report.ContenderNames;

/**
 * What is run.
 *
 * @param name its name
 * @param warmUps how often each JVM gets the first workload before anything counts, at
 * most
 * @param stages scenarios whose contenders are up together
 * @param fresh scenarios in which each contender is started anew, and is alone
 */
record Plan(String name, int warmUps, List<List<Scenario>> stages, List<Scenario> fresh) {

	private static final Duration START = Duration.ofSeconds(5);

	private static final List<String> TOMCAT = List.of(ContenderNames.EDGE_CENTRIFUGE, ContenderNames.EDGE_STOMP);

	private static final List<String> JETTY = List.of(ContenderNames.EDGE_CENTRIFUGE_JETTY,
			ContenderNames.EDGE_STOMP_JETTY);

	private static final List<String> SIMPLE_BROKER = List.of(ContenderNames.SIMPLE_BROKER);

	private static final List<String> RABBITMQ = List.of(ContenderNames.RABBITMQ);

	private static final List<String> FLOORS = List.of(ContenderNames.FLOOR_NAIVE, ContenderNames.FLOOR);

	private static final List<String> OTHERS = List.of(ContenderNames.NATS, ContenderNames.SOCKET_IO);

	private static final List<String> CORE = join(TOMCAT, SIMPLE_BROKER, FLOORS, OTHERS);

	private static final List<String> PRODUCTS = join(TOMCAT, SIMPLE_BROKER, OTHERS);

	private static final List<String> ALL = join(TOMCAT, JETTY, SIMPLE_BROKER, RABBITMQ, FLOORS, OTHERS);

	private static final List<String> TWO_NODES = Stream
		.of(ContenderNames.EDGE_CENTRIFUGE, ContenderNames.EDGE_STOMP, ContenderNames.RABBITMQ, ContenderNames.NATS)
		.map((name) -> name + ContenderNames.TWO_NODES)
		.toList();

	/**
	 * A few seconds a contender: whether everything runs, not how fast.
	 */
	static Plan smoke() {
		Duration time = Duration.ofMillis(300);
		List<Scenario> oneNode = List.of(Scenario.of(Workloads.broadcast(50), 1, ALL),
				Scenario.of(Workloads.rooms(10, 5), 1, ALL), Scenario.of(Workloads.rate(50), 1, ALL),
				half(50, 1, PRODUCTS), Scenario.of(Workloads.channels(500, 50, 10), 1, CORE),
				Scenario.of(Workloads.direct(50), 1, CORE),
				Scenario.of(Workload.churn("churn-50", 50), 1, join(PRODUCTS, JETTY)),
				Scenario.of(Workload.storm("storm-50", 50), 1, ALL));
		List<Scenario> twoNodes = List.of(Scenario.of(onTwoNodes(Workloads.broadcast(50)), 1, TWO_NODES));
		return new Plan("smoke", 1, List.of(lasting(time, time, oneNode), lasting(time, time, twoNodes)),
				List.of(Scenario.of(Workload.idle("idle-50", 50), 1, ALL)));
	}

	/**
	 * Five minutes.
	 */
	static Plan quick() {
		return new Plan("quick", 4, List.of(lasting(Duration.ofSeconds(1), Duration.ofSeconds(2),
				List.of(Scenario.of(Workloads.broadcast(1000), 2, CORE), Scenario.of(Workloads.rooms(100, 10), 2, CORE),
						Scenario.of(Workloads.rate(1000), 2, CORE)))),
				List.of(Scenario.of(Workload.idle("idle-1000", 1000), 1, CORE)));
	}

	/**
	 * Everything, in no more than forty minutes.
	 */
	static Plan full() {
		List<Scenario> oneNode = new ArrayList<>(lasting(Duration.ofMillis(1500), Duration.ofSeconds(3), List.of(
				Scenario.of(Workloads.broadcast(1000), 3, ALL), Scenario.of(Workloads.rooms(100, 10), 3, ALL),
				Scenario.of(Workloads.broadcast(100), 3, join(TOMCAT, List.of(ContenderNames.FLOOR))),
				Scenario.of(Workloads.broadcast(10_000), 3, TOMCAT),
				Scenario.of(Workloads.broadcast(10_000), 1, join(SIMPLE_BROKER, List.of(ContenderNames.FLOOR), OTHERS)),
				Scenario.of(Workloads.broadcast(15_000), 3, TOMCAT),
				Scenario.of(Workloads.broadcast(15_000), 1, List.of(ContenderNames.FLOOR)),
				Scenario.of(Workloads.channels(1, 1, 1), 3, TOMCAT),
				Scenario.of(Workloads.channels(1000, 1000, 1), 3, TOMCAT), Scenario.of(Workloads.direct(1000), 3, CORE),
				Scenario.of(Workloads.channels(100_000, 1000, 100), 3, TOMCAT),
				Scenario.of(Workload.saturated("rooms-10000x2", 10_000, 2, 10, 1).sharedBy(10_000, 2), 1,
						join(TOMCAT, SIMPLE_BROKER, List.of(ContenderNames.FLOOR), OTHERS)),
				Scenario.of(Workload.saturated("users-1000", 1000, 1, 10, 1), 1, CORE), Scenario.of(ticker(), 1, CORE),
				Scenario.of(Workload.churn("churn-1000", 1000), 1, join(PRODUCTS, JETTY)),
				Scenario.of(Workload.storm("storm-2000", 2000), 3, PRODUCTS),
				Scenario.of(Workload.returning("return-2000", 2000), 3, join(TOMCAT, SIMPLE_BROKER)))));
		oneNode.addAll(lasting(Duration.ofSeconds(2), Duration.ofSeconds(6),
				List.of(Scenario.of(Workloads.rate(1000), 3, CORE),
						half(1000, 3, join(TOMCAT, SIMPLE_BROKER, List.of(ContenderNames.NATS))))));
		List<Scenario> twoNodes = lasting(Duration.ofSeconds(2), Duration.ofSeconds(4),
				List.of(Scenario.of(onTwoNodes(Workloads.broadcast(1000)), 2, TWO_NODES),
						Scenario.of(onTwoNodes(Workloads.rate(1000)), 2, TWO_NODES)));
		return new Plan("full", 8, List.of(oneNode, twoNodes), List.of(
				Scenario.of(Workload.idle("idle-10000", 10_000), 1, join(TOMCAT, JETTY, SIMPLE_BROKER, OTHERS)),
				Scenario.of(Workload.idle("idle-15000", 15_000), 1, join(TOMCAT, List.of(ContenderNames.NATS)))));
	}

	/**
	 * The same application with several options of the JVM.
	 */
	static Plan flags() {
		List<String> sets = FlagSet.all().stream().map(FlagSet::contender).toList();
		return new Plan("flags", 8, List.of(lasting(Duration.ofSeconds(2), Duration.ofSeconds(4),
				List.of(Scenario.of(Workloads.broadcast(1000), 3, sets), Scenario.of(Workloads.rooms(100, 10), 3, sets),
						Scenario.of(Workloads.rate(1000), 3, sets)))),
				List.of(Scenario.of(Workload.idle("idle-5000", 5000), 1, sets)));
	}

	/** Each of 100 channels with ten subscribers gets 50 messages a second. */
	private static Workload ticker() {
		return Workload.rate("ticker-100x50", 100, 1000, 1, 5000);
	}

	private static Scenario half(int subscribers, int rounds, List<String> contenders) {
		Workload workload = Workload.rate("half-of-" + ContenderNames.SIMPLE_BROKER + "-1x" + subscribers, 1,
				subscribers, 1, 1);
		return new Scenario(workload, rounds, contenders, Workloads.broadcast(subscribers).name());
	}

	private static Workload onTwoNodes(Workload workload) {
		return workload.named("two-nodes-" + workload.name());
	}

	private static List<Scenario> lasting(Duration warmUp, Duration measured, List<Scenario> scenarios) {
		return scenarios.stream().map((scenario) -> scenario.lasting(warmUp, measured)).toList();
	}

	@SafeVarargs
	private static List<String> join(List<String>... names) {
		List<String> all = new ArrayList<>();
		for (List<String> some : names) {
			all.addAll(some);
		}
		return List.copyOf(all);
	}

	Stream<Scenario> scenarios() {
		return Stream.concat(this.stages.stream().flatMap(Collection::stream), this.fresh.stream());
	}

	/**
	 * The same for some workloads and contenders only.
	 * @param workloads which workloads, by name
	 * @param contenders which contenders, by name
	 */
	Plan only(Predicate<String> workloads, Predicate<String> contenders) {
		return new Plan(this.name, this.warmUps,
				this.stages.stream()
					.map((stage) -> only(stage, workloads, contenders))
					.filter((stage) -> !stage.isEmpty())
					.toList(),
				only(this.fresh, workloads, contenders));
	}

	private static List<Scenario> only(List<Scenario> scenarios, Predicate<String> workloads,
			Predicate<String> contenders) {
		return scenarios.stream()
			.filter((scenario) -> workloads.test(scenario.workload().name()))
			.map((scenario) -> new Scenario(scenario.workload(), scenario.rounds(),
					scenario.contenders().stream().filter(contenders).toList(), scenario.halfOf()))
			.filter((scenario) -> !scenario.contenders().isEmpty())
			.toList();
	}

	/**
	 * How long it takes on a machine of two cores, about.
	 */
	Duration expected() {
		Duration expected = Duration.ZERO;
		for (List<Scenario> stage : this.stages) {
			long contenders = stage.stream().flatMap((scenario) -> scenario.contenders().stream()).distinct().count();
			Duration warmUp = stage.get(0).expected().multipliedBy(Math.max(1, this.warmUps / 2));
			expected = expected.plus(START.plus(warmUp).multipliedBy(contenders));
		}
		for (Scenario scenario : scenarios().toList()) {
			expected = expected
				.plus(scenario.expected().multipliedBy((long) scenario.rounds() * scenario.contenders().size()));
		}
		return expected;
	}

}
