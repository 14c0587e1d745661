package io.github.realtimespring.benchmarks.load.counter;

/**
 * Work of a server's processes in a window, as the kernel accounts for it.
 *
 * @param seconds processor time of all threads but the JIT compilers', in nanosecond
 * resolution
 * @param calls system calls that read or write ({@code syscr} and {@code syscw} of
 * {@code /proc/<pid>/io}); waiting for sockets or locks is not among them
 * @param switches context switches of all threads, voluntary or not
 * @param machine processor time of everything that ran on the machine, in seconds
 */
public record KernelWork(double seconds, long calls, long switches, double machine) {

	/** Where the kernel doesn't tell. */
	public static final KernelWork UNKNOWN = new KernelWork(-1, -1, -1, -1);

}
