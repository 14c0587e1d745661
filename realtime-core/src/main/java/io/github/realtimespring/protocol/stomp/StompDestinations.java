package io.github.realtimespring.protocol.stomp;

import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.util.PathMatcher;
import org.springframework.util.StringUtils;

import io.github.realtimespring.UserChannels;

/**
 * Which channel a STOMP destination means, and back. {@code /topic/x} is the channel
 * {@code x}, {@code /user/queue/x} the user's own channel, any other destination of the
 * broker is the channel of that name. Thread-safe.
 */
final class StompDestinations {

	private static final String TOPIC = "/topic/";

	private final Predicate<String> brokerDestination;

	private final String userPrefix;

	private final PathMatcher pathMatcher;

	private final Supplier<PathMatcher> patternMatchers;

	/**
	 * Create the mapping.
	 * @param brokerDestination whether a destination is the broker's
	 * @param userPrefix how user destinations begin, with a slash at its end
	 * @param pathMatcher tells patterns from names
	 */
	StompDestinations(Predicate<String> brokerDestination, String userPrefix, PathMatcher pathMatcher) {
		this.brokerDestination = brokerDestination;
		this.userPrefix = userPrefix;
		this.pathMatcher = pathMatcher;
		this.patternMatchers = GlobPathMatcher.like(pathMatcher);
	}

	/**
	 * Whether a destination belongs to a user.
	 */
	boolean isUser(String destination) {
		return destination.startsWith(this.userPrefix);
	}

	/**
	 * Whether a destination is the broker's, and not an application's method.
	 */
	boolean isBroker(String destination) {
		return this.brokerDestination.test(destination);
	}

	/**
	 * Whether a destination stands for many.
	 */
	boolean isPattern(String destination) {
		return this.pathMatcher.isPattern(destination);
	}

	/**
	 * Whether a destination is one of those that a pattern of a client stands for.
	 */
	Predicate<String> matching(String pattern) {
		PathMatcher matcher = this.patternMatchers.get();
		return (destination) -> matcher.match(pattern, destination);
	}

	/**
	 * The part of a user destination behind the prefix, with the slash before it.
	 */
	String withoutUserPrefix(String destination) {
		return destination.substring(this.userPrefix.length() - 1);
	}

	/**
	 * The channel of a destination of the broker. What follows {@code /topic/} must not
	 * begin with a slash, or it would name a channel that is not a topic's.
	 */
	String channel(String destination) {
		return isPlainTopic(destination) ? destination.substring(TOPIC.length()) : destination;
	}

	private static boolean isPlainTopic(String destination) {
		return destination.startsWith(TOPIC) && destination.length() > TOPIC.length()
				&& destination.charAt(TOPIC.length()) != '/';
	}

	/**
	 * The channel that a message to a user's destination goes to.
	 * @param destination for example {@code /user/bob/queue/x}
	 * @return {@code null} if no user is named
	 */
	@Nullable UserTarget userTarget(String destination) {
		int start = this.userPrefix.length();
		int end = destination.indexOf('/', start);
		if (end <= start) {
			return null;
		}
		String user = StringUtils.replace(destination.substring(start, end), "%2F", "/");
		return new UserTarget(user, destination.substring(end));
	}

	/**
	 * The destination that clients know a channel by.
	 */
	String destination(String channel) {
		if (channel.startsWith(UserChannels.PREFIX)) {
			int end = channel.indexOf('/', UserChannels.PREFIX.length());
			return (end < 0) ? channel
					: this.userPrefix.substring(0, this.userPrefix.length() - 1) + channel.substring(end);
		}
		return channel.startsWith("/") ? channel : TOPIC + channel;
	}

	/**
	 * The literal beginning of everything that a pattern stands for.
	 */
	static String literalPrefix(String pattern) {
		int end = 0;
		while (end < pattern.length() && "*?{".indexOf(pattern.charAt(end)) < 0) {
			end++;
		}
		// "prices/**" stands for "prices" too
		if (end > 0 && pattern.startsWith("**", end) && "/.".indexOf(pattern.charAt(end - 1)) >= 0) {
			end--;
		}
		return pattern.substring(0, end);
	}

	/**
	 * Where a message to a user goes.
	 *
	 * @param user the user's name
	 * @param destination the destination behind the user's name, starting with a slash
	 */
	record UserTarget(String user, String destination) {

		String channel() {
			return UserChannels.channelFor(this.user, this.destination);
		}

	}

}
