package io.github.realtimespring.checker.client;

import java.util.SplittableRandom;

/**
 * Decides where clients of ours connect, and how soon again. Thread-safe.
 */
public interface Route {

	/**
	 * Connect to the client's own port, and again after 20 to 250 milliseconds.
	 */
	Route DIRECT = new Route() {

		@Override
		public int choose(ClientOptions options) {
			return options.port();
		}

		@Override
		public int delayMillis(int attempts, SplittableRandom random) {
			return random.nextInt(20, 250);
		}

	};

	/**
	 * Choose a port on the loopback interface.
	 */
	int choose(ClientOptions options);

	/**
	 * How long to wait before a client connects again.
	 * @param attempts how often it has tried since it was last connected
	 */
	int delayMillis(int attempts, SplittableRandom random);

	/**
	 * A handshake was accepted.
	 */
	default void opened() {
	}

}
