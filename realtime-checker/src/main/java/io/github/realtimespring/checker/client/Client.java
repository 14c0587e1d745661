package io.github.realtimespring.checker.client;

/**
 * One client, of whatever protocol. Thread-safe.
 */
public interface Client extends AutoCloseable {

	/**
	 * Connect, and stay connected.
	 */
	void start();

	/**
	 * Subscribe to a channel, now and after each reconnect.
	 * @param channel the channel's name on the relay
	 */
	void subscribe(String channel);

	/**
	 * Leave a channel.
	 * @param channel the channel's name on the relay
	 */
	void unsubscribe(String channel);

	@Override
	void close();

}
