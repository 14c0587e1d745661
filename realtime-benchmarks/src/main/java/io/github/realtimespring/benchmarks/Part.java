package io.github.realtimespring.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * One process of a contender.
 *
 * @param name its name in logs
 * @param node whether clients connect to it
 * @param jvm whether its heap can be looked at
 * @param command how to start it
 */
public record Part(String name, boolean node, boolean jvm, Command command) {

	/**
	 * Something that nodes need.
	 */
	static Part support(String name, Command command) {
		return new Part(name, false, false, command);
	}

	/**
	 * A process on its port.
	 */
	@FunctionalInterface
	public interface Command {

		/**
		 * The command line.
		 * @param port where it has to listen on the loopback interface
		 * @param earlier the ports of the parts before it
		 */
		List<String> line(int port, List<Integer> earlier);

		/**
		 * What its environment has besides the runner's.
		 * @param port where it has to listen
		 * @param earlier the ports of the parts before it
		 */
		default Map<String, String> environment(int port, List<Integer> earlier) {
			return Map.of();
		}

	}

}
