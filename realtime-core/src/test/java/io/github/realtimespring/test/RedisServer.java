package io.github.realtimespring.test;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.springframework.util.FileSystemUtils;

/**
 * A real Redis server process on a free loopback port, with a directory of its own and
 * without persistence. It ends when it is closed, or with this JVM. Thread-safe enough
 * for tests: one thread controls it.
 */
public final class RedisServer implements AutoCloseable {

	/**
	 * Where the server listens.
	 */
	public static final String HOST = "127.0.0.1";

	private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

	private static final int START_ATTEMPTS = 5;

	private final int port;

	private final Path directory;

	private final List<String> command;

	private final Thread shutdownHook = new Thread(this::destroy);

	private Process process;

	private boolean paused;

	private RedisServer(List<String> arguments) throws IOException {
		this.port = freePort();
		this.directory = Files.createTempDirectory("redis-test");
		this.command = new ArrayList<>();
		this.command.add(RedisBinary.path());
		if (arguments.contains("--sentinel")) {
			// Sentinel insists on a file that it can write its state to
			this.command.add(Files.createFile(this.directory.resolve("sentinel.conf")).toString());
		}
		this.command.addAll(List.of("--port", String.valueOf(this.port), "--bind", HOST, "--dir",
				this.directory.toString(), "--daemonize", "no"));
		if (!arguments.contains("--sentinel")) {
			this.command.addAll(List.of("--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"));
		}
		this.command.addAll(arguments);
		Runtime.getRuntime().addShutdownHook(this.shutdownHook);
		launch();
	}

	/**
	 * Start a server.
	 * @param arguments command line arguments beyond the defaults, for example
	 * {@code "--requirepass", "secret"}
	 * @throws IllegalStateException if it does not start
	 */
	public static RedisServer start(String... arguments) {
		IllegalStateException failure = new IllegalStateException("Redis does not start");
		for (int i = 0; i < START_ATTEMPTS; i++) {
			try {
				return new RedisServer(List.of(arguments));
			}
			catch (IllegalStateException ex) {
				// Somebody else took the port between the look and the start
				failure.addSuppressed(ex);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		throw failure;
	}

	public int port() {
		return this.port;
	}

	/**
	 * Start the server again, on the same port, after {@link #stop()} or {@link #kill()}.
	 */
	public void restart() {
		try {
			stop();
			launch();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Have the server shut down in order, and wait for it.
	 */
	public void stop() {
		resume();
		this.process.destroy();
		await();
	}

	/**
	 * End the server at once, as a crash does.
	 */
	public void kill() {
		this.process.destroyForcibly();
		this.paused = false;
		await();
	}

	/**
	 * Stop the server in its tracks: its connections stay, nothing is answered.
	 */
	public void pause() {
		signal("STOP");
		this.paused = true;
	}

	/**
	 * Let the server go on after {@link #pause()}.
	 */
	public void resume() {
		if (this.paused) {
			this.paused = false;
			signal("CONT");
		}
	}

	/**
	 * Send a command of simple words.
	 * @return the answer: a string's content, of anything else the first line with its
	 * type, for example {@code +OK} or {@code :3}
	 */
	public String command(String... words) {
		return send(String.join(" ", words) + "\r\n", 0);
	}

	/**
	 * Send a command of simple words as a user.
	 * @return as with {@link #command}
	 */
	public String commandAs(String user, String password, String... words) {
		return send("AUTH " + user + ' ' + password + "\r\n" + String.join(" ", words) + "\r\n", 1);
	}

	private String send(String commands, int skippedLines) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(HOST, this.port), 1000);
			socket.setSoTimeout(5000);
			socket.getOutputStream().write(commands.getBytes(StandardCharsets.UTF_8));
			DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
			for (int i = 0; i < skippedLines; i++) {
				readLine(in);
			}
			String line = readLine(in);
			if (!line.startsWith("$") || line.equals("$-1")) {
				return line;
			}
			byte[] content = new byte[Integer.parseInt(line.substring(1))];
			in.readFully(content);
			return new String(content, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		destroy();
		try {
			Runtime.getRuntime().removeShutdownHook(this.shutdownHook);
		}
		catch (IllegalStateException ex) {
			// The JVM is ending already
		}
	}

	private void launch() throws IOException {
		this.process = new ProcessBuilder(this.command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("redis.log").toFile())
			.start();
		this.paused = false;
		long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
		while (!answers()) {
			if (!this.process.isAlive() || System.nanoTime() - deadline > 0) {
				String log = Files.readString(this.directory.resolve("redis.log"));
				close();
				throw new IllegalStateException("Redis does not start: " + log);
			}
		}
	}

	private boolean answers() {
		try {
			String answer = command("PING");
			return this.process.isAlive() && (answer.startsWith("+PONG") || answer.startsWith("-NOAUTH"));
		}
		catch (UncheckedIOException ex) {
			try {
				// No event tells when another process listens
				this.process.waitFor(20, TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException interrupted) {
				Thread.currentThread().interrupt();
			}
			return false;
		}
	}

	private static String readLine(DataInputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int c = in.readUnsignedByte(); c != '\r'; c = in.readUnsignedByte()) {
			line.append((char) c);
		}
		in.readUnsignedByte();
		return line.toString();
	}

	private void signal(String name) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(this.process.pid())).start();
			if (kill.waitFor() != 0) {
				throw new IllegalStateException("kill -" + name + " failed");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void await() {
		try {
			if (!this.process.waitFor(30, TimeUnit.SECONDS)) {
				this.process.destroyForcibly().waitFor();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void destroy() {
		if (this.process != null) {
			this.process.destroyForcibly();
			await();
		}
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A port that is free now, below the ports that systems give to outgoing connections,
	 * so that a stopped server finds it free again; the port of the cluster bus, 10000
	 * above, is free too.
	 */
	private static int freePort() {
		for (int i = 0; i < 1000; i++) {
			int candidate = ThreadLocalRandom.current().nextInt(11_000, 22_000);
			if (isFree(candidate) && isFree(candidate + 10_000)) {
				return candidate;
			}
		}
		throw new IllegalStateException("No free port");
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
