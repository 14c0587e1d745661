package io.github.realtimespring.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.benchmarks.floor.FloorServer;
import io.github.realtimespring.benchmarks.load.protocol.Protocol;
import io.github.realtimespring.benchmarks.peer.RelayApplication;
import io.github.realtimespring.benchmarks.peer.SimpleBrokerApplication;
import io.github.realtimespring.benchmarks.report.ContenderNames;

/**
 * All servers that can take part, in the order of the tables.
 */
class Contenders {

	/** Tomcat's own limit of 8,192 would let no workload of 10,000 connections begin. */
	private static final String MORE_CONNECTIONS = "--server.tomcat.max-connections=20000";

	private static final String EDGE = "io.github.realtimespring.sample.SampleApplication";

	private static final List<String> SERVER_OPTIONS = List.of("-Xmx1g");

	private final Options options;

	private final String secret = UUID.randomUUID().toString() + UUID.randomUUID();

	private @Nullable String jettyClassPath;

	Contenders(Options options) {
		this.options = options;
	}

	List<Contender> all() {
		List<Contender> all = new ArrayList<>();
		all.add(edge(ContenderNames.EDGE_CENTRIFUGE, Protocol.CENTRIFUGE, onTomcat()));
		all.add(edge(ContenderNames.EDGE_STOMP, Protocol.STOMP, onTomcat()));
		all.add(edge(ContenderNames.EDGE_CENTRIFUGE_JETTY, Protocol.CENTRIFUGE, onJetty()));
		all.add(edge(ContenderNames.EDGE_STOMP_JETTY, Protocol.STOMP, onJetty()));
		all.add(simpleBroker());
		all.add(rabbitMq(ContenderNames.RABBITMQ, 1));
		all.add(floor(ContenderNames.FLOOR_NAIVE, "naive"));
		all.add(floor(ContenderNames.FLOOR, "coalescing"));
		all.add(nats());
		all.add(socketIo());
		all.add(edgeWithRedis(ContenderNames.EDGE_CENTRIFUGE, Protocol.CENTRIFUGE));
		all.add(edgeWithRedis(ContenderNames.EDGE_STOMP, Protocol.STOMP));
		all.add(rabbitMq(ContenderNames.RABBITMQ + ContenderNames.TWO_NODES, 2));
		all.add(natsCluster());
		for (FlagSet flags : FlagSet.all()) {
			all.add(edge(flags.contender(), Protocol.CENTRIFUGE, onTomcat(flags.options().toArray(String[]::new))));
		}
		return all;
	}

	private Contender edge(String name, Protocol protocol, Part.Command command) {
		return new Contender(name, protocol, SampleArguments.path(protocol), true, missingEdge(), this.secret,
				List.of(new Part(name, true, true, command)));
	}

	private String missingEdge() {
		Path jar = this.options.paths().edge();
		return Files.exists(jar) ? "" : jar.getFileName() + " isn't built";
	}

	private Part.Command onTomcat(String... jvmOptions) {
		return (port, earlier) -> {
			List<String> command = edgeJava(jvmOptions);
			command.addAll(List.of("-jar", this.options.paths().edge().toString()));
			command.addAll(edgeArguments(port));
			return command;
		};
	}

	private Part.Command onJetty() {
		return (port, earlier) -> {
			List<String> command = edgeJava();
			command.addAll(List.of("-cp", jettyClassPath(), EDGE));
			command.addAll(edgeArguments(port));
			return command;
		};
	}

	private Part.Command withRedis(int node) {
		Part.Command plain = onTomcat();
		return (port, earlier) -> {
			List<String> command = new ArrayList<>(plain.line(port, earlier));
			command.addAll(List.of("--realtime.relay.type=redis", "--realtime.node-name=node-" + node,
					"--spring.data.redis.host=127.0.0.1", "--spring.data.redis.port=" + earlier.get(0)));
			return command;
		};
	}

	private List<String> edgeJava(String... jvmOptions) {
		List<String> command = java();
		command.addAll(Arrays.asList(jvmOptions));
		command.addAll(this.options.edgeOptions());
		return command;
	}

	private List<String> edgeArguments(int port) {
		return SampleArguments.of(port, this.secret);
	}

	/** Unpacked once: a server must not lose the jars that it runs from. */
	private String jettyClassPath() {
		String classPath = this.jettyClassPath;
		if (classPath == null) {
			try {
				classPath = JettyEdge.classPath(this.options.paths().edge(), this.options.paths().work());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException("Interrupted", ex);
			}
			this.jettyClassPath = classPath;
		}
		return classPath;
	}

	private Contender edgeWithRedis(String edge, Protocol protocol) {
		String name = edge + ContenderNames.TWO_NODES;
		String missing = missingEdge().isEmpty() ? Programs.missing("redis-server") : missingEdge();
		Part redis = Part.support(name + "-redis", (port, earlier) -> List.of("redis-server", "--bind", "127.0.0.1",
				"--port", Integer.toString(port), "--save", "", "--appendonly", "no"));
		return new Contender(name, protocol, SampleArguments.path(protocol), true, missing, this.secret, List.of(redis,
				new Part(name + "-a", true, true, withRedis(1)), new Part(name + "-b", true, true, withRedis(2))));
	}

	private Contender simpleBroker() {
		return new Contender(ContenderNames.SIMPLE_BROKER, Protocol.STOMP, SampleArguments.path(Protocol.STOMP), false,
				"", "", List.of(own(ContenderNames.SIMPLE_BROKER, (port) -> List
					.of(SimpleBrokerApplication.class.getName(), "--server.port=" + port, MORE_CONNECTIONS))));
	}

	private Contender floor(String name, String mode) {
		return new Contender(name, Protocol.CENTRIFUGE, "/", true, "", "",
				List.of(own(name, (port) -> List.of(FloorServer.class.getName(), Integer.toString(port), mode))));
	}

	private static Part own(String name, IntFunction<List<String>> main) {
		return new Part(name, true, true, (port, earlier) -> {
			List<String> command = java();
			command.addAll(List.of("-cp", JettyEdge.ownClassPath()));
			command.addAll(main.apply(port));
			return command;
		});
	}

	private Contender rabbitMq(String name, int nodes) {
		List<Part> parts = new ArrayList<>(new RabbitMq(this.options.paths().work().resolve(name)).parts());
		int broker = parts.size() - 1;
		for (int node = 1; node <= nodes; node++) {
			parts.add(new Part(name + "-" + node, true, true, (port, earlier) -> {
				List<String> command = java();
				command.addAll(List.of("-cp", JettyEdge.relayClassPath(), RelayApplication.class.getName(),
						"--server.port=" + port, "--broker.port=" + earlier.get(broker)));
				return command;
			}));
		}
		return new Contender(name, Protocol.STOMP, SampleArguments.path(Protocol.STOMP), false, RabbitMq.missing(), "",
				parts);
	}

	private Contender nats() {
		return nats(ContenderNames.NATS, List.of(new Part(ContenderNames.NATS, true, false,
				(port, earlier) -> natsServer(ContenderNames.NATS, port, ""))));
	}

	private Contender natsCluster() {
		String name = ContenderNames.NATS + ContenderNames.TWO_NODES;
		int route = Programs.freePort();
		String first = "cluster { name: benchmark, listen: \"127.0.0.1:%d\" }\n".formatted(route);
		String second = "cluster { name: benchmark, listen: \"127.0.0.1:-1\", routes: [\"nats://127.0.0.1:%d\"] }\n"
			.formatted(route);
		return nats(name,
				List.of(new Part(name + "-a", true, false, (port, earlier) -> natsServer(name + "-a", port, first)),
						new Part(name + "-b", true, false, (port, earlier) -> natsServer(name + "-b", port, second))));
	}

	private Contender nats(String name, List<Part> parts) {
		return new Contender(name, Protocol.NATS, "/", true, Programs.missing("nats-server"), "", parts);
	}

	private List<String> natsServer(String name, int port, String cluster) {
		String configuration = """
				listen: "127.0.0.1:-1"
				websocket {
				  listen: "127.0.0.1:%d"
				  no_tls: true
				}
				%s""".formatted(port, cluster);
		try {
			Path file = this.options.paths().work().resolve(name + ".conf");
			return List.of("nats-server", "-c", Files.writeString(file, configuration).toString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Contender socketIo() {
		Path peers = this.options.paths().peers();
		String missing = Programs.missing("node");
		if (missing.isEmpty() && !Files.isDirectory(peers.resolve("node_modules/socket.io"))) {
			missing = "'npm ci' hasn't been run in " + peers.getFileName();
		}
		return new Contender(ContenderNames.SOCKET_IO, Protocol.SOCKET_IO, "/socket.io/?EIO=4&transport=websocket",
				true, missing, "", List.of(new Part(ContenderNames.SOCKET_IO, true, false, (port, earlier) -> List
					.of("node", peers.resolve("socket-io.mjs").toString(), Integer.toString(port)))));
	}

	private static List<String> java() {
		List<String> command = new ArrayList<>();
		command.add(Programs.java());
		command.addAll(SERVER_OPTIONS);
		return command;
	}

}
