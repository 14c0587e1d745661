package io.github.realtimespring.checker.client;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.realtimespring.checker.cluster.Edge;
import io.github.realtimespring.checker.cluster.Node;

/**
 * Distributes clients over the nodes in turn, as a load balancer that learns within a
 * second which nodes are there, and lets them connect again as the official SDK of
 * Centrifuge does: after half a second to a second, then up to twice as long with each
 * attempt. Thread-safe.
 */
public final class RoundRobin implements Route {

	private static final int MIN_DELAY_MILLIS = 500;

	private static final int MAX_DELAY_MILLIS = 20_000;

	private static final int MAX_STEP = 20;

	private static final long REFRESH_NANOS = 1_000_000_000;

	private final Edge edge;

	private final AtomicInteger turn = new AtomicInteger();

	private final List<Long> accepted = new ArrayList<>();

	private List<Integer> ports = List.of();

	private long refreshedAt;

	/**
	 * Create the balancer of some nodes.
	 */
	public RoundRobin(Edge edge) {
		this.edge = edge;
	}

	@Override
	public int choose(ClientOptions options) {
		List<Integer> current = ports();
		return current.isEmpty() ? options.port()
				: current.get(Math.floorMod(this.turn.getAndIncrement(), current.size()));
	}

	private synchronized List<Integer> ports() {
		long now = System.nanoTime();
		if (this.ports.isEmpty() || now - this.refreshedAt > REFRESH_NANOS) {
			this.ports = this.edge.chosen().stream().map(Node::port).toList();
			this.refreshedAt = now;
		}
		return this.ports;
	}

	@Override
	public int delayMillis(int attempts, SplittableRandom random) {
		long most = Math.min(MAX_DELAY_MILLIS, (long) MIN_DELAY_MILLIS << Math.min(attempts, MAX_STEP));
		return (int) Math.min(MAX_DELAY_MILLIS, MIN_DELAY_MILLIS + random.nextLong(most + 1));
	}

	@Override
	public synchronized void opened() {
		this.accepted.add(System.nanoTime());
	}

	/**
	 * The most handshakes that were accepted in any second.
	 * @param from the time from which on they count
	 */
	public synchronized int busiestSecond(long from) {
		int most = 0;
		int first = 0;
		for (int last = 0; last < this.accepted.size(); last++) {
			if (this.accepted.get(last) < from) {
				first = last + 1;
				continue;
			}
			while (this.accepted.get(last) - this.accepted.get(first) > REFRESH_NANOS) {
				first++;
			}
			most = Math.max(most, last - first + 1);
		}
		return most;
	}

}
