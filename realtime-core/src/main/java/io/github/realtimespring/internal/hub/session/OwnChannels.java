package io.github.realtimespring.internal.hub.session;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.channel.UserChannels;

/**
 * Resolves a session's user destinations to channels of its tenant: those of its user, or
 * its own while it is anonymous.
 */
public final class OwnChannels {

	private OwnChannels() {
	}

	/**
	 * The channel of a user destination.
	 * @param destination the destination below {@code /user}, starting with a slash
	 */
	public static String channelFor(Session session, String destination) {
		ClientIdentity identity = session.identity();
		return identity.isAuthenticated() ? UserChannels.channelFor(identity.destinationUser(), destination)
				: UserChannels.channelForSession(session.id(), destination);
	}

	/**
	 * The channel of a requested channel name.
	 * @param requested the name, for example {@code /user/queue/x}
	 * @return {@code null} if the name is not a user destination
	 */
	public static @Nullable String resolve(Session session, String requested) {
		return UserChannels.isUserChannel(requested)
				? channelFor(session, requested.substring(UserChannels.PREFIX.length() - 1)) : null;
	}

}
