package io.github.realtimespring.checker.cluster;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * One node: a JVM with the sample and the checker's extension, on a port that it keeps
 * over restarts.
 */
public final class Node {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(300);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

	private static final Duration TIMEOUT = Duration.ofMillis(2500);

	private static final int CONNECT_MILLIS = 1000;

	private final Processes processes;

	private final List<String> command;

	private final Path log;

	private final int port;

	private final int publishPort;

	private final HttpClient http;

	private volatile @Nullable Process process;

	private volatile boolean paused;

	/** How often it was killed, or told to stop. */
	private final AtomicInteger stops = new AtomicInteger();

	/** Whether it is told to stop, or gone. */
	private volatile boolean leaving = true;

	Node(Processes processes, List<String> command, Path log, HttpClient http) {
		this.processes = processes;
		this.port = processes.port();
		this.publishPort = processes.port();
		this.command = new ArrayList<>(command);
		this.command.add("--server.port=" + this.port);
		this.command.add("--chaos.publish-port=" + this.publishPort);
		this.log = log;
		this.http = http;
	}

	/**
	 * Where it listens.
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Its process id, -1 if there is none.
	 */
	public long pid() {
		Process current = this.process;
		return (current != null) ? current.pid() : -1;
	}

	/**
	 * Whether somebody who chooses a node would take it: one that stands still looks
	 * alive.
	 */
	boolean isChosen() {
		return !this.leaving;
	}

	void launch() throws IOException {
		Process current = this.process;
		if (current == null || !current.isAlive()) {
			this.process = this.processes.start(this.log, Map.of(), this.command);
			this.paused = false;
		}
	}

	/**
	 * Start, if it isn't running, and wait until it works.
	 */
	synchronized void start() throws IOException, InterruptedException {
		resume();
		int before = this.stops.get();
		launch();
		try {
			awaitReady(this.process);
		}
		catch (IOException ex) {
			if (this.stops.get() != before) {
				// Stopped again, by another fault: that one starts it.
				return;
			}
			throw ex;
		}
		this.leaving = false;
	}

	/**
	 * Wait until it works.
	 * @param current its process
	 */
	void awaitReady(@Nullable Process current) throws IOException, InterruptedException {
		long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
		while (!isReady()) {
			if (current == null || !current.isAlive() || System.nanoTime() > deadline) {
				throw new IOException("A node has not started: see " + this.log);
			}
			TimeUnit.MILLISECONDS.sleep(50);
		}
	}

	/**
	 * Run other classes from the next start on.
	 */
	void setClassPath(String classPath) {
		this.command.set(this.command.indexOf("-cp") + 1, classPath);
	}

	/**
	 * How it is started.
	 */
	List<String> command() {
		return this.command;
	}

	private boolean isReady() throws InterruptedException {
		try {
			return get("/api/chaos/ready").equals("ready");
		}
		catch (IOException ex) {
			return false;
		}
	}

	void kill() {
		this.leaving = true;
		this.stops.incrementAndGet();
		Process current = this.process;
		if (current != null) {
			Processes.kill(current);
			this.paused = false;
		}
	}

	/**
	 * Have it stop in order, and wait for that.
	 */
	void terminate() throws InterruptedException {
		resume();
		this.leaving = true;
		this.stops.incrementAndGet();
		Process current = this.process;
		if (current != null) {
			current.destroy();
			if (!current.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
				Processes.kill(current);
			}
		}
	}

	void pause() {
		Process current = this.process;
		if (current != null && current.isAlive()) {
			this.paused = true;
			Processes.signal(current, "STOP");
		}
	}

	void resume() {
		Process current = this.process;
		if (current != null && this.paused) {
			Processes.signal(current, "CONT");
			this.paused = false;
		}
	}

	/**
	 * Ask it something over HTTP.
	 * @param path path and query
	 */
	public String get(String path) throws IOException, InterruptedException {
		return send(request(path).GET().build());
	}

	/**
	 * Tell it something over HTTP.
	 * @param path path and query
	 * @param body the content
	 */
	public String post(String path, byte[] body) throws IOException, InterruptedException {
		return send(request(path).header("Content-Type", "application/octet-stream")
			.POST(HttpRequest.BodyPublishers.ofByteArray(body))
			.build());
	}

	/**
	 * Publish.
	 * @param key idempotency key
	 * @return {@code stored}, the offset and the epoch; {@code refused} or
	 * {@code unknown}, and why
	 * @throws ConnectException if the node was not even asked
	 * @throws IOException if it may have been asked, but there is no answer
	 */
	public String publish(String channel, String key, byte[] payload) throws IOException {
		try (Socket socket = new Socket()) {
			// Leaves no port behind that waits
			socket.setSoLinger(true, 0);
			socket.setSoTimeout((int) TIMEOUT.toMillis());
			try {
				socket.connect(new InetSocketAddress("127.0.0.1", this.publishPort), CONNECT_MILLIS);
			}
			catch (SocketTimeoutException ex) {
				throw new ConnectException(ex.getMessage());
			}
			DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
			out.writeUTF(channel);
			out.writeUTF(key);
			out.writeInt(payload.length);
			out.write(payload);
			out.flush();
			return new DataInputStream(socket.getInputStream()).readUTF();
		}
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path)).timeout(TIMEOUT);
	}

	private String send(HttpRequest request) throws IOException, InterruptedException {
		HttpResponse<String> response = this.http.send(request, HttpResponse.BodyHandlers.ofString());
		if (response.statusCode() != 200) {
			throw new IOException("Answered with " + response.statusCode());
		}
		return response.body();
	}

}
