package io.github.realtimespring.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.realtimespring.benchmarks.load.Target;

/**
 * A contender's running processes.
 */
public final class Server implements AutoCloseable {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(180);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration RETRY = Duration.ofMillis(100);

	private final Contender contender;

	private final List<Process> processes = new ArrayList<>();

	private final List<Integer> ports = new ArrayList<>();

	/** Nothing stays behind when the runner is stopped. */
	private final Thread onShutdown = new Thread(this::stop, "stop");

	private Server(Contender contender) {
		this.contender = contender;
		Runtime.getRuntime().addShutdownHook(this.onShutdown);
	}

	/**
	 * Start a contender, and wait until it listens.
	 * @param contender the contender
	 * @param work folder for its logs
	 */
	public static Server start(Contender contender, Path work) throws IOException, InterruptedException {
		Server server = new Server(contender);
		try {
			for (Part part : contender.parts()) {
				server.start(part, work);
			}
			return server;
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			server.close();
			throw ex;
		}
	}

	private synchronized void start(Part part, Path work) throws IOException, InterruptedException {
		int port = Programs.freePort();
		List<Integer> earlier = List.copyOf(this.ports);
		ProcessBuilder builder = new ProcessBuilder(part.command().line(port, earlier)).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(work.resolve(part.name() + ".log").toFile()));
		builder.environment().putAll(part.command().environment(port, earlier));
		Process process = builder.start();
		this.processes.add(process);
		this.ports.add(port);
		long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
		while (!isListening(port)) {
			if (!process.isAlive() || System.nanoTime() > deadline) {
				throw new IOException(part.name() + " has not started: see its log in " + work);
			}
			TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
		}
	}

	private static boolean isListening(int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	Contender contender() {
		return this.contender;
	}

	/**
	 * How the load generator finds it.
	 */
	public Target target() {
		List<Integer> nodes = new ArrayList<>();
		List<Long> jvms = new ArrayList<>();
		for (int i = 0; i < this.processes.size(); i++) {
			Part part = this.contender.parts().get(i);
			if (part.node()) {
				nodes.add(this.ports.get(i));
			}
			if (part.jvm()) {
				jvms.add(this.processes.get(i).pid());
			}
		}
		return new Target(this.contender.protocol(), this.contender.path(), this.contender.jwtSecret(), nodes,
				this.processes.stream().map(Process::pid).toList(), jvms);
	}

	/**
	 * The memory of all processes, after their garbage has been collected.
	 */
	Memory memory() throws IOException, InterruptedException {
		Memory memory = Memory.UNKNOWN;
		for (int i = 0; i < this.processes.size(); i++) {
			ProcessHandle process = this.processes.get(i).toHandle();
			memory = memory.plus(Memory.of(process.pid(), this.contender.parts().get(i).jvm()));
			for (ProcessHandle descendant : process.descendants().toList()) {
				memory = memory.plus(Memory.of(descendant.pid(), false));
			}
		}
		return memory;
	}

	@Override
	public void close() {
		stop();
		try {
			Runtime.getRuntime().removeShutdownHook(this.onShutdown);
		}
		catch (IllegalStateException ex) {
			// The runner ends now.
		}
	}

	private synchronized void stop() {
		for (int i = this.processes.size() - 1; i >= 0; i--) {
			stop(this.processes.get(i));
		}
		this.processes.clear();
	}

	private static void stop(Process process) {
		List<ProcessHandle> descendants = process.descendants().toList();
		process.destroy();
		try {
			process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		process.destroyForcibly();
		descendants.forEach(ProcessHandle::destroyForcibly);
	}

}
