package io.github.realtimespring.internal.protocol.centrifuge.codec;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.StreamPosition;

/**
 * A command of a client.
 */
public sealed interface Command {

	/**
	 * The number under which the client waits for a reply; 0 if it does not.
	 */
	long id();

	/**
	 * A command about one channel.
	 */
	sealed interface OnChannel extends Command {

		/**
		 * The channel's name as the client knows it; empty if the client named none.
		 */
		String channel();

	}

	/**
	 * The first command of every client.
	 *
	 * @param token the client's token, may be empty
	 * @param resume the token of the session to resume, empty to start a resumable one,
	 * {@code null} without resumption
	 * @param positions the client's positions in the streams of that session's channels
	 * @param headers a substitute for handshake headers that the client can't set
	 */
	record Connect(long id, String token, @Nullable String resume, Map<String, StreamPosition> positions,
			Map<String, String> headers) implements Command {

		@Override
		public String toString() {
			return "Connect[id=" + this.id + "]";
		}

	}

	/**
	 * Subscribes to a channel.
	 *
	 * @param delta the kind of deltas that the client understands, may be empty
	 * @param type the kind of subscription, 0 for a stream of publications
	 * @param filtered whether the client requests only some of the publications
	 * @param withToken whether the client sends a token for the subscription
	 * @param recovery the recovery requested by the client
	 */
	record Subscribe(long id, String channel, String delta, long type, boolean filtered, boolean withToken,
			Recovery recovery) implements OnChannel {

	}

	/**
	 * The recovery requested by a client.
	 *
	 * @param since its last position, {@code null} to start at the top
	 * @param orFail whether to answer with an error if publications after it are missing
	 */
	record Recovery(@Nullable StreamPosition since, boolean orFail) {

		static final Recovery NONE = new Recovery(null, false);

	}

	/**
	 * Unsubscribes from a channel.
	 */
	record Unsubscribe(long id, String channel) implements OnChannel {

	}

	/**
	 * Publishes to a channel.
	 *
	 * @param data the payload, JSON as it was sent, {@code null} if there is none
	 * @param type the kind of publication, 0 for an ordinary one
	 */
	record Publish(long id, String channel, byte @Nullable [] data, long type) implements OnChannel {

	}

	/**
	 * Asks who is subscribed to a channel.
	 */
	record Presence(long id, String channel) implements OnChannel {

	}

	/**
	 * Asks how many are subscribed to a channel.
	 */
	record PresenceStats(long id, String channel) implements OnChannel {

	}

	/**
	 * Asks for earlier publications of a channel.
	 *
	 * @param limit the maximum number, negative for the server's limit
	 * @param since the start position, {@code null} for the stream's end
	 * @param reverse whether the newest come first
	 */
	record History(long id, String channel, long limit, @Nullable StreamPosition since,
			boolean reverse) implements OnChannel {

	}

	/**
	 * Calls a method of the application.
	 *
	 * @param method the method's name, may be empty
	 * @param data the argument, JSON as it was sent, empty if there is none
	 */
	record Rpc(long id, String method, byte[] data) implements Command {

	}

	/**
	 * Sends a message to the application.
	 *
	 * @param data the message, JSON as it was sent, empty if there is none
	 */
	record Send(long id, byte[] data) implements Command {

	}

	/**
	 * Sends a new token for the connection.
	 */
	record Refresh(long id, String token) implements Command {

		@Override
		public String toString() {
			return "Refresh[id=" + this.id + "]";
		}

	}

	/**
	 * Sends a new token for a subscription.
	 */
	record SubRefresh(long id, String channel) implements OnChannel {

	}

	/**
	 * Answers a ping. Every object without an id that is not a {@link Send} is one.
	 */
	record Pong() implements Command {

		@Override
		public long id() {
			return 0;
		}

	}

	/**
	 * Has an id, but no request that this node supports.
	 */
	record Unknown(long id) implements Command {

	}

}
