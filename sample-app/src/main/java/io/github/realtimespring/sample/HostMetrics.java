package io.github.realtimespring.sample;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * A look at one node, taken each second. As JSON it is flat.
 *
 * @param time when it was taken
 * @param node the node
 * @param load how busy the host's processors are
 * @param heap how much heap there is
 * @param threads live platform threads
 * @param collections garbage collections since the look before
 * @param sessions clients connected to this node, if they are counted
 */
record HostMetrics(Instant time, String node, @JsonUnwrapped Load load, @JsonUnwrapped Heap heap, int threads,
		@JsonUnwrapped Collections collections, @Nullable Integer sessions) {

	/**
	 * How busy the host's processors are.
	 *
	 * @param process share of them used by this process, 0 to 1
	 * @param system share of them in use, 0 to 1
	 */
	record Load(@JsonProperty("cpu") double process, @JsonProperty("systemCpu") double system) {

	}

	/**
	 * How much heap there is.
	 *
	 * @param used bytes in use
	 * @param max bytes it may grow to
	 */
	record Heap(@JsonProperty("heapUsed") long used, @JsonProperty("heapMax") long max) {

	}

	/**
	 * Garbage collections since the look before.
	 *
	 * @param pauseMs milliseconds that they took
	 * @param count how many
	 */
	record Collections(@JsonProperty("gcPauseMs") long pauseMs, @JsonProperty("gcCount") long count) {

	}

}
