package io.github.realtimespring.internal.relay.redis;

import java.nio.charset.StandardCharsets;

/**
 * The names of all Redis keys and channels. Immutable.
 */
final class RedisKeyspace {

	private final String environment;

	private final String channelPrefix;

	private final int channelPrefixLength;

	private final String patternPrefix;

	private final String controlPrefix;

	private final byte[] allNodes;

	private final byte[] confirmations;

	private final byte[] node;

	private final String prefix;

	/**
	 * Create the keyspace.
	 * @param prefix the prefix of all names
	 * @param database the number of the database. Keys belong to a database, channels to
	 * the whole server: there the number is part of the name unless it is 0
	 * @param nodeId identifies this node
	 */
	RedisKeyspace(String prefix, int database, String nodeId) {
		this.prefix = prefix;
		String channels = (database != 0) ? prefix + ":db" + database : prefix;
		this.environment = channels;
		this.channelPrefix = channels + ":c:";
		this.channelPrefixLength = this.channelPrefix.getBytes(StandardCharsets.UTF_8).length;
		this.patternPrefix = escape(this.channelPrefix);
		this.controlPrefix = channels + ":x:";
		this.allNodes = (this.controlPrefix + "all").getBytes(StandardCharsets.UTF_8);
		this.confirmations = node(nodeId);
		this.node = (channels + ":n:" + nodeId).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Tells the nodes that belong together from others on the same Redis.
	 */
	String environment() {
		return this.environment;
	}

	/**
	 * The Redis channel of a channel.
	 */
	byte[] channel(String channel) {
		return (this.channelPrefix + channel).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The channel of a Redis channel.
	 */
	String channelOf(byte[] redisChannel) {
		return new String(redisChannel, this.channelPrefixLength, redisChannel.length - this.channelPrefixLength,
				StandardCharsets.UTF_8);
	}

	/**
	 * The Redis pattern that matches exactly the channels below a prefix.
	 */
	byte[] pattern(String prefix) {
		return (this.patternPrefix + escape(prefix) + "*").getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The prefix of a Redis pattern.
	 */
	String prefixOf(byte[] redisPattern) {
		String pattern = new String(redisPattern, StandardCharsets.UTF_8);
		return unescape(pattern.substring(this.patternPrefix.length(), pattern.length() - 1));
	}

	/**
	 * The key of a channel's stream. All keys of a channel lie in one slot of a cluster.
	 */
	byte[] stream(String channel) {
		return key("s", channel).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The key of the data that outlives a channel's stream: epoch, offset and version.
	 */
	byte[] streamMeta(String channel) {
		return key("m", channel).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The key of the outcome of a publication.
	 */
	byte[] idempotencyKey(String channel, String idempotencyKey) {
		return (key("r", channel) + ':' + idempotencyKey).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The key of a resumable session.
	 */
	byte[] session(String session) {
		return (this.prefix + ":u:" + session).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The key of a ticket.
	 * @param hash the hash of the ticket
	 */
	byte[] ticket(String hash) {
		return (this.prefix + ":t:" + hash).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The key of a user's unused tickets.
	 * @param owner the hash of the user's name
	 */
	byte[] ticketOwner(String owner) {
		return (this.prefix + ":o:" + owner).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The key of the secret that all nodes share.
	 */
	byte[] secret() {
		return (this.prefix + ":k").getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The channel's name is the hash tag that selects the slot in a cluster; a brace in
	 * it would end the tag early.
	 */
	private String key(String kind, String channel) {
		return this.prefix + ':' + kind + ":{" + channel.replace("%", "%25").replace("}", "%7D") + '}';
	}

	/**
	 * The key of the commands in force.
	 */
	byte[] commandsInForce() {
		return (this.prefix + ":x:{control}:commands").getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The key of the nodes that confirm commands.
	 */
	byte[] nodes() {
		return (this.prefix + ":x:{control}:nodes").getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The key of a token bucket that all nodes share.
	 */
	byte[] budget(String bucket) {
		return (this.prefix + ":f:" + bucket).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The key of the nodes' numbers of sessions.
	 */
	byte[] load() {
		return (this.prefix + ":f:load").getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The Redis channel of commands to all nodes.
	 */
	byte[] allNodes() {
		return this.allNodes;
	}

	/**
	 * The Redis channel of the confirmations to a node.
	 */
	byte[] node(String nodeId) {
		return (this.controlPrefix + "node:" + nodeId).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The Redis channel of the confirmations to this node.
	 */
	byte[] confirmations() {
		return this.confirmations;
	}

	/**
	 * The Redis channel that only this node listens to.
	 */
	byte[] node() {
		return this.node;
	}

	private static String escape(String literal) {
		StringBuilder pattern = new StringBuilder(literal.length() + 8);
		for (int i = 0; i < literal.length(); i++) {
			char c = literal.charAt(i);
			if (c == '*' || c == '?' || c == '[' || c == ']' || c == '\\') {
				pattern.append('\\');
			}
			pattern.append(c);
		}
		return pattern.toString();
	}

	private static String unescape(String pattern) {
		if (pattern.indexOf('\\') < 0) {
			return pattern;
		}
		StringBuilder literal = new StringBuilder(pattern.length());
		for (int i = 0; i < pattern.length(); i++) {
			char c = pattern.charAt(i);
			literal.append((c == '\\') ? pattern.charAt(++i) : c);
		}
		return literal.toString();
	}

}
