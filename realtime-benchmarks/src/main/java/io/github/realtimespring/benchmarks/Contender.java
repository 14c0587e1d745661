package io.github.realtimespring.benchmarks;

import java.util.List;
import java.util.function.IntFunction;

import io.github.realtimespring.benchmarks.load.Protocol;

/**
 * A server that takes part.
 *
 * @param name short name, as in the tables
 * @param protocol what the load generator speaks with it
 * @param path path of its endpoint
 * @param jvm whether its heap can be looked at
 * @param ordered whether it promises to keep the order of a channel's messages
 * @param missing why it can't run here, empty if it can
 * @param jwtSecret the secret of the tokens that its clients present, empty if they
 * present none
 * @param command its command line, by the port to listen on
 */
record Contender(String name, Protocol protocol, String path, boolean jvm, boolean ordered, String missing,
		String jwtSecret, IntFunction<List<String>> command) {

	boolean isPresent() {
		return this.missing.isEmpty();
	}

}
