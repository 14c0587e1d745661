package io.github.realtimespring;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Names of the channels that belong to one user. A client asks for {@code /user/queue/x};
 * the relay carries {@code /user/<name>/queue/x}, so a message to a user reaches all of
 * the user's sessions on every node without anybody knowing where they are.
 */
public final class UserChannels {

	/**
	 * How every user channel starts, as asked for by clients and on the relay.
	 */
	public static final String PREFIX = "/user/";

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
	 * Resolve what a client asked for to the client's own channel.
	 * @param requested the requested name, for example {@code /user/queue/x}
	 * @param user the client's own principal name, or its session id when it is anonymous
	 * @return the relay channel, or {@code null} if the name is not a user channel
	 */
	public static @Nullable String resolve(String requested, String user) {
		return requested.startsWith(PREFIX) ? channelFor(user, requested.substring(PREFIX.length() - 1)) : null;
	}

	/**
	 * Replace slashes, so that a user name is one segment of the channel's name, and the
	 * percent signs that would make two names look the same then.
	 */
	public static String escape(String user) {
		return StringUtils.replace(StringUtils.replace(user, "%", "%25"), "/", "%2F");
	}

}
