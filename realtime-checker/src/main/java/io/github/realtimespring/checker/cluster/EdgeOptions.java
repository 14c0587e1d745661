package io.github.realtimespring.checker.cluster;

import java.nio.file.Path;
import java.util.List;

/**
 * What to start.
 *
 * @param topology how Redis is set up
 * @param nodes how many nodes
 * @param sample what the nodes run
 * @param work folder for logs and data
 * @param jvmOptions options of the nodes' JVMs
 * @param arguments arguments of the nodes
 */
public record EdgeOptions(Topology topology, int nodes, SampleJar sample, Path work, List<String> jvmOptions,
		List<String> arguments) {

	/**
	 * What the nodes run.
	 *
	 * @param jar the sample's jar
	 * @param folder folder for the unpacked jar, which all clusters share
	 * @param archive whether many nodes are going to be started, so that an archive of
	 * their classes is worth while
	 */
	public record SampleJar(Path jar, Path folder, boolean archive) {

	}

}
