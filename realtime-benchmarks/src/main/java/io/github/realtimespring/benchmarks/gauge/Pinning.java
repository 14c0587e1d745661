package io.github.realtimespring.benchmarks.gauge;

import java.io.IOException;
import java.util.List;

import io.github.realtimespring.benchmarks.Programs;

/**
 * Gives the servers one processor and the load generator another one. Where they share
 * them, chance decides who waits for whom, and with it how much work is done at a time:
 * that moves the cost of a delivery by more than what the gauge looks for.
 */
public final class Pinning {

	private static final String TASKSET = "taskset";

	private static final String GENERATOR = "0";

	private static final String SERVERS = "1";

	/** As it was before this process was kept to one of them. */
	private static final boolean POSSIBLE = Runtime.getRuntime().availableProcessors() > 1
			&& Programs.missing(TASKSET).isEmpty();

	private Pinning() {
	}

	/**
	 * Whether that is possible here.
	 */
	public static boolean isPossible() {
		return POSSIBLE;
	}

	/**
	 * What the command of the load generator begins with.
	 */
	public static List<String> generator() {
		return isPossible() ? List.of(TASKSET, "-c", GENERATOR) : List.of();
	}

	/**
	 * What the command of a server begins with that never gets another processor.
	 */
	public static List<String> server() {
		return isPossible() ? List.of(TASKSET, "-c", SERVERS) : List.of();
	}

	/**
	 * Keep all threads of a server to its processor, and those that they start.
	 * @param pid its process
	 */
	static void pin(long pid) throws IOException, InterruptedException {
		pin(pid, SERVERS);
	}

	/**
	 * Keep this process to the processor of the load generator.
	 */
	public static void pinSelf() throws IOException, InterruptedException {
		pin(ProcessHandle.current().pid(), GENERATOR);
	}

	private static void pin(long pid, String processor) throws IOException, InterruptedException {
		if (!isPossible()) {
			return;
		}
		Process process = new ProcessBuilder(TASKSET, "-a", "-c", "-p", processor, Long.toString(pid))
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		if (process.waitFor() != 0) {
			throw new IOException("Process " + pid + " can't be kept to one processor");
		}
	}

}
