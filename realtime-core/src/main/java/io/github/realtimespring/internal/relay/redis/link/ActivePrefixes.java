package io.github.realtimespring.internal.relay.redis.link;

import io.github.realtimespring.internal.relay.PrefixSet;

/**
 * The prefixes whose patterns Redis has confirmed to one connection. While a subscription
 * replaces another, both match a message and Redis sends it twice; the one for the
 * longest prefix is delivered. Redis confirms in the order in which it sends messages, so
 * this neither loses nor repeats one. Confined to the connection's reader thread.
 */
public final class ActivePrefixes {

	private final PrefixSet prefixes = new PrefixSet();

	/**
	 * Redis has confirmed a subscription.
	 */
	public void add(String prefix) {
		this.prefixes.add(prefix);
	}

	/**
	 * Redis has confirmed the end of a subscription.
	 */
	public void remove(String prefix) {
		this.prefixes.remove(prefix);
	}

	/**
	 * Whether a message that arrived through a prefix is to be delivered.
	 */
	public boolean delivers(String prefix, String channel) {
		String longest = this.prefixes.longestOf(channel);
		return longest == null || longest.equals(prefix);
	}

}
