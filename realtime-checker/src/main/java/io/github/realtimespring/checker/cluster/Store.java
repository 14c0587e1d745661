package io.github.realtimespring.checker.cluster;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * The Redis that the nodes share, of whatever topology.
 */
public interface Store {

	/**
	 * Start it, and wait until it works.
	 */
	void start() throws IOException, InterruptedException;

	/**
	 * A node's arguments to reach it.
	 * @param node number of the node
	 */
	List<String> arguments(int node);

	/**
	 * What can go wrong with it.
	 */
	Set<FaultKind> faults();

	/**
	 * Let something go wrong.
	 * @param fault one of its kinds
	 */
	void begin(Fault fault) throws IOException, InterruptedException;

	/**
	 * Let it be right again.
	 * @param fault what was begun
	 */
	void end(Fault fault) throws IOException, InterruptedException;

	/**
	 * Make sure that everything works, and wait for that.
	 */
	void heal() throws IOException, InterruptedException;

}
