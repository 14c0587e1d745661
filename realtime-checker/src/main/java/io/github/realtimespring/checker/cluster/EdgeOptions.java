package io.github.realtimespring.checker.cluster;

import java.nio.file.Path;
import java.util.List;

/**
 * What to start.
 *
 * @param topology how Redis is set up
 * @param nodes how many nodes
 * @param jar the sample's jar
 * @param sample folder for the unpacked jar, which all clusters share
 * @param archive whether many nodes are going to be started, so that an archive of their
 * classes is worth while
 * @param work folder for logs and data
 * @param jvmOptions options of the nodes' JVMs
 * @param arguments arguments of the nodes
 */
public record EdgeOptions(Topology topology, int nodes, Path jar, Path sample, boolean archive, Path work,
		List<String> jvmOptions, List<String> arguments) {

}
