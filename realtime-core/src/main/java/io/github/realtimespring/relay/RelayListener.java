package io.github.realtimespring.relay;

import io.github.realtimespring.Publication;

/**
 * Receives the publications of a relay on this node, in order, on the relay's one reader
 * thread. Implementations must not block.
 *
 * @since 0.1.0
 */
public interface RelayListener {

	/**
	 * Receive a publication of a channel to which this node is subscribed.
	 * @param channel the channel's name
	 * @param publication the publication
	 * @return whether it was accepted; {@code false} if there was no room
	 */
	boolean onPublication(String channel, Publication publication);

	/**
	 * Receive a publication of a channel below one or more prefixes to which this node is
	 * subscribed, once for all of them.
	 * @param channel the channel's name
	 * @param publication the publication
	 * @return whether it was accepted; {@code false} if there was no room
	 */
	boolean onPrefixPublication(String channel, Publication publication);

	/**
	 * Receive a command to all nodes. May be called concurrently with publications and on
	 * other threads of the relay.
	 * @param command the command
	 * @return the number of sessions that it affected
	 * @throws IllegalArgumentException if this version can't read it; the relay then does
	 * not confirm it, and does not deliver it again
	 * @throws RuntimeException if this node can't execute it; the relay then does not
	 * confirm it
	 */
	default int onControl(byte[] command) {
		throw new UnsupportedOperationException("No commands");
	}

	/**
	 * Receive a command in force that this node missed when it was sent, or that it has
	 * received before: sessions may have been opened since. By default like any other.
	 * @param command the command
	 * @return the number of sessions that it affected
	 * @throws IllegalArgumentException as {@link #onControl}
	 * @throws RuntimeException as {@link #onControl}
	 */
	default int onMissedControl(byte[] command) {
		return onControl(command);
	}

	/**
	 * The relay delivers again. Publications may have been missed before.
	 */
	default void onReconnected() {
	}

}
