package io.github.realtimespring;

import java.util.Set;

/**
 * The result of a command to all nodes. Immutable.
 *
 * @param sessions the number of sessions that the command affected on the nodes that have
 * confirmed it
 * @param confirmedNodes the ids of the nodes that have confirmed it
 * @param unconfirmedNodes the ids of the nodes that have not, because they are stopped or
 * cut off from the relay. A node that crashed is listed for up to five minutes. Commands
 * that stay in force reach a node before it serves clients again
 * @since 0.1.0
 */
public record ControlResult(int sessions, Set<String> confirmedNodes, Set<String> unconfirmedNodes) {

	/**
	 * Create a result.
	 * @param sessions the number of affected sessions
	 * @param confirmedNodes the nodes that have confirmed the command
	 * @param unconfirmedNodes the nodes that have not
	 */
	public ControlResult {
		confirmedNodes = Set.copyOf(confirmedNodes);
		unconfirmedNodes = Set.copyOf(unconfirmedNodes);
	}

	/**
	 * Return whether every known node has confirmed the command.
	 * @return whether none is missing
	 */
	public boolean isComplete() {
		return this.unconfirmedNodes.isEmpty();
	}

}
