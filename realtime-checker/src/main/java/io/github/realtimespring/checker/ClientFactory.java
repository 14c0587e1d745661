package io.github.realtimespring.checker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.benchmarks.load.Tokens;
import io.github.realtimespring.checker.client.CentrifugeClient;
import io.github.realtimespring.checker.client.Client;
import io.github.realtimespring.checker.client.ClientOptions;
import io.github.realtimespring.checker.client.Connections;
import io.github.realtimespring.checker.client.Route;
import io.github.realtimespring.checker.client.ScriptClients;
import io.github.realtimespring.checker.client.SocketLoop;
import io.github.realtimespring.checker.client.StompClient;
import io.github.realtimespring.checker.cluster.Processes;
import io.github.realtimespring.checker.history.History;
import io.github.realtimespring.checker.load.Pulse;

/**
 * Makes clients of every kind.
 */
final class ClientFactory implements AutoCloseable {

	private static final ThreadFactory DAEMONS = (task) -> {
		Thread thread = new Thread(task, "clients");
		thread.setDaemon(true);
		return thread;
	};

	private final SocketLoop loop = new SocketLoop();

	private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(DAEMONS);

	private final Connections connections;

	private final Tokens tokens = new Tokens(ChaosOptions.SECRET, true);

	private final @Nullable ScriptClients scripts;

	private final Pulse pulse;

	private ClientFactory(@Nullable ScriptClients scripts, Pulse pulse, Route route) {
		this.scripts = scripts;
		this.pulse = pulse;
		this.connections = new Connections(this.loop, this.scheduler, route);
	}

	/**
	 * Create one for clients of ours only.
	 * @param route where they connect, and how soon again
	 */
	static ClientFactory on(Route route, Pulse pulse) {
		return new ClientFactory(null, pulse, route);
	}

	/**
	 * Create; official libraries take part if they are there.
	 * @param peers folder of the scripts
	 * @param work folder for their log
	 * @param pulse how soon our own clients notice that a node is gone
	 */
	static ClientFactory create(Processes processes, Path peers, Path work, Pulse pulse) throws IOException {
		boolean there = Files.isDirectory(peers.resolve("node_modules"));
		if (!there) {
			System.out.println("Without the official clients: 'npm ci' hasn't been run in " + peers);
		}
		return new ClientFactory(there ? ScriptClients.start(processes, peers, work.resolve("clients.log")) : null,
				pulse, Route.DIRECT);
	}

	/**
	 * Whether official libraries take part.
	 */
	boolean hasScripts() {
		return this.scripts != null;
	}

	Client create(ClientSpec spec, int port, History history, long seed) {
		ClientOptions options = new ClientOptions(spec.name(), spec.user(),
				this.tokens.token(spec.user(), spec.tenant()), port, this.pulse.patience());
		if (spec.kind().isScript() && this.scripts != null) {
			return this.scripts.create(spec.kind() == ClientSpec.Kind.STOMP_JS ? "stomp" : "centrifuge", options,
					history);
		}
		long own = seed * 1009 + spec.name().hashCode();
		return switch (spec.kind()) {
			case CENTRIFUGE, CENTRIFUGE_JS -> new CentrifugeClient(this.connections, options, history, own);
			case STOMP, STOMP_JS -> new StompClient(this.connections, options, history, own);
		};
	}

	@Override
	public void close() {
		this.scheduler.shutdownNow();
		this.loop.close();
	}

}
