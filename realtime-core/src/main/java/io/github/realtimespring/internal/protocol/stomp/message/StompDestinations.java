package io.github.realtimespring.internal.protocol.stomp.message;

import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.util.PathMatcher;

import io.github.realtimespring.internal.guard.ChannelDestinations;

/**
 * The destinations of STOMP clients: those of channels, as {@link ChannelDestinations}
 * maps them, and patterns. Thread-safe.
 */
public final class StompDestinations {

	private final ChannelDestinations channels;

	private final PathMatcher pathMatcher;

	private final Function<String, Predicate<String>> patterns;

	/**
	 * Create the destinations.
	 * @param brokerDestination whether the broker serves a destination
	 * @param userPrefix the prefix of user destinations, ending with a slash
	 * @param pathMatcher tells patterns from names
	 */
	public StompDestinations(Predicate<String> brokerDestination, String userPrefix, PathMatcher pathMatcher) {
		this.channels = new ChannelDestinations(brokerDestination, userPrefix);
		this.pathMatcher = pathMatcher;
		this.patterns = GlobPattern.compiler(pathMatcher);
	}

	/**
	 * The mapping between these destinations and channels.
	 */
	public ChannelDestinations channels() {
		return this.channels;
	}

	public boolean isUser(String destination) {
		return this.channels.isUser(destination);
	}

	public boolean isLiteralUser(String destination) {
		return this.channels.isLiteralUser(destination);
	}

	public boolean isBroker(String destination) {
		return this.channels.isBroker(destination);
	}

	public String withoutUserPrefix(String destination) {
		return this.channels.withoutUserPrefix(destination);
	}

	public String channel(String destination) {
		return this.channels.channel(destination);
	}

	public ChannelDestinations.@Nullable UserTarget userTarget(String destination) {
		return this.channels.userTarget(destination);
	}

	public String destination(String channel) {
		return this.channels.destination(channel);
	}

	/**
	 * Whether a destination stands for many.
	 */
	public boolean isPattern(String destination) {
		return this.pathMatcher.isPattern(destination);
	}

	/**
	 * Whether a destination is one of those that a pattern of a client stands for.
	 */
	public Predicate<String> matching(String pattern) {
		return this.patterns.apply(pattern);
	}

	/**
	 * The literal prefix of all destinations that a pattern matches.
	 */
	public static String literalPrefix(String pattern) {
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

}
