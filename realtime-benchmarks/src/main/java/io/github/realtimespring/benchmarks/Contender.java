package io.github.realtimespring.benchmarks;

import java.util.List;

import io.github.realtimespring.benchmarks.load.protocol.Protocol;

/**
 * A server that takes part.
 *
 * @param name short name, as in the tables
 * @param protocol what the load generator speaks with it
 * @param path path of its endpoint
 * @param ordered whether it promises to keep the order of a channel's messages
 * @param missing why it can't run here, empty if it can
 * @param jwtSecret the secret of the tokens that its clients present, empty if they
 * present none
 * @param parts its processes, in the order to start them
 */
public record Contender(String name, Protocol protocol, String path, boolean ordered, String missing, String jwtSecret,
		List<Part> parts) {

	boolean isPresent() {
		return this.missing.isEmpty();
	}

	boolean hasJvm() {
		return this.parts.stream().anyMatch(Part::jvm);
	}

}
