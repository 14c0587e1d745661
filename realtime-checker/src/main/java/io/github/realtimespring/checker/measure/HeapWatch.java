package io.github.realtimespring.checker.measure;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.json.JsonMapper;

import io.github.realtimespring.checker.cluster.Node;

/**
 * Looks at the heap of nodes, ten times a second or less often.
 */
public final class HeapWatch {

	private static final int PERIOD_MILLIS = 100;

	private final List<Node> nodes;

	private volatile double before;

	private volatile double peak;

	private volatile boolean stopped;

	public HeapWatch(List<Node> nodes) {
		this.nodes = nodes;
	}

	public void start() throws IOException, InterruptedException {
		this.before = used();
		Thread thread = new Thread(this::run, "heap-watch");
		thread.setDaemon(true);
		thread.start();
	}

	private void run() {
		try {
			while (!this.stopped) {
				TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
				look();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void look() throws InterruptedException {
		try {
			this.peak = Math.max(this.peak, used());
		}
		catch (IOException ex) {
			// A node is too busy to answer, or gone: the next look tells
		}
	}

	public void stop() {
		this.stopped = true;
	}

	/**
	 * Bytes that are used on the node that uses most, garbage included.
	 */
	private double used() throws IOException, InterruptedException {
		double most = 0;
		for (Node node : this.nodes) {
			// One meter only: to ask for all of them would be work for the node
			String answer = node.get("/actuator/metrics/jvm.memory.used?tag=area:heap");
			most = Math.max(most, JsonMapper.shared().readTree(answer).at("/measurements/0/value").asDouble());
		}
		return most;
	}

	public String summary() {
		return String.format(Locale.ROOT,
				"Heap of the fullest node, garbage included, with -Xmx256m: %.0f MB before they came, %.0f MB at most after.",
				this.before / 1e6, this.peak / 1e6);
	}

}
