package io.github.realtimespring.benchmarks.chaos;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.github.realtimespring.benchmarks.chaos.cluster.Node;

/**
 * Looks at the heap of nodes, ten times a second or less often.
 */
final class HeapWatch {

	private static final int PERIOD_MILLIS = 100;

	private final List<Node> nodes;

	private volatile double before;

	private volatile double peak;

	HeapWatch(List<Node> nodes) {
		this.nodes = nodes;
	}

	void start() throws IOException, InterruptedException {
		this.before = used();
		Thread thread = new Thread(this::run, "heap-watch");
		thread.setDaemon(true);
		thread.start();
	}

	private void run() {
		try {
			while (true) {
				TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
				this.peak = Math.max(this.peak, used());
			}
		}
		catch (IOException | InterruptedException ex) {
			// The nodes are gone.
		}
	}

	/**
	 * Bytes that are used on the node that uses most, garbage included.
	 */
	private double used() throws IOException, InterruptedException {
		double most = 0;
		for (Node node : this.nodes) {
			double used = node.get("/actuator/prometheus")
				.lines()
				.filter((line) -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
				.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
				.sum();
			most = Math.max(most, used);
		}
		return most;
	}

	String summary() {
		return String.format(Locale.ROOT,
				"Heap of the fullest node, garbage included, with -Xmx256m: %.0f MB before they came, %.0f MB at most after.",
				this.before / 1e6, this.peak / 1e6);
	}

}
