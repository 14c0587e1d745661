package io.github.realtimespring.checker.cluster;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * All processes that the checker starts. None outlives it: a small guard process, which
 * ignores signals, kills them when the checker is gone, however it went.
 */
public final class Processes implements AutoCloseable {

	private static final int MIN_PORT = 11_000;

	private static final int MAX_PORT = 21_000;

	/** How far above its port a Redis server of a cluster has its bus. */
	private static final int BUS = 10_000;

	/** Of all clusters that are up at the same time. */
	private static final Set<Integer> PORTS = ConcurrentHashMap.newKeySet();

	private static final String GUARD = """
			trap '' INT TERM HUP
			pids=
			while read -r op pid; do
			  rest=
			  for p in $pids; do [ "$p" = "$pid" ] || rest="$rest $p"; done
			  pids=$rest
			  [ "$op" = add ] && pids="$pids $pid"
			done
			[ -n "$pids" ] && kill -KILL $pids
			""";

	private final Set<Process> running = ConcurrentHashMap.newKeySet();

	private final Set<Integer> ports = new HashSet<>();

	private final Process guard;

	private final PrintStream guarded;

	private final Thread onShutdown = new Thread(this::stop, "stop");

	/**
	 * Start the guard.
	 */
	public Processes() {
		try {
			this.guard = new ProcessBuilder("sh", "-c", GUARD).redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.guarded = new PrintStream(this.guard.getOutputStream(), true, StandardCharsets.US_ASCII);
		Runtime.getRuntime().addShutdownHook(this.onShutdown);
	}

	/**
	 * Start a process.
	 * @param log file for its output
	 * @param environment further variables
	 * @param command the command
	 */
	public Process start(Path log, Map<String, String> environment, List<String> command) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
		builder.environment().putAll(environment);
		return guard(builder.start());
	}

	/**
	 * Start a process to talk to.
	 * @param log file for its errors
	 * @param folder where it runs
	 * @param command the command
	 */
	public Process startPiped(Path log, Path folder, List<String> command) throws IOException {
		return guard(new ProcessBuilder(command).directory(folder.toFile())
			.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.start());
	}

	private Process guard(Process process) {
		this.running.add(process);
		this.guarded.println("add " + process.pid());
		process.onExit().thenRun(() -> {
			this.running.remove(process);
			this.guarded.println("del " + process.pid());
		});
		return process;
	}

	/**
	 * Send a signal.
	 * @param process the process
	 * @param name the signal's name, for example {@code STOP}
	 */
	public static void signal(Process process, String name) {
		try {
			new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Kill a process, and wait until it is gone.
	 */
	public static void kill(Process process) {
		process.destroyForcibly();
		try {
			process.waitFor(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * A port that stays free for a process that comes again: none that the system gives
	 * to outgoing connections, and each only once.
	 */
	public synchronized int port() {
		for (int i = 0; i < 1000; i++) {
			int candidate = ThreadLocalRandom.current().nextInt(MIN_PORT, MAX_PORT);
			if (isFree(candidate) && isFree(candidate + BUS) && PORTS.add(candidate)) {
				this.ports.add(candidate);
				return candidate;
			}
		}
		throw new IllegalStateException("No free port");
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private void stop() {
		this.running.forEach(Process::destroyForcibly);
		this.guarded.close();
	}

	@Override
	public void close() {
		stop();
		PORTS.removeAll(this.ports);
		try {
			Runtime.getRuntime().removeShutdownHook(this.onShutdown);
		}
		catch (IllegalStateException ex) {
			// The checker ends now.
		}
	}

}
