package io.github.realtimespring.benchmarks.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Asks a server whether it lives, each time on a connection of its own, and again after
 * 25 ms whether or not there was an answer.
 */
final class Probe implements AutoCloseable {

	private static final int PERIOD_MILLIS = 25;

	private static final int TIMEOUT_MILLIS = 10_000;

	private static final String OK = "HTTP/1.1 200";

	private final byte[] request;

	private final int port;

	private final Latencies latencies = new Latencies();

	private final Queue<Long> failures = new ConcurrentLinkedQueue<>();

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

	/** At most as many threads as periods fit into the timeout. */
	private final ExecutorService threads = Executors.newCachedThreadPool();

	Probe(int port) {
		this.port = port;
		this.request = ("GET /actuator/health/liveness HTTP/1.1\r\nHost: 127.0.0.1:" + port
				+ "\r\nConnection: close\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII);
	}

	void start() {
		this.clock.scheduleAtFixedRate(() -> {
			long start = System.nanoTime();
			this.threads.execute(() -> ask(start));
		}, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void ask(long start) {
		if (!isAlive()) {
			this.failures.add(start);
		}
		this.latencies.ended(start);
	}

	private boolean isAlive() {
		try (Socket socket = new Socket()) {
			socket.setSoTimeout(TIMEOUT_MILLIS);
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), TIMEOUT_MILLIS);
			socket.getOutputStream().write(this.request);
			InputStream in = socket.getInputStream();
			String status = new String(in.readNBytes(OK.length()), StandardCharsets.US_ASCII);
			in.transferTo(OutputStream.nullOutputStream());
			return status.equals(OK);
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Stop asking, and wait for the last answers.
	 */
	void stop() throws InterruptedException {
		this.clock.shutdown();
		this.clock.awaitTermination(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
		this.threads.shutdown();
		this.threads.awaitTermination(2 * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
	}

	Latencies latencies() {
		return this.latencies;
	}

	/**
	 * How many times there was no good answer.
	 * @param from of those asked since then
	 * @param to of those asked before then
	 */
	long failures(long from, long to) {
		return this.failures.stream().filter((start) -> start - from >= 0 && start - to < 0).count();
	}

	@Override
	public void close() {
		this.clock.shutdownNow();
		this.threads.shutdownNow();
	}

}
