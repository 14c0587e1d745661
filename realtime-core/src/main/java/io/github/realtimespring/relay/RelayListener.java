package io.github.realtimespring.relay;

import io.github.realtimespring.Publication;

/**
 * Receives the publications of a relay on this node, in order, on the relay's one reader
 * thread. Implementations must return at once.
 */
public interface RelayListener {

	/**
	 * A publication of a channel that this node subscribed to.
	 * @return whether it was taken; {@code false} if there was no room
	 */
	boolean onPublication(String channel, Publication publication);

	/**
	 * A publication of a channel below one or more prefixes that this node subscribed to,
	 * handed over once for all of them.
	 * @return whether it was taken; {@code false} if there was no room
	 */
	boolean onPrefixPublication(String channel, Publication publication);

	/**
	 * Publications may have been missed before now, and arrive again from now on.
	 */
	default void onReconnected() {
	}

}
