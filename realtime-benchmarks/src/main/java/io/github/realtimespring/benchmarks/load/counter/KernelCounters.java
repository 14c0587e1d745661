package io.github.realtimespring.benchmarks.load.counter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads the counters that Linux keeps for the threads of processes and their descendants,
 * from {@code /proc}. Neither root nor a tool is needed for processes of the same user.
 * The work of threads that end within a window is not seen; on other systems nothing is.
 */
public final class KernelCounters {

	private static final Path PROC = Path.of("/proc");

	/** The kernel cuts names after 15 characters. */
	private static final List<String> COMPILERS = List.of("C1 CompilerThre", "C2 CompilerThre");

	// Fields of /proc/stat, and how many of its ticks a second has on every usual machine
	private static final int IDLE = 4;

	private static final int WAITING = 5;

	private static final int GUEST = 9;

	private static final double TICKS_A_SECOND = 100;

	private final List<Path> processes;

	/**
	 * Watch processes and their descendants, as they are now.
	 * @param pids the processes
	 */
	public KernelCounters(List<Long> pids) {
		this.processes = pids.stream()
			.flatMap((pid) -> ProcessHandle.of(pid).stream())
			.flatMap((process) -> Stream.concat(Stream.of(process), process.descendants()))
			.distinct()
			.map((process) -> PROC.resolve(Long.toString(process.pid())))
			.filter(Files::isDirectory)
			.toList();
	}

	/**
	 * The counters now.
	 */
	public Snapshot snapshot() {
		Map<String, Task> tasks = new HashMap<>();
		long calls = 0;
		for (Path process : this.processes) {
			for (Path folder : tasks(process)) {
				try {
					tasks.put(folder.toString(), Task.parse(Files.readString(folder.resolve("status")),
							Files.readString(folder.resolve("schedstat"))));
				}
				catch (IOException | IllegalArgumentException ex) {
					// It has just ended, or this kernel doesn't tell.
				}
			}
			calls += calls(process);
		}
		return new Snapshot(Map.copyOf(tasks), calls, machine());
	}

	private static List<Path> tasks(Path process) {
		try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
			return tasks.toList();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	private static long calls(Path process) {
		try {
			return calls(Files.readString(process.resolve("io")));
		}
		catch (IOException | IllegalArgumentException ex) {
			return 0;
		}
	}

	private static long machine() {
		try (Stream<String> lines = Files.lines(PROC.resolve("stat"))) {
			return lines.findFirst().map(KernelCounters::busy).orElse(0L);
		}
		catch (IOException | IllegalArgumentException ex) {
			return 0;
		}
	}

	/**
	 * Ticks in which processors were neither idle nor waiting for a disk. Guests are part
	 * of the users' time.
	 * @param line the first line of {@code /proc/stat}
	 */
	static long busy(String line) {
		String[] fields = line.strip().split("\\s+");
		long busy = 0;
		for (int i = 1; i < Math.min(fields.length, GUEST); i++) {
			busy += (i == IDLE || i == WAITING) ? 0 : Long.parseLong(fields[i]);
		}
		return busy;
	}

	static long calls(String io) {
		return number(io, "syscr") + number(io, "syscw");
	}

	/**
	 * The number in a line {@code name: number}.
	 */
	private static long number(String text, String name) {
		return Long.parseLong(value(text, name));
	}

	private static String value(String text, String name) {
		return text.lines()
			.filter((line) -> line.startsWith(name + ":"))
			.map((line) -> line.substring(name.length() + 1).strip())
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No " + name));
	}

	/**
	 * The counters of one thread.
	 *
	 * @param nanos processor time
	 * @param switches context switches
	 * @param compiler whether it is a JIT compiler's
	 */
	record Task(long nanos, long switches, boolean compiler) {

		private static final Task NEW = new Task(0, 0, false);

		static Task parse(String status, String schedstat) {
			return new Task(Long.parseLong(schedstat.strip().split("\\s+")[0]),
					number(status, "voluntary_ctxt_switches") + number(status, "nonvoluntary_ctxt_switches"),
					COMPILERS.contains(value(status, "Name")));
		}

	}

	/**
	 * All counters at one moment.
	 *
	 * @param tasks those of threads
	 * @param calls those of processes
	 * @param machine ticks in which the machine's processors worked
	 */
	public record Snapshot(Map<String, Task> tasks, long calls, long machine) {

		/**
		 * Work since an earlier moment.
		 */
		public KernelWork since(Snapshot before) {
			long nanos = 0;
			long switches = 0;
			for (Map.Entry<String, Task> entry : this.tasks.entrySet()) {
				Task task = entry.getValue();
				Task earlier = before.tasks.getOrDefault(entry.getKey(), Task.NEW);
				switches += Math.max(0, task.switches() - earlier.switches());
				nanos += task.compiler() ? 0 : Math.max(0, task.nanos() - earlier.nanos());
			}
			return new KernelWork((nanos > 0) ? nanos / 1e9 : -1, (this.calls > 0) ? this.calls - before.calls : -1,
					this.tasks.isEmpty() ? -1 : switches,
					(this.machine > 0) ? (this.machine - before.machine) / TICKS_A_SECOND : -1);
		}

	}

}
