package io.github.realtimespring.internal.hub.inbound;

/**
 * Who runs the tasks of an inbound queue.
 */
enum InboundState {

	/** Nothing is to be run. */
	IDLE,

	/** A read batch will run the tasks, unless one that may block comes. */
	HELD,

	/** The executor runs the tasks, or will, or a barrier holds them up. */
	SCHEDULED

}
