package io.github.realtimespring.checker.cluster;

import java.io.IOException;
import java.nio.file.Path;

/**
 * How Redis is set up.
 */
public enum Topology {

	/** One server. */
	STANDALONE,

	/** A master, replicas and sentinels. */
	SENTINEL,

	/** A cluster of three. */
	CLUSTER;

	Store store(Processes processes, Path work, int nodes) throws IOException {
		return switch (this) {
			case STANDALONE -> new StandaloneStore(processes, work, nodes);
			case SENTINEL -> new SentinelStore(processes, work, nodes);
			case CLUSTER -> new ClusterStore(processes, work, nodes);
		};
	}

}
