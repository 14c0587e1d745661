package io.github.realtimespring.internal.guard;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

import io.github.realtimespring.internal.channel.TopicChannels;
import io.github.realtimespring.internal.channel.UserChannels;

/**
 * Maps STOMP destinations to channels and back. {@code /topic/x} is the channel
 * {@code x}, {@code /user/queue/x} the user's own channel, any other destination of the
 * message broker is the channel of that name. Every channel has one name, and at most one
 * destination; only where an application's broker serves users' destinations as ordinary
 * ones these are their channels' names. Immutable.
 */
public final class ChannelDestinations {

	private final Predicate<String> brokerDestination;

	private final String userPrefix;

	/**
	 * Create the mapping.
	 * @param brokerDestination whether the broker serves a destination
	 * @param userPrefix the prefix of user destinations, ending with a slash
	 */
	public ChannelDestinations(Predicate<String> brokerDestination, String userPrefix) {
		Assert.notNull(brokerDestination, "'brokerDestination' must not be null");
		Assert.isTrue(userPrefix.endsWith("/"), "'userPrefix' must end with a slash");
		this.brokerDestination = brokerDestination;
		this.userPrefix = userPrefix;
	}

	/**
	 * Whether a destination belongs to a user.
	 */
	public boolean isUser(String destination) {
		return destination.startsWith(this.userPrefix) && !isLiteral(destination);
	}

	/**
	 * Whether a destination names a user and is nevertheless an ordinary one of the
	 * broker.
	 */
	public boolean isLiteralUser(String destination) {
		return destination.startsWith(this.userPrefix) && isLiteral(destination);
	}

	/**
	 * Whether the broker's prefixes make a user's destination an ordinary one, as
	 * {@code enableSimpleBroker("/user")} does: Spring's broker then accepts
	 * {@code /user/ann/queue/x} unresolved and does not serve {@code /queue/x}, its
	 * resolved form. If it serves that, too, the destination is the user's.
	 */
	private boolean isLiteral(String destination) {
		if (!this.brokerDestination.test(destination) || this.brokerDestination.test(withoutUserPrefix(destination))) {
			return false;
		}
		UserTarget target = userTarget(destination);
		return target == null || !this.brokerDestination.test(target.destination());
	}

	/**
	 * Whether the broker serves a destination, as opposed to an application's method.
	 */
	public boolean isBroker(String destination) {
		return this.brokerDestination.test(destination);
	}

	/**
	 * The part of a user destination behind the prefix, with the slash before it.
	 */
	public String withoutUserPrefix(String destination) {
		return destination.substring(this.userPrefix.length() - 1);
	}

	/**
	 * The channel of a broker destination.
	 */
	public String channel(String destination) {
		if (TopicChannels.isDestination(destination)) {
			return TopicChannels.channelFor(destination);
		}
		UserTarget target = destination.startsWith(this.userPrefix) ? userTarget(destination) : null;
		return (target != null) ? target.channel() : destination;
	}

	/**
	 * The channel of a message to a user's destination.
	 * @param destination for example {@code /user/bob/queue/x}
	 * @return {@code null} if no user is named
	 */
	public @Nullable UserTarget userTarget(String destination) {
		int start = this.userPrefix.length();
		int end = destination.indexOf('/', start);
		if (end <= start) {
			return null;
		}
		String user = StringUtils.replace(destination.substring(start, end), "%2F", "/");
		return new UserTarget(user, destination.substring(end));
	}

	/**
	 * The destination that clients know a channel of the relay by, whether the broker
	 * serves it or not.
	 */
	public String destination(String channel) {
		if (channel.startsWith(UserChannels.PREFIX)) {
			int end = channel.indexOf('/', UserChannels.PREFIX.length());
			String literal = (this.userPrefix.equals(UserChannels.PREFIX) && channel.indexOf('%') < 0) ? channel
					: literal(channel, (end < 0) ? channel.length() : end);
			if (isLiteral(literal)) {
				return literal;
			}
			return (end < 0) ? channel : ownDestination(channel.substring(end));
		}
		return channel.startsWith("/") ? channel : TopicChannels.PREFIX + channel;
	}

	private String literal(String channel, int end) {
		String user = channel.substring(UserChannels.PREFIX.length(), end);
		return this.userPrefix + StringUtils.replace(user, "%25", "%") + channel.substring(end);
	}

	/**
	 * The destination with which a STOMP client subscribes to a channel.
	 * @param requested the channel's name as clients know it: {@code /user/queue/x} is
	 * the client's own
	 * @return {@code null} if the broker serves no such destination
	 */
	public @Nullable String served(String requested) {
		if (requested.startsWith(UserChannels.PREFIX)) {
			return ownDestination(requested.substring(UserChannels.PREFIX.length() - 1));
		}
		String destination = destination(requested);
		return (isBroker(destination) && !isUser(destination) && channel(destination).equals(requested)) ? destination
				: null;
	}

	private String ownDestination(String destination) {
		return this.userPrefix.substring(0, this.userPrefix.length() - 1) + destination;
	}

	/**
	 * The target of a message to a user.
	 *
	 * @param user the user's name
	 * @param destination the destination behind the user's name, starting with a slash
	 */
	public record UserTarget(String user, String destination) {

		/**
		 * The relay channel of the target.
		 */
		public String channel() {
			return UserChannels.channelFor(this.user, this.destination);
		}

	}

}
