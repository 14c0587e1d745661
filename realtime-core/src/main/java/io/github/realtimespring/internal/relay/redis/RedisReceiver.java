package io.github.realtimespring.internal.relay.redis;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.relay.redis.envelope.Envelope;
import io.github.realtimespring.internal.relay.redis.envelope.MalformedEnvelopeException;
import io.github.realtimespring.internal.relay.redis.link.SubscribeLink;
import io.github.realtimespring.internal.relay.redis.seal.MessageSeal;
import io.github.realtimespring.internal.relay.redis.seal.Purpose;
import io.github.realtimespring.internal.relay.redis.seal.ReplayGuard;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.RelayListener;

/**
 * Decodes messages from Redis. Called on the reader thread of the subscribing connection;
 * never throws.
 */
final class RedisReceiver implements SubscribeLink.Receiver {

	private static final Log logger = LogFactory.getLog(RedisReceiver.class);

	private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final RedisKeyspace keyspace;

	private final MessageSeal seal;

	private final ReplayGuard channelGuard = new ReplayGuard();

	/** Of its own: what a pattern matches may arrive through its channel, too. */
	private final ReplayGuard patternGuard = new ReplayGuard();

	private final RelayListener listener;

	private final RealtimeMetrics metrics;

	private final Control control;

	private final ControlChannel commands;

	private long malformed;

	private long loggedAt = System.nanoTime() - LOG_INTERVAL_NANOS;

	RedisReceiver(RedisKeyspace keyspace, MessageSeal seal, RelayListener listener, RealtimeMetrics metrics,
			Control control, ControlChannel commands) {
		this.keyspace = keyspace;
		this.seal = seal;
		this.listener = listener;
		this.metrics = metrics;
		this.control = control;
		this.commands = commands;
	}

	@Override
	public void onMessage(byte[] channel, byte[] message) {
		if (Arrays.equals(channel, this.keyspace.node())) {
			int start = this.seal.open(Purpose.PROBE, channel, message, 0, this.channelGuard);
			if (start != MessageSeal.REFUSED) {
				this.control.onProbe(Arrays.copyOfRange(message, start, message.length));
			}
			return;
		}
		if (Arrays.equals(channel, this.keyspace.allNodes())) {
			this.commands.onCommand(message);
			return;
		}
		if (Arrays.equals(channel, this.keyspace.confirmations())) {
			this.commands.onConfirmation(message);
			return;
		}
		Publication publication = decode(channel, message, this.channelGuard);
		if (publication != null) {
			try {
				this.listener.onPublication(this.keyspace.channelOf(channel), publication);
			}
			catch (RuntimeException ex) {
				logger.error("Dispatching a publication from Redis failed", ex);
			}
		}
	}

	@Override
	public void onPatternMessage(SubscribeLink link, byte[] pattern, byte[] channel, byte[] message) {
		String name = this.keyspace.channelOf(channel);
		if (!link.prefixes().delivers(this.keyspace.prefixOf(pattern), name)) {
			return;
		}
		Publication publication = decode(channel, message, this.patternGuard);
		if (publication != null) {
			try {
				this.listener.onPrefixPublication(name, publication);
			}
			catch (RuntimeException ex) {
				logger.error("Dispatching a publication from Redis failed", ex);
			}
		}
	}

	@Override
	public void onSubscribed(SubscribeLink link, byte[] channel) {
		if (Arrays.equals(channel, this.keyspace.node())) {
			this.control.onReady();
		}
		else if (Arrays.equals(channel, this.keyspace.confirmations())) {
			this.control.onJoined(link);
		}
		else if (Arrays.equals(channel, this.keyspace.allNodes())) {
			// The channel of confirmations follows
		}
		else {
			this.control.onSubscribed(link, channel);
		}
	}

	@Override
	public void onPatternSubscribed(SubscribeLink link, byte[] pattern) {
		String prefix = this.keyspace.prefixOf(pattern);
		link.prefixes().add(prefix);
		this.control.onPrefixSubscribed(link, prefix);
	}

	@Override
	public void onPatternUnsubscribed(SubscribeLink link, byte[] pattern) {
		String prefix = this.keyspace.prefixOf(pattern);
		link.prefixes().remove(prefix);
		this.control.onPrefixUnsubscribed(link, prefix);
	}

	/**
	 * Decode a publication.
	 * @return {@code null} if it is refused. On a channel with a stream the next one, or
	 * the next check of the position, shows that it is missing
	 */
	private @Nullable Publication decode(byte[] channel, byte[] message, ReplayGuard guard) {
		try {
			int end = Envelope.start(message);
			Purpose purpose = (end > 0) ? Purpose.STREAM_PUBLICATION : Purpose.PUBLICATION;
			int start = this.seal.open(purpose, channel, message, end, guard);
			return (start != MessageSeal.REFUSED) ? Envelope.decodePublished(message, end, start) : null;
		}
		catch (MalformedEnvelopeException ex) {
			this.metrics.messagesDropped(DropReason.MALFORMED, 1);
			this.malformed++;
			long now = System.nanoTime();
			if (now - this.loggedAt >= LOG_INTERVAL_NANOS) {
				this.loggedAt = now;
				logger.warn("Unreadable messages from Redis: " + this.malformed + " so far; latest error: "
						+ ex.getMessage());
			}
			return null;
		}
	}

	/**
	 * Receives all other messages. Called on the reader thread; must return at once.
	 */
	interface Control {

		/**
		 * A message of this node to itself has come back.
		 */
		void onProbe(byte[] message);

		/**
		 * Commands to all nodes, and confirmations, arrive from now on.
		 */
		void onJoined(SubscribeLink link);

		/**
		 * The node's own channel, and with it everything before, is subscribed to.
		 */
		void onReady();

		/**
		 * The subscription to another Redis channel is confirmed.
		 */
		void onSubscribed(SubscribeLink link, byte[] name);

		/**
		 * The subscription to a prefix is confirmed.
		 */
		void onPrefixSubscribed(SubscribeLink link, String prefix);

		/**
		 * The end of the subscription to a prefix is confirmed.
		 */
		void onPrefixUnsubscribed(SubscribeLink link, String prefix);

	}

}
