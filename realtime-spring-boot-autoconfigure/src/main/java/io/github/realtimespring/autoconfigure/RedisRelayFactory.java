package io.github.realtimespring.autoconfigure;

import io.github.realtimespring.relay.Relay;

/**
 * Creates the Redis relay if {@code realtime.relay.type} asks for it. A factory and no
 * condition, so that an application that was processed ahead of time can choose its relay
 * at run time.
 */
@FunctionalInterface
public interface RedisRelayFactory {

	/**
	 * Create the relay.
	 * @return the relay, not started
	 */
	Relay create();

}
