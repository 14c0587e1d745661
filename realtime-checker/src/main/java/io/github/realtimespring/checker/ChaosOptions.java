package io.github.realtimespring.checker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.realtimespring.checker.cluster.EdgeOptions;
import io.github.realtimespring.checker.cluster.Topology;
import io.github.realtimespring.checker.load.Pulse;

/**
 * The checker's command line.
 *
 * @param plan what to run
 * @param seeds the seeds to run, where the plan doesn't say
 * @param topologies on which Redis
 * @param size how much is run
 * @param paths what is read and written
 * @param tenants whether clients have tenants
 */
record ChaosOptions(Plan plan, List<Long> seeds, List<Topology> topologies, Size size, Paths paths, boolean tenants) {

	/** What the server recovers at most. */
	static final int MAX_RECOVERED = 300;

	/** What channels of the namespace "small" keep. */
	static final int SMALL_HISTORY = 30;

	/** The nodes trust tokens that are signed with it. */
	static final String SECRET = "secret-of-the-checker-which-nobody-else-uses";

	private static final int NODES = 3;

	/** One waits for most of its time; with two processors and nothing else to do. */
	private static final int DEFAULT_LANES = 3;

	private static final int HISTORY = 1000;

	static ChaosOptions parse(String... args) {
		Plan plan = Plan.SHORT;
		List<Long> seeds = List.of();
		List<Topology> topologies = List.of(Topology.values());
		int minutes = 120;
		int slowness = 1;
		int lanes = DEFAULT_LANES;
		int crowd = 2000;
		Path output = Path.of("docs/reliability");
		Path work = Path.of("realtime-checker/target/chaos");
		Path jar = Path.of("sample-app/target/sample-app.jar");
		Path previous = Path.of("realtime-checker/target/previous/sample-app/target/sample-app.jar");
		Path clients = Path.of("realtime-checker/clients");
		for (String arg : args) {
			int equals = arg.indexOf('=');
			String value = arg.substring(equals + 1);
			if (value.isBlank()) {
				continue;
			}
			switch ((equals < 0) ? arg : arg.substring(0, equals)) {
				case "--plan" -> plan = Plan.valueOf(value.toUpperCase().replace('-', '_'));
				case "--seeds" -> seeds = Arrays.stream(value.split(",")).map(Long::valueOf).toList();
				case "--topologies" ->
					topologies = Arrays.stream(value.toUpperCase().split(",")).map(Topology::valueOf).toList();
				case "--minutes" -> minutes = Integer.parseInt(value);
				case "--slowness" -> slowness = Integer.parseInt(value);
				case "--lanes" -> lanes = Integer.parseInt(value);
				case "--crowd" -> crowd = Integer.parseInt(value);
				case "--output" -> output = Path.of(value);
				case "--work" -> work = Path.of(value);
				case "--jar" -> jar = Path.of(value);
				case "--previous" -> previous = Path.of(value);
				case "--clients" -> clients = Path.of(value);
				default -> throw new IllegalArgumentException("Unknown option: " + arg);
			}
		}
		Paths paths = new Paths(output.normalize(), work.normalize(), jar.normalize(), previous.normalize(),
				clients.normalize());
		return new ChaosOptions(plan, seeds, topologies, new Size(minutes, slowness, lanes, crowd), paths,
				plan == Plan.TENANTS);
	}

	/**
	 * The same, with a folder of its own for logs and data.
	 * @param number number of the lane
	 */
	ChaosOptions lane(int number) {
		Path work = this.paths.work.resolve("lane-" + number);
		return new ChaosOptions(this.plan, this.seeds, this.topologies, this.size,
				new Paths(this.paths.output, work, this.paths.jar, this.paths.previous, this.paths.clients),
				this.tenants);
	}

	/**
	 * The same, with clients that have tenants.
	 */
	ChaosOptions withTenants() {
		return new ChaosOptions(this.plan, this.seeds, this.topologies, this.size, this.paths, true);
	}

	/**
	 * The same, with nodes of the previous version.
	 */
	ChaosOptions previous() {
		return new ChaosOptions(this.plan, this.seeds, this.topologies, this.size, new Paths(this.paths.output,
				this.paths.work.resolve("previous"), this.paths.previous, this.paths.previous, this.paths.clients),
				this.tenants);
	}

	/**
	 * What nodes run.
	 */
	EdgeOptions.SampleJar sample() {
		return new EdgeOptions.SampleJar(this.paths.jar, this.paths.work.resolve("sample"),
				this.plan == Plan.LONG || this.plan == Plan.TENANTS);
	}

	/**
	 * What to start.
	 * @param topology on which Redis
	 * @param pulse how soon both sides notice that the other one is gone
	 */
	EdgeOptions edge(Topology topology, Pulse pulse) {
		return edge(topology, pulse, NODES, List.of());
	}

	/**
	 * What to start.
	 * @param topology on which Redis
	 * @param pulse how soon both sides notice that the other one is gone
	 * @param nodes how many nodes
	 * @param more arguments of the nodes
	 */
	EdgeOptions edge(Topology topology, Pulse pulse, int nodes, List<String> more) {
		List<String> arguments = new ArrayList<>(List.of("--spring.profiles.active=open", "--realtime.relay.type=redis",
				"--sample.jwt-secret=" + SECRET, "--realtime.centrifuge.ping-interval=" + pulse.pingInterval(),
				"--realtime.centrifuge.pong-timeout=" + pulse.pongTimeout(), "--realtime.stomp.heartbeat.send=1s",
				"--realtime.stomp.heartbeat.receive=1s", "--realtime.drain.period=1s"));
		history(arguments, "chaos", HISTORY);
		history(arguments, "small", SMALL_HISTORY);
		history(arguments, "default", HISTORY);
		arguments.add("--realtime.user-channels.history.max-publications=" + HISTORY);
		if (this.tenants) {
			arguments.addAll(List.of("--realtime.tenants.claim=tenant", "--realtime.tenants.required=false"));
		}
		arguments.addAll(more);
		return new EdgeOptions(topology, nodes, sample(), this.paths.work.resolve(topology.name().toLowerCase()),
				this.plan.jvmOptions(), arguments);
	}

	private static void history(List<String> arguments, String namespace, int size) {
		arguments.add("--realtime.namespaces." + namespace + ".subscribe=any");
		arguments.add("--realtime.namespaces." + namespace + ".history.max-publications=" + size);
	}

	/**
	 * How much is run.
	 *
	 * @param minutes how long a long plan may take
	 * @param slowness how much slower than a usual machine this one may be
	 * @param lanes how many clusters a long plan has at a time
	 * @param crowd how many clients a scenario has that is about many
	 */
	record Size(int minutes, int slowness, int lanes, int crowd) {

	}

	/**
	 * Files and folders.
	 *
	 * @param output folder for the report
	 * @param work folder for logs and data
	 * @param jar the sample's jar
	 * @param previous the sample's jar of the previous version
	 * @param clients folder of the official clients
	 */
	record Paths(Path output, Path work, Path jar, Path previous, Path clients) {

	}

	/**
	 * What to run.
	 */
	enum Plan {

		/** A few seeds and the mutations, for the build. */
		SHORT,

		/** As many seeds as there is time for, on every topology. */
		LONG,

		/** The given seeds. */
		REPLAY,

		/**
		 * As many seeds as there is time for, or those given, with clients of several
		 * tenants.
		 */
		TENANTS,

		/** How soon thousands of clients have recovered when their node is killed. */
		KILL_NODE,

		/** How soon publishing works again after a failover, and what it costs. */
		FAILOVER,

		/** How soon thousands of clients get what they missed, all at once. */
		RECOVER,

		/** Whether a deployment of another version, and back, loses anything. */
		ROLLING,

		/**
		 * How soon revoked users get nothing more, and whether they really get nothing.
		 */
		REVOKE,

		/**
		 * What thousands of clients notice when three nodes are replaced one after the
		 * other.
		 */
		ROLLING_RESTART;

		/**
		 * Of the nodes. Where many are started it matters how soon they have; where
		 * something is measured they run as servers usually do.
		 */
		private List<String> jvmOptions() {
			return switch (this) {
				case SHORT, LONG, REPLAY, TENANTS, ROLLING ->
					List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");
				case KILL_NODE, FAILOVER, RECOVER, REVOKE, ROLLING_RESTART -> List.of("-Xmx256m");
			};
		}

	}

}
