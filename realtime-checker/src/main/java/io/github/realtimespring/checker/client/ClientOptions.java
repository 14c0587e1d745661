package io.github.realtimespring.checker.client;

import java.time.Duration;

import io.github.realtimespring.checker.node.TenantChannels;

/**
 * How a client connects.
 *
 * @param name its name in the history
 * @param user the user that it is
 * @param token proves that
 * @param port where to connect, on the loopback interface
 * @param patience how long nothing may come, pings included, before it gives a connection
 * up
 */
public record ClientOptions(String name, String user, String token, int port, Duration patience) {

	private static final String USER = "/user/";

	/**
	 * What a client asks for.
	 * @param channel the channel's name on the relay
	 * @return the same without the tenant, but for a channel of the client's own user
	 */
	String requested(String channel) {
		return requestedIn(TenantChannels.withoutTenant(channel));
	}

	private static String requestedIn(String channel) {
		return channel.startsWith(USER) ? "/user" + channel.substring(channel.indexOf('/', USER.length())) : channel;
	}

}
