package io.github.realtimespring.benchmarks;

import java.time.Duration;
import java.util.List;

import io.github.realtimespring.benchmarks.load.Workload;

/**
 * A workload and who gets it.
 *
 * @param workload the workload
 * @param rounds how often, in turn with the others
 * @param contenders names of those who get it
 * @param halfOf name of the workload of which the simple broker's rate, halved, is the
 * rate of this one; empty if that is given
 */
record Scenario(Workload workload, int rounds, List<String> contenders, String halfOf) {

	// What machines of two cores were seen to do, servers being warm.
	private static final int HANDSHAKES_A_SECOND = 1000;

	private static final int SUBSCRIPTIONS_A_SECOND = 20_000;

	private static final Duration START = Duration.ofSeconds(5);

	private static final Duration MEMORY = Duration.ofSeconds(3);

	static Scenario of(Workload workload, int rounds, List<String> contenders) {
		return new Scenario(workload, rounds, contenders, "");
	}

	/**
	 * The same for another length of time.
	 */
	Scenario lasting(Duration warmUp, Duration measured) {
		return new Scenario(this.workload.lasting(warmUp, measured), this.rounds, this.contenders, this.halfOf);
	}

	/**
	 * How long one run may take, about.
	 */
	Duration expected() {
		Workload.Connections connections = this.workload.connections();
		Duration connecting = Duration.ofMillis(1000L * connections.total() / HANDSHAKES_A_SECOND
				+ 1000L * connections.subscribers() * connections.perSubscriber() / SUBSCRIPTIONS_A_SECOND);
		return switch (this.workload.kind()) {
			case STORM, RETURN -> connecting.multipliedBy(2);
			case IDLE -> connecting.plus(START).plus(MEMORY);
			default -> connecting.plus(this.workload.warmUp()).plus(this.workload.measured());
		};
	}

}
