package io.github.realtimespring.benchmarks.load.counter;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processor time of processes and their descendants, user and system, in steps of ten
 * milliseconds. A descendant that has ended since the clock was made is not counted.
 */
public final class ProcessClock {

	private final List<ProcessHandle> processes;

	/**
	 * Watch processes and their descendants, as they are now.
	 * @param pids the processes
	 */
	public ProcessClock(List<Long> pids) {
		this.processes = pids.stream()
			.flatMap((pid) -> ProcessHandle.of(pid).stream())
			.flatMap((process) -> Stream.concat(Stream.of(process), process.descendants()))
			.distinct()
			.toList();
	}

	/**
	 * The processor time so far.
	 */
	public double seconds() {
		return this.processes.stream()
			.flatMap((process) -> process.info().totalCpuDuration().stream())
			.mapToDouble(Duration::toMillis)
			.sum() / 1000;
	}

}
