package io.github.realtimespring.checker.cluster;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.github.realtimespring.checker.cluster.FaultProxy.Faults;

/**
 * The whole of it: nodes, their Redis, and the network before the nodes. Stays up during
 * many schedules.
 */
public final class Edge implements AutoCloseable {

	private static final Set<FaultKind> OF_NODES = EnumSet.of(FaultKind.NODE_KILL, FaultKind.NODE_PAUSE,
			FaultKind.NODE_RESTART);

	private static final Set<FaultKind> OF_CLIENTS = EnumSet.of(FaultKind.CLIENT_RESET, FaultKind.CLIENT_SILENT,
			FaultKind.CLIENT_SLOW, FaultKind.CLIENT_TRICKLE);

	private final Processes processes = new Processes();

	private final List<Node> nodes = new ArrayList<>();

	private final Sample sample;

	private final Path log;

	private final Store store;

	private final FaultProxy clients;

	private Edge(EdgeOptions options) throws IOException, InterruptedException {
		Path work = Files.createDirectories(options.work()).toAbsolutePath();
		this.store = options.topology().store(this.processes, work, options.nodes());
		HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
		this.log = work.resolve("archive.log");
		this.sample = Sample.of(this.processes, options.sample().jar(), options.sample().folder());
		List<String> java = this.sample.command(options.jvmOptions());
		for (int i = 0; i < options.nodes(); i++) {
			List<String> command = new ArrayList<>(java);
			command.addAll(options.arguments());
			command.add("--realtime.node-name=node-" + i);
			command.addAll(this.store.arguments(i));
			this.nodes.add(new Node(this.processes, command, work.resolve("node-" + i + ".log"), http));
		}
		this.clients = new FaultProxy("client-network", 1,
				() -> this.nodes.stream().filter(Node::isChosen).map(Node::port).toList());
	}

	/**
	 * Start everything, and wait until it works.
	 */
	public static Edge start(EdgeOptions options) throws IOException, InterruptedException {
		Edge edge = new Edge(options);
		try {
			edge.store.start();
			if (options.sample().archive()) {
				edge.sample.archive(edge.processes, edge.log, edge.nodes.get(0));
			}
			for (Node node : edge.nodes) {
				node.launch();
			}
			edge.heal();
			return edge;
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			edge.close();
			throw ex;
		}
	}

	/**
	 * Where clients connect.
	 */
	public int port() {
		return this.clients.port();
	}

	/**
	 * All nodes, running or not.
	 */
	public List<Node> nodes() {
		return this.nodes;
	}

	/**
	 * The nodes that somebody would choose.
	 */
	public List<Node> chosen() {
		return this.nodes.stream().filter(Node::isChosen).toList();
	}

	public Processes processes() {
		return this.processes;
	}

	/**
	 * What can go wrong.
	 */
	public Set<FaultKind> faults() {
		Set<FaultKind> faults = EnumSet.copyOf(OF_NODES);
		faults.addAll(OF_CLIENTS);
		faults.addAll(this.store.faults());
		return faults;
	}

	/**
	 * Let something go wrong.
	 */
	public void begin(Fault fault) throws IOException, InterruptedException {
		Node node = this.nodes.get(fault.target() % this.nodes.size());
		switch (fault.kind()) {
			case NODE_KILL -> node.kill();
			case NODE_PAUSE -> node.pause();
			case NODE_RESTART -> node.terminate();
			case CLIENT_RESET -> this.clients.reset(fault.percent(), false);
			case CLIENT_SILENT -> this.clients.trouble(fault.percent(), Faults.SILENT);
			case CLIENT_SLOW -> this.clients.trouble(fault.percent(), Faults.SLOW_READER);
			case CLIENT_TRICKLE -> this.clients.trouble(fault.percent(), Faults.TRICKLE);
			default -> this.store.begin(fault);
		}
	}

	/**
	 * Let it be right again, and wait for that.
	 */
	public void end(Fault fault) throws IOException, InterruptedException {
		Node node = this.nodes.get(fault.target() % this.nodes.size());
		switch (fault.kind()) {
			case NODE_KILL, NODE_RESTART -> node.start();
			case NODE_PAUSE -> node.resume();
			case CLIENT_SILENT -> this.clients.reset(100, true);
			case CLIENT_RESET -> {
				// Nothing lasts.
			}
			case CLIENT_SLOW, CLIENT_TRICKLE -> this.clients.heal();
			default -> this.store.end(fault);
		}
	}

	/**
	 * Make sure that everything runs, and wait for that.
	 */
	public void heal() throws IOException, InterruptedException {
		this.clients.reset(100, true);
		this.clients.heal();
		this.store.heal();
		for (Node node : this.nodes) {
			node.start();
		}
	}

	/**
	 * Replace a node by one with another version of the sample: stop it in order, and
	 * start the other.
	 */
	public void replace(Node node, EdgeOptions.SampleJar other) throws IOException, InterruptedException {
		Sample sample = Sample.of(this.processes, other.jar(), other.folder());
		node.terminate();
		node.setClassPath(sample.classPath());
		node.start();
	}

	@Override
	public void close() {
		this.clients.close();
		this.processes.close();
	}

}
