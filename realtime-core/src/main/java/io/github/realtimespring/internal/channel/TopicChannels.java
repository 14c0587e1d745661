package io.github.realtimespring.internal.channel;

/**
 * Names of the channels that STOMP clients know as topics: {@code /topic/x} is the
 * destination of the channel {@code x}.
 */
public final class TopicChannels {

	/**
	 * The prefix of the destinations of topics.
	 */
	public static final String PREFIX = "/topic/";

	private TopicChannels() {
	}

	/**
	 * Whether a name is the destination of a topic, and so no channel's name. The part
	 * after the prefix must not be empty or begin with a slash, or it would name a
	 * channel that is not a topic's.
	 */
	public static boolean isDestination(String name) {
		return name.startsWith(PREFIX) && name.length() > PREFIX.length() && name.charAt(PREFIX.length()) != '/';
	}

	/**
	 * The channel of a topic's destination.
	 */
	public static String channelFor(String destination) {
		return destination.substring(PREFIX.length());
	}

}
