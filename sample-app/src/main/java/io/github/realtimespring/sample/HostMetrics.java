package io.github.realtimespring.sample;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A look at one node, taken each second.
 *
 * @param time when it was taken
 * @param node the node
 * @param cpu share of the host's processors used by this process, 0 to 1
 * @param systemCpu share of the host's processors in use, 0 to 1
 * @param heapUsed bytes of heap in use
 * @param heapMax bytes the heap may grow to
 * @param threads live platform threads
 * @param gcPauseMs milliseconds of garbage collection since the look before
 * @param gcCount garbage collections since the look before
 * @param sessions clients connected to this node, if they are counted
 */
record HostMetrics(Instant time, String node, double cpu, double systemCpu, long heapUsed, long heapMax, int threads,
		long gcPauseMs, long gcCount, @Nullable Integer sessions) {

}
