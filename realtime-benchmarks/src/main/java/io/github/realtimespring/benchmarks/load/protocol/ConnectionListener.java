package io.github.realtimespring.benchmarks.load.protocol;

/**
 * What happens on connections. Called on their thread.
 */
public interface ConnectionListener {

	/**
	 * Bytes were read behind the handshake.
	 * @param bytes how many
	 */
	void read(int bytes);

	/**
	 * A connection has been accepted with its subscriptions.
	 */
	void accepted();

	/**
	 * Subscriptions have been accepted again.
	 */
	void confirmed();

	/**
	 * The first probe of a subscription has arrived.
	 * @param channel number of the channel
	 */
	void probed(int channel);

	/**
	 * A publication has arrived.
	 * @param channel number of the channel
	 * @param sequence its sequence
	 * @param intendedTime when it should have been sent
	 */
	void delivered(int channel, long sequence, long intendedTime);

	/**
	 * A connection is lost.
	 * @param reason why
	 */
	void failed(String reason);

}
