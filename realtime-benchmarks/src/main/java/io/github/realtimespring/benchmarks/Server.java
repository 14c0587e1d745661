package io.github.realtimespring.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.realtimespring.benchmarks.load.Target;

/**
 * A contender's running process.
 */
final class Server implements AutoCloseable {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration RETRY = Duration.ofMillis(100);

	private final Contender contender;

	private final Process process;

	private final int port;

	private Server(Contender contender, Process process, int port) {
		this.contender = contender;
		this.process = process;
		this.port = port;
	}

	/**
	 * Start a contender, and wait until it listens.
	 * @param contender the contender
	 * @param work folder for its log
	 */
	static Server start(Contender contender, Path work) throws IOException, InterruptedException {
		int port = freePort();
		Process process = new ProcessBuilder(contender.command().apply(port)).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(work.resolve(contender.name() + ".log").toFile()))
			.start();
		Server server = new Server(contender, process, port);
		long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
		while (!server.isListening()) {
			if (!process.isAlive() || System.nanoTime() > deadline) {
				server.close();
				throw new IOException(contender.name() + " has not started: see its log in " + work);
			}
			TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
		}
		return server;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private boolean isListening() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	Target target() {
		return new Target(this.contender.protocol(), this.port, this.contender.path(), this.process.pid(),
				this.contender.jwtSecret());
	}

	/**
	 * The memory of the process, after its garbage has been collected.
	 */
	Memory memory() throws IOException, InterruptedException {
		return Memory.of(this.process.pid(), this.contender.jvm());
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
