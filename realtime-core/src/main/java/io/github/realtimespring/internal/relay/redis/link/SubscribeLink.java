package io.github.realtimespring.internal.relay.redis.link;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

import io.github.realtimespring.relay.RelayException;

/**
 * Receives through one dedicated publish/subscribe connection, whose reader thread hands
 * over messages one after another in their order. Thread-safe.
 */
public final class SubscribeLink implements RedisLink {

	private final StatefulRedisPubSubConnection<byte[], byte[]> connection;

	private final ActivePrefixes prefixes = new ActivePrefixes();

	private final AtomicBoolean closed = new AtomicBoolean();

	private final CompletableFuture<Void> closeFuture = new CompletableFuture<>();

	SubscribeLink(StatefulRedisPubSubConnection<byte[], byte[]> connection, Receiver receiver) {
		this.connection = connection;
		connection.addListener(new RedisPubSubAdapter<>() {

			@Override
			public void message(byte[] channel, byte[] message) {
				if (!SubscribeLink.this.closed.get()) {
					receiver.onMessage(channel, message);
				}
			}

			@Override
			public void message(byte[] pattern, byte[] channel, byte[] message) {
				if (!SubscribeLink.this.closed.get()) {
					receiver.onPatternMessage(SubscribeLink.this, pattern, channel, message);
				}
			}

			@Override
			public void subscribed(byte[] channel, long count) {
				receiver.onSubscribed(SubscribeLink.this, channel);
			}

			@Override
			public void psubscribed(byte[] pattern, long count) {
				receiver.onPatternSubscribed(SubscribeLink.this, pattern);
			}

			@Override
			public void punsubscribed(byte[] pattern, long count) {
				receiver.onPatternUnsubscribed(SubscribeLink.this, pattern);
			}

		});
	}

	@Override
	public boolean isOpen() {
		return !this.closed.get() && this.connection.isOpen();
	}

	@Override
	public void onDisconnect(Runnable action) {
		this.connection.addListener(new RedisConnectionStateListener() {

			@Override
			public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
				action.run();
			}

		});
	}

	/**
	 * The prefixes that Redis has confirmed, for the reader thread.
	 */
	public ActivePrefixes prefixes() {
		return this.prefixes;
	}

	/**
	 * Send a subscription. The receiver is notified of confirmations.
	 * @param pattern whether the names are patterns
	 * @return fails if Redis refuses
	 */
	public CompletionStage<Void> subscribe(boolean pattern, byte[]... names) {
		return send(
				() -> pattern ? this.connection.async().psubscribe(names) : this.connection.async().subscribe(names));
	}

	public CompletionStage<Void> unsubscribe(boolean pattern, byte[]... names) {
		return send(() -> pattern ? this.connection.async().punsubscribe(names)
				: this.connection.async().unsubscribe(names));
	}

	private static CompletionStage<Void> send(Supplier<CompletionStage<Void>> command) {
		try {
			return command.get();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@Override
	public CompletableFuture<Void> close(RelayException reason) {
		if (this.closed.compareAndSet(false, true)) {
			this.connection.closeAsync().whenComplete((ok, ex) -> this.closeFuture.complete(null));
		}
		return this.closeFuture;
	}

	/**
	 * Receives messages and confirmations, on the connection's reader thread.
	 */
	public interface Receiver {

		void onMessage(byte[] channel, byte[] message);

		void onPatternMessage(SubscribeLink link, byte[] pattern, byte[] channel, byte[] message);

		/**
		 * Redis has confirmed one channel of one subscription. Confirmations come in the
		 * order in which the names were sent.
		 */
		void onSubscribed(SubscribeLink link, byte[] channel);

		/**
		 * Redis has confirmed one pattern of one subscription. Messages that match it
		 * follow.
		 */
		void onPatternSubscribed(SubscribeLink link, byte[] pattern);

		/**
		 * Redis has confirmed the end of the subscription to a pattern. No message
		 * follows.
		 */
		void onPatternUnsubscribed(SubscribeLink link, byte[] pattern);

	}

}
