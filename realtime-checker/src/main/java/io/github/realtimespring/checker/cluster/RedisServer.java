package io.github.realtimespring.checker.cluster;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A Redis server's process, on a port that it keeps over restarts.
 */
final class RedisServer {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

	private final Processes processes;

	private final Path folder;

	private final int port;

	private final List<String> command = new ArrayList<>();

	private @Nullable Process process;

	private boolean paused;

	RedisServer(Processes processes, Path work, String... arguments) throws IOException {
		this.processes = processes;
		this.port = processes.port();
		this.folder = work.resolve("redis-" + this.port);
		// A former run may have had the same port.
		delete(this.folder);
		Files.createDirectories(this.folder);
		this.command.add("redis-server");
		List<String> further = List.of(arguments);
		if (further.contains("--sentinel")) {
			// Sentinel insists on a file that it can write its state to
			this.command.add(Files.writeString(this.folder.resolve("sentinel.conf"), "").toString());
		}
		this.command.addAll(List.of("--port", Integer.toString(this.port), "--bind", "127.0.0.1", "--dir",
				this.folder.toString(), "--daemonize", "no"));
		if (!further.contains("--sentinel")) {
			this.command.addAll(List.of("--save", "", "--repl-diskless-sync-delay", "0"));
		}
		this.command.addAll(further);
	}

	/**
	 * Start, if it isn't running, and wait until it answers.
	 */
	synchronized RedisServer start() throws IOException, InterruptedException {
		Process current = this.process;
		if (current == null || !current.isAlive()) {
			current = this.processes.start(this.folder.resolve("redis.log"), Map.of(), this.command);
			this.process = current;
			this.paused = false;
		}
		resume();
		long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
		while (!tryCommand("PING").startsWith("+PONG")) {
			if (!current.isAlive() || System.nanoTime() > deadline) {
				throw new IOException("Redis has not started: see its log in " + this.folder);
			}
			TimeUnit.MILLISECONDS.sleep(20);
		}
		return this;
	}

	int port() {
		return this.port;
	}

	boolean isPaused() {
		return this.paused;
	}

	boolean isAlive() {
		Process current = this.process;
		return current != null && current.isAlive();
	}

	synchronized void kill() {
		if (this.process != null) {
			Processes.kill(this.process);
			this.paused = false;
		}
	}

	synchronized void pause() {
		if (this.process != null) {
			Processes.signal(this.process, "STOP");
			this.paused = true;
		}
	}

	synchronized void resume() {
		if (this.process != null && this.paused) {
			Processes.signal(this.process, "CONT");
			this.paused = false;
		}
	}

	/**
	 * Forget what it has on its disk.
	 */
	void wipe() throws IOException {
		delete(this.folder.resolve("appendonlydir"));
	}

	private static void delete(Path folder) throws IOException {
		if (Files.exists(folder)) {
			try (var files = Files.walk(folder)) {
				for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
					Files.delete(file);
				}
			}
		}
	}

	/**
	 * Send a command, and don't mind if nobody answers.
	 * @param words its words
	 * @return the answer, empty if there is none
	 */
	String tryCommand(String... words) {
		try {
			return command(words);
		}
		catch (IOException ex) {
			return "";
		}
	}

	/**
	 * Send a command.
	 * @param words its words
	 * @return the answer: a string's content, of anything else the first line with its
	 * type
	 */
	String command(String... words) throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", this.port), 500);
			socket.setSoTimeout(1000);
			StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
			for (String word : words) {
				request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
			}
			socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
			DataInputStream in = new DataInputStream(socket.getInputStream());
			String line = readLine(in);
			if (!line.startsWith("$") || line.equals("$-1")) {
				return line;
			}
			byte[] content = new byte[Integer.parseInt(line.substring(1))];
			in.readFully(content);
			return new String(content, StandardCharsets.UTF_8);
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

}
