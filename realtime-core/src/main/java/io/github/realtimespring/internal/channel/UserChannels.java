package io.github.realtimespring.internal.channel;

import org.springframework.util.StringUtils;

/**
 * Names of the channels that belong to one user. A client requests {@code /user/queue/x};
 * the relay uses {@code /user/<name>/queue/x}, so a message to a user reaches all of the
 * user's sessions on every node without a registry of sessions. An anonymous session has
 * channels of its own, {@code /user/%s<id>/queue/x}: no user's name looks like that,
 * because percent signs in names are escaped, so no choice of an id reaches a user's
 * channels.
 */
public final class UserChannels {

	/**
	 * The prefix of user channels, in requests of clients and on the relay.
	 */
	public static final String PREFIX = "/user/";

	private static final String SESSION = PREFIX + "%s";

	private UserChannels() {
	}

	/**
	 * Whether a relay channel belongs to one user.
	 */
	public static boolean isUserChannel(String channel) {
		return channel.startsWith(PREFIX);
	}

	/**
	 * The relay channel of a user's destination.
	 * @param user the name of the user's principal; a slash in it is escaped as in
	 * Spring's user destinations
	 * @param destination the destination below {@code /user}, starting with a slash
	 */
	public static String channelFor(String user, String destination) {
		return PREFIX + escape(user) + destination;
	}

	/**
	 * The relay channel of an anonymous session's destination.
	 * @param session the session's id
	 * @param destination the destination below {@code /user}, starting with a slash
	 */
	public static String channelForSession(String session, String destination) {
		return SESSION + escape(session) + destination;
	}

	/**
	 * Replace slashes, so that a user name is one segment of the channel's name, and the
	 * percent signs that would make two names look the same then.
	 */
	public static String escape(String user) {
		return StringUtils.replace(StringUtils.replace(user, "%", "%25"), "/", "%2F");
	}

}
