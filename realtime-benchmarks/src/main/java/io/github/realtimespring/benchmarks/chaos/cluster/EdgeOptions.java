package io.github.realtimespring.benchmarks.chaos.cluster;

import java.nio.file.Path;
import java.util.List;

/**
 * What to start.
 *
 * @param topology how Redis is set up
 * @param nodes how many nodes
 * @param jar the sample's jar
 * @param work folder for logs and data
 * @param jvmOptions options of the nodes' JVMs
 * @param arguments arguments of the nodes
 */
public record EdgeOptions(Topology topology, int nodes, Path jar, Path work, List<String> jvmOptions,
		List<String> arguments) {

}
