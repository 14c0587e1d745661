package io.github.realtimespring.autoconfigure.properties;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requirePositive;

/**
 * Configuration properties of the relay that carries messages between nodes.
 *
 * @param type Relay that carries messages between nodes.
 * @param local Relay within one node.
 */
@ConfigurationProperties("realtime.relay")
public record RelayProperties(@DefaultValue("local") Type type, @DefaultValue Local local) {

	/**
	 * Kinds of relays.
	 */
	public enum Type {

		/** Messages stay on this node. */
		LOCAL,

		/** Messages reach every node through Redis. */
		REDIS

	}

	/**
	 * Relay within one node.
	 *
	 * @param maxHistorySize Maximum memory for the history of all channels, including
	 * names, tags and overhead. Beyond it, the channels that use the most lose their
	 * oldest publications.
	 */
	public record Local(@DefaultValue("128MB") DataSize maxHistorySize) {

		public Local {
			requirePositive(maxHistorySize.toBytes(), "realtime.relay.local.max-history-size");
		}

	}

}
