package io.github.realtimespring.checker.cluster;

/**
 * What can go wrong.
 */
public enum FaultKind {

	/** A node is killed, and started again. */
	NODE_KILL,

	/** A node stands still, and goes on. */
	NODE_PAUSE,

	/** A node is stopped in order, and started again. */
	NODE_RESTART,

	/** Connections of clients are reset. */
	CLIENT_RESET,

	/** Connections of clients fall silent, and are reset later. */
	CLIENT_SILENT,

	/** Clients take nothing for a while. */
	CLIENT_SLOW,

	/** Bytes of clients come and go one by one. */
	CLIENT_TRICKLE,

	/** Redis closes all connections that subscribe. */
	KILL_PUBSUB,

	/** Redis closes connections that subscribe when a little is pending for them. */
	TINY_PUBSUB_BUFFER,

	/** Redis is killed, and comes back with its data. */
	REDIS_KILL,

	/** Redis is killed, and comes back with nothing. */
	REDIS_EMPTY,

	/** Redis stands still, and goes on. */
	REDIS_PAUSE,

	/** A node's packets don't reach Redis. */
	PARTITION_REQUESTS,

	/** Redis's packets don't reach a node. */
	PARTITION_ANSWERS,

	/** Neither reach the other. */
	PARTITION,

	/** The master is killed, a replica takes over, the old master returns. */
	FAILOVER_KILL,

	/** The master stands still, a replica takes over, the old master returns. */
	FAILOVER_PAUSE;

	/**
	 * Whether the store may lose what it has acknowledged.
	 */
	public boolean losesData() {
		return this == REDIS_EMPTY || this == FAILOVER_KILL || this == FAILOVER_PAUSE;
	}

	/**
	 * Whether the store becomes another server, so that nobody knows what it has lost.
	 */
	public boolean changesServer() {
		return losesData() || this == REDIS_KILL;
	}

}
