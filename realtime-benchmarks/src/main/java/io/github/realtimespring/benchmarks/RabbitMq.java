package io.github.realtimespring.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A RabbitMQ broker of the benchmark's own: with its STOMP plugin, its own folder and
 * ports, and its own port mapper, so that nothing of it outlives the run.
 */
final class RabbitMq {

	private static final String PROGRAM = "rabbitmq-server";

	/** On some systems the program on the path changes to a user of its own first. */
	private static final String WRAPPER = "rabbitmq-script-wrapper";

	private static final String PORT_MAPPER = "epmd";

	private final Path work;

	RabbitMq(Path work) {
		this.work = work.toAbsolutePath().resolve("rabbitmq");
	}

	static String missing() {
		String missing = Programs.missing(PROGRAM);
		return missing.isEmpty() ? Programs.missing(PORT_MAPPER) : missing;
	}

	/**
	 * The version, as the folder of the installation tells it.
	 */
	static String version() {
		try {
			return Programs.find(PROGRAM).isEmpty() ? "not installed"
					: String.valueOf(program().resolve("../..").normalize().getFileName())
						.replace("rabbitmq_server-", "");
		}
		catch (IOException | RuntimeException ex) {
			return "unknown";
		}
	}

	/**
	 * What the nodes need; the broker comes last, and its port takes STOMP.
	 */
	List<Part> parts() {
		return List.of(Part.support("rabbitmq-ports", this::portMapper), Part.support("rabbitmq", new Broker()));
	}

	/** It has a port already, which the broker has to be told. */
	private List<String> portMapper(int port, List<Integer> earlier) {
		return List.of(PORT_MAPPER, "-port", Integer.toString(port), "-address", "127.0.0.1");
	}

	private static Path program() throws IOException {
		Path program = Programs.find(PROGRAM).orElseThrow().toRealPath();
		return program.endsWith(WRAPPER) ? program.resolveSibling(PROGRAM).toRealPath() : program;
	}

	private final class Broker implements Part.Command {

		@Override
		public List<String> line(int port, List<Integer> earlier) {
			try {
				Path folder = Files.createDirectories(RabbitMq.this.work);
				Files.writeString(folder.resolve("plugins"), "[rabbitmq_stomp].\n");
				Files.writeString(folder.resolve("rabbitmq.conf"), """
						listeners.tcp = none
						stomp.listeners.tcp.1 = 127.0.0.1:%d
						log.console = true
						log.console.level = warning
						log.file = false
						""".formatted(port));
				return List.of(program().toString());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public Map<String, String> environment(int port, List<Integer> earlier) {
			Path folder = RabbitMq.this.work;
			return Map.ofEntries(Map.entry("HOME", folder.toString()),
					Map.entry("ERL_EPMD_PORT", earlier.get(earlier.size() - 1).toString()),
					Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"), Map.entry("RABBITMQ_NODENAME", "benchmark@localhost"),
					Map.entry("RABBITMQ_DIST_PORT", Integer.toString(Programs.freePort())),
					Map.entry("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString()),
					Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString()),
					Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString()),
					Map.entry("RABBITMQ_LOG_BASE", folder.resolve("log").toString()),
					Map.entry("RABBITMQ_GENERATED_CONFIG_DIR", folder.resolve("generated").toString()),
					Map.entry("RABBITMQ_FEATURE_FLAGS_FILE", folder.resolve("feature-flags").toString()));
		}

	}

}
