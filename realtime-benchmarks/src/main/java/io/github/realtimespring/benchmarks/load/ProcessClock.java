package io.github.realtimespring.benchmarks.load;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processor time of a process and its descendants, user and system, in steps of ten
 * milliseconds. A descendant that has ended since the clock was made is not counted.
 */
final class ProcessClock {

	private final List<ProcessHandle> processes;

	ProcessClock(long pid) {
		this.processes = ProcessHandle.of(pid)
			.stream()
			.flatMap((process) -> Stream.concat(Stream.of(process), process.descendants()))
			.toList();
	}

	double seconds() {
		return this.processes.stream()
			.flatMap((process) -> process.info().totalCpuDuration().stream())
			.mapToDouble(Duration::toMillis)
			.sum() / 1000;
	}

}
