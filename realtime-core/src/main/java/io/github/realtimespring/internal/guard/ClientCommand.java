package io.github.realtimespring.internal.guard;

import java.util.Map;

/**
 * A command of a client whose protocol is not STOMP, in the terms of STOMP.
 */
public sealed interface ClientCommand {

	/**
	 * Begins the session.
	 *
	 * @param headers the headers of a CONNECT frame
	 */
	record Connect(Map<String, String> headers) implements ClientCommand {

		@Override
		public String toString() {
			return "CONNECT";
		}

	}

	/**
	 * A command about one channel, that is, about the channel's one destination.
	 */
	sealed interface OnChannel extends ClientCommand {

		/**
		 * The channel's name as the client knows it: {@code /user/queue/x} is its own.
		 */
		String channel();

	}

	/**
	 * Subscribes to a channel.
	 */
	record Subscribe(String channel) implements OnChannel {

		@Override
		public String toString() {
			return "SUBSCRIBE to channel '" + LogText.of(this.channel) + "'";
		}

	}

	/**
	 * Ends a subscription.
	 */
	record Unsubscribe(String channel) implements ClientCommand {

		@Override
		public String toString() {
			return "UNSUBSCRIBE from channel '" + LogText.of(this.channel) + "'";
		}

	}

	/**
	 * Publishes to a channel.
	 *
	 * @param data the payload, JSON
	 */
	record Publish(String channel, byte[] data) implements OnChannel {

		@Override
		public String toString() {
			return "SEND to channel '" + LogText.of(this.channel) + "'";
		}

	}

	/**
	 * Calls a method of the application.
	 *
	 * @param method the method's name
	 * @param data the argument, JSON, may be empty
	 * @param subscription whether the method answers a subscription
	 */
	record Call(String method, byte[] data, boolean subscription) implements ClientCommand {

		@Override
		public String toString() {
			return "call of method '" + LogText.of(this.method) + "'";
		}

	}

	/**
	 * Tells the application something, without a destination.
	 *
	 * @param data the message, JSON, may be empty
	 */
	record Tell(byte[] data) implements ClientCommand {

		@Override
		public String toString() {
			return "SEND without destination";
		}

	}

	/**
	 * The session has ended.
	 */
	record Disconnect() implements ClientCommand {

		@Override
		public String toString() {
			return "DISCONNECT";
		}

	}

}
