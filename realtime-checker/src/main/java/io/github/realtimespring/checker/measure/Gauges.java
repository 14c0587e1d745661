package io.github.realtimespring.checker.measure;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.realtimespring.checker.cluster.Node;
import io.github.realtimespring.checker.history.Event;
import io.github.realtimespring.checker.history.History;

/**
 * What has to be zero on every node when all clients are gone.
 */
public final class Gauges {

	private static final List<String> NAMES = List.of("realtime_sessions", "realtime_subscriptions",
			"realtime_outbound_pending", "realtime_outbound_pending_bytes");

	private static final int POLL_MILLIS = 50;

	private Gauges() {
	}

	/**
	 * Wait for zeros, and record what does not become zero.
	 * @param nodes the nodes, all running
	 * @param millis how long to wait at most
	 */
	public static void check(List<Node> nodes, long millis, History history) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		Map<String, Double> left = left(nodes);
		while (!left.isEmpty() && System.nanoTime() < deadline) {
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
			left = left(nodes);
		}
		left.forEach((what, value) -> history.add((time) -> new Event.Leftover(time, what, value)));
	}

	/**
	 * The number of a node's sessions.
	 */
	public static int sessions(Node node) throws IOException, InterruptedException {
		return (int) node.get("/actuator/prometheus")
			.lines()
			.filter((line) -> line.startsWith("realtime_sessions{"))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
			.sum();
	}

	private static Map<String, Double> left(List<Node> nodes) throws InterruptedException {
		Map<String, Double> left = new LinkedHashMap<>();
		for (int i = 0; i < nodes.size(); i++) {
			try {
				for (String line : nodes.get(i).get("/actuator/prometheus").split("\n")) {
					String name = line.split("[{ ]", 2)[0];
					double value = NAMES.contains(name) ? Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))
							: 0;
					if (value != 0) {
						left.merge("node-" + i + " " + name, value, Double::sum);
					}
				}
			}
			catch (IOException ex) {
				left.put("node-" + i + " answers not: " + ex.getMessage(), Double.NaN);
			}
		}
		return left;
	}

}
