package io.github.realtimespring.benchmarks;

import java.time.Duration;
import java.util.List;

import io.github.realtimespring.benchmarks.load.Workload;

/**
 * What is run.
 *
 * @param name its name
 * @param rounds how often each contender gets each workload, in turn with the others
 * @param workloads the workloads of the rounds
 * @param half whether to add a workload at half the rate that the simple broker reaches
 * in the first one
 * @param idle how many connections to look at the memory of
 * @param storm how many connections come at once
 */
record Plan(String name, int rounds, List<Workload> workloads, boolean half, int idle, int storm) {

	private static final int OUTSTANDING = 4;

	/**
	 * A few seconds a contender: whether everything runs, not how fast.
	 */
	static Plan smoke() {
		Duration time = Duration.ofMillis(300);
		return new Plan("smoke", 1, List.of(broadcast(50).lasting(time, time), rooms(10, 5).lasting(time, time),
				Workload.rate("rate-30x50", 1, 50, 1, 30).lasting(time, time)), true, 50, 50);
	}

	/**
	 * Five to eight minutes, by how many contenders are installed.
	 */
	static Plan quick() {
		Duration warmUp = Duration.ofMillis(1000);
		Duration measured = Duration.ofMillis(2000);
		return new Plan("quick", 2,
				List.of(broadcast(1000).lasting(warmUp, measured), rooms(100, 10).lasting(warmUp, measured),
						Workload.rate("rate-30x1000", 1, 1000, 1, 30).lasting(warmUp, measured)),
				false, 1000, 1000);
	}

	/**
	 * Everything: most of an hour.
	 */
	static Plan full() {
		Duration warmUp = Duration.ofSeconds(4);
		Duration measured = Duration.ofSeconds(6);
		List<Workload> workloads = List.of(broadcast(100), broadcast(1000), broadcast(8000), rooms(100, 10),
				rooms(4000, 2), Workload.saturated("users-1000", 1000, 1, 10, 1),
				Workload.rate("rate-30x1000", 1, 1000, 1, 30), Workload.rate("ticker-100x50", 100, 1000, 1, 5000));
		return new Plan("full", 3, workloads.stream().map((workload) -> workload.lasting(warmUp, measured)).toList(),
				true, 8000, 4000);
	}

	private static Workload broadcast(int subscribers) {
		return Workload.saturated("broadcast-1x" + subscribers, 1, subscribers, 1, OUTSTANDING);
	}

	private static Workload rooms(int rooms, int members) {
		return Workload.saturated("rooms-" + rooms + "x" + members, rooms, members, 10, OUTSTANDING);
	}

}
