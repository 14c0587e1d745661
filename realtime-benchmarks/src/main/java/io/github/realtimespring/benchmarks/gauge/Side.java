package io.github.realtimespring.benchmarks.gauge;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.github.realtimespring.benchmarks.Contender;
import io.github.realtimespring.benchmarks.Part;
import io.github.realtimespring.benchmarks.Programs;
import io.github.realtimespring.benchmarks.SampleArguments;
import io.github.realtimespring.benchmarks.Server;
import io.github.realtimespring.benchmarks.load.LoadProcess;
import io.github.realtimespring.benchmarks.load.Measurement;
import io.github.realtimespring.benchmarks.load.protocol.Protocol;

/**
 * A running server of one of the two commits. It serves both protocols.
 */
final class Side implements AutoCloseable {

	/** A heap that never changes its size is one reason less for two JVMs to differ. */
	private static final List<String> JVM_OPTIONS = List.of("-Xms1g", "-Xmx1g");

	private static final int OK = 200;

	private static final Runnable NOTHING = () -> {
	};

	private final Server server;

	private final boolean plantable;

	private final HttpClient http = HttpClient.newHttpClient();

	private Side(Server server, boolean plantable) {
		this.server = server;
		this.plantable = plantable;
	}

	/**
	 * Start a server.
	 * @param name its name in logs
	 * @param build what it runs
	 * @param plantable whether it has what a cost can be planted with
	 * @param work folder for its log
	 */
	static Side start(String name, SampleBuild build, boolean plantable, Path work)
			throws IOException, InterruptedException {
		String secret = UUID.randomUUID().toString() + UUID.randomUUID();
		Part part = new Part(name, true, true, (port, earlier) -> command(build, plantable, port, secret));
		Contender contender = new Contender(name, Protocol.CENTRIFUGE, SampleArguments.path(Protocol.CENTRIFUGE), true,
				"", secret, List.of(part));
		return new Side(Server.start(contender, work), plantable);
	}

	private static List<String> command(SampleBuild build, boolean plantable, int port, String secret) {
		List<String> command = new ArrayList<>(List.of(Programs.java()));
		command.addAll(JVM_OPTIONS);
		// Pinned to one processor it must not behave as if there was one
		command.add("-XX:ActiveProcessorCount=" + Runtime.getRuntime().availableProcessors());
		command.addAll(build.application(plantable ? ownClasses() : ""));
		command.addAll(SampleArguments.of(port, secret));
		if (plantable) {
			command.add("--spring.main.sources=io.github.realtimespring.benchmarks.gauge.node.BurdenExtension");
		}
		return command;
	}

	private static String ownClasses() {
		return Path.of(URI.create(Side.class.getProtectionDomain().getCodeSource().getLocation().toString()))
			.toString();
	}

	/**
	 * Keep it to the processor of the servers. Until then its compilers may use all.
	 */
	void pin() throws IOException, InterruptedException {
		Pinning.pin(this.server.target().pids().get(0));
	}

	/**
	 * Make each delivery dearer.
	 * @param micros by how many microseconds of processor time
	 */
	void plant(double micros) throws IOException, InterruptedException {
		if (!this.plantable) {
			return;
		}
		URI uri = URI.create("http://127.0.0.1:" + this.server.target().ports().get(0) + "/api/gauge/burden?nanos="
				+ Math.round(micros * 1000));
		int status = this.http
			.send(HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build(),
					HttpResponse.BodyHandlers.discarding())
			.statusCode();
		if (status != OK) {
			throw new IOException("The server refuses a burden: " + status);
		}
	}

	Measurement run(LoadProcess load, Line line) throws IOException {
		return load.run(line.workload(),
				this.server.target().with(line.protocol(), SampleArguments.path(line.protocol())), NOTHING);
	}

	@Override
	public void close() {
		this.server.close();
	}

}
