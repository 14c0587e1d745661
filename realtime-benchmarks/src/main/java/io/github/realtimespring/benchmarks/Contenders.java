package io.github.realtimespring.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import io.github.realtimespring.benchmarks.floor.FloorServer;
import io.github.realtimespring.benchmarks.load.Protocol;
import io.github.realtimespring.benchmarks.peer.SimpleBrokerApplication;

/**
 * All servers that can take part, in the order of the tables.
 */
class Contenders {

	/** Reference of the tables: what an application has without this project. */
	static final String SIMPLE_BROKER = "simple-broker";

	/** Reference of the tables: what it costs at least. */
	static final String FLOOR = "floor-coalescing";

	private static final String EDGE = "io.github.realtimespring.sample.SampleApplication";

	private static final List<String> SERVER_OPTIONS = List.of("-Xmx1g");

	private final Options options;

	private final String secret = UUID.randomUUID().toString() + UUID.randomUUID();

	Contenders(Options options) {
		this.options = options;
	}

	List<Contender> all() {
		List<Contender> all = new ArrayList<>();
		all.add(edge("edge-centrifuge", Protocol.CENTRIFUGE, "/connection/websocket", this::onTomcat));
		all.add(edge("edge-stomp", Protocol.STOMP, "/ws", this::onTomcat));
		all.add(edge("edge-centrifuge-jetty", Protocol.CENTRIFUGE, "/connection/websocket", this::onJetty));
		all.add(jvm(SIMPLE_BROKER, Protocol.STOMP, "/ws", false,
				(port) -> List.of(SimpleBrokerApplication.class.getName(), "--server.port=" + port)));
		all.add(jvm("floor-naive", Protocol.CENTRIFUGE, "/", true,
				(port) -> List.of(FloorServer.class.getName(), Integer.toString(port), "naive")));
		all.add(jvm(FLOOR, Protocol.CENTRIFUGE, "/", true,
				(port) -> List.of(FloorServer.class.getName(), Integer.toString(port), "coalescing")));
		all.add(nats());
		all.add(socketIo());
		return all;
	}

	private Contender edge(String name, Protocol protocol, String path, Supplier<List<String>> application) {
		Path jar = this.options.edge();
		String missing = Files.exists(jar) ? "" : jar.getFileName() + " isn't built";
		return new Contender(name, protocol, path, true, true, missing, this.secret, (port) -> {
			List<String> command = new ArrayList<>(java());
			command.addAll(this.options.edgeOptions());
			command.addAll(application.get());
			command.addAll(List.of("--server.port=" + port, "--spring.profiles.active=open",
					"--sample.jwt-secret=" + this.secret));
			return command;
		});
	}

	private List<String> onTomcat() {
		return List.of("-jar", this.options.edge().toString());
	}

	private List<String> onJetty() {
		try {
			return List.of("-cp", JettyEdge.classPath(this.options.edge(), this.options.work()), EDGE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	private Contender jvm(String name, Protocol protocol, String path, boolean ordered,
			IntFunction<List<String>> main) {
		return new Contender(name, protocol, path, true, ordered, "", "", (port) -> {
			List<String> command = new ArrayList<>(java());
			command.addAll(List.of("-cp", JettyEdge.ownClassPath()));
			command.addAll(main.apply(port));
			return command;
		});
	}

	private Contender nats() {
		return new Contender("nats", Protocol.NATS, "/", false, true,
				isOnPath("nats-server") ? "" : "nats-server isn't on the path", "",
				(port) -> List.of("nats-server", "-c", natsConfiguration(port).toString()));
	}

	private Path natsConfiguration(int port) {
		String configuration = """
				listen: "127.0.0.1:-1"
				websocket {
				  listen: "127.0.0.1:%d"
				  no_tls: true
				}
				""".formatted(port);
		try {
			return Files.writeString(this.options.work().resolve("nats.conf"), configuration);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Contender socketIo() {
		Path peers = this.options.peers();
		String missing = "";
		if (!isOnPath("node")) {
			missing = "node isn't on the path";
		}
		else if (!Files.isDirectory(peers.resolve("node_modules/socket.io"))) {
			missing = "'npm ci' hasn't been run in " + peers.getFileName();
		}
		return new Contender("socket.io", Protocol.SOCKET_IO, "/socket.io/?EIO=4&transport=websocket", false, true,
				missing, "",
				(port) -> List.of("node", peers.resolve("socket-io.mjs").toString(), Integer.toString(port)));
	}

	private static List<String> java() {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(SERVER_OPTIONS);
		return command;
	}

	private static boolean isOnPath(String program) {
		String path = System.getenv().getOrDefault("PATH", "");
		return Arrays.stream(path.split(File.pathSeparator))
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, program)));
	}

}
