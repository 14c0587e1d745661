package io.github.realtimespring.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory of a process.
 *
 * @param heap bytes of live objects, -1 if it is no JVM
 * @param resident bytes that are resident, -1 where the system doesn't tell
 */
public record Memory(long heap, long resident) {

	/** What could not be found out. */
	static final Memory UNKNOWN = new Memory(-1, -1);

	private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

	private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

	/**
	 * Look at a process; of a JVM, after its garbage has been collected.
	 * @param pid the process
	 * @param jvm whether it is a JVM
	 */
	public static Memory of(long pid, boolean jvm) throws IOException, InterruptedException {
		long heap = -1;
		if (jvm) {
			jcmd(pid, "GC.run");
			jcmd(pid, "GC.run");
			heap = heap(jcmd(pid, "GC.class_histogram"));
		}
		Path status = Path.of("/proc", Long.toString(pid), "status");
		return new Memory(heap, Files.exists(status) ? resident(Files.readString(status)) : -1);
	}

	static long heap(String histogram) {
		Matcher matcher = TOTAL.matcher(histogram);
		return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
	}

	static long resident(String status) {
		Matcher matcher = RESIDENT.matcher(status);
		return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : -1;
	}

	private static String jcmd(long pid, String command) throws IOException, InterruptedException {
		String program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
		Process process = new ProcessBuilder(program, Long.toString(pid), command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		return output;
	}

	/**
	 * Together with another process; what isn't known counts as nothing.
	 */
	Memory plus(Memory other) {
		return new Memory(plus(this.heap, other.heap), plus(this.resident, other.resident));
	}

	private static long plus(long one, long other) {
		return (one < 0 || other < 0) ? Math.max(one, other) : one + other;
	}

	/**
	 * What each of a number of connections has added.
	 * @param before the memory without them
	 * @param connections how many there are now
	 */
	Memory perConnection(Memory before, int connections) {
		return new Memory((this.heap >= 0 && before.heap >= 0) ? (this.heap - before.heap) / connections : -1,
				(this.resident >= 0 && before.resident >= 0) ? (this.resident - before.resident) / connections : -1);
	}

}
