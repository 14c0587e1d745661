package io.github.realtimespring.checker.node;

/**
 * A way in which the server is broken on purpose.
 */
public enum Mutation {

	/** It works. */
	NONE,

	/** A publication gets lost on its way to a node, and those after it close up. */
	DROP,

	/** A publication arrives twice, and those after it make room. */
	DUPLICATE,

	/** Two publications of a channel change places. */
	SWAP,

	/** A publication arrives on the channel of somebody else, where it fits in. */
	WRONG_CHANNEL,

	/** A publication is acknowledged, but not kept. */
	ACKNOWLEDGE_ONLY,

	/** Of what a recovering client missed, one comes twice and another one not at all. */
	WRONG_HISTORY,

	/** A publication arrives on the channel of the same name of another tenant. */
	WRONG_TENANT

}
