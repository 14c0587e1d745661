package io.github.realtimespring.checker;

import java.io.IOException;

import io.github.realtimespring.checker.cluster.Edge;
import io.github.realtimespring.checker.cluster.Node;
import io.github.realtimespring.checker.node.Mutation;

/**
 * Breaks the server on purpose.
 */
final class Mutants {

	private Mutants() {
	}

	/**
	 * Break all nodes alike, or mend them.
	 * @param edge the nodes, all running
	 * @param mutation how
	 * @param every one in so many occasions
	 */
	static void set(Edge edge, Mutation mutation, int every) throws IOException, InterruptedException {
		for (Node node : edge.nodes()) {
			node.post("/api/chaos/mutation?mutation=" + mutation + "&every=" + every, new byte[0]);
		}
	}

	/**
	 * Spread the turns of the nodes evenly, so that one comes soon, and then one after
	 * the other.
	 * @param edge the nodes, all running
	 * @param every one in so many occasions
	 * @param first occasions at the first node before its first turn
	 */
	static void stagger(Edge edge, int every, int first) throws IOException, InterruptedException {
		int size = edge.nodes().size();
		for (int i = 0; i < size; i++) {
			int before = every - first - i * (every / size);
			edge.nodes().get(i).post("/api/chaos/count?count=" + before, new byte[0]);
		}
	}

	/**
	 * How often a mutation has struck since the nodes were started.
	 */
	static long struck(Edge edge) throws IOException, InterruptedException {
		long struck = 0;
		for (Node node : edge.nodes()) {
			struck += Long.parseLong(node.get("/api/chaos/struck"));
		}
		return struck;
	}

}
