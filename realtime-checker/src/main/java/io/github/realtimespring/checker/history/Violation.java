package io.github.realtimespring.checker.history;

/**
 * A broken promise.
 *
 * @param kind which promise
 * @param event number of the event that shows it
 * @param client the client, empty if it is nobody's
 * @param channel the channel, empty if it is about none
 * @param detail what was seen
 */
public record Violation(Kind kind, int event, String client, String channel, String detail) {

	@Override
	public String toString() {
		return this.kind + " " + this.client + " " + this.channel + ": " + this.detail;
	}

	/**
	 * What can be broken.
	 */
	public enum Kind {

		/** A publication is missing, and nobody said so. */
		GAP,

		/** A publication came again. */
		DUPLICATE,

		/** A publication came after one that was made later. */
		ORDER,

		/** A payload has changed on its way, or was never sent. */
		CORRUPT,

		/** A publication came to a subscriber of another channel. */
		FOREIGN,

		/** A publication came to a client of another tenant. */
		CROSSED,

		/**
		 * A publication came after unsubscribing was answered, or before subscribing was.
		 */
		NOT_SUBSCRIBED,

		/** A publication came of which it was said that it wasn't kept. */
		REFUSED,

		/** Two publications stand at one position. */
		CONFLICT,

		/** What was acknowledged did not come, and nobody said so. */
		ACKNOWLEDGED_LOST,

		/**
		 * A store lost what was acknowledged, and the subscriber recovers without a word
		 * of it.
		 */
		STORE_LOSS_UNTOLD,

		/** A subscriber was told of a loss, though everything was still there. */
		UNJUSTIFIED_LOSS,

		/** It began anew, though it had a position and was told nothing. */
		UNTOLD_RESTART,

		/** It did not work again in time. */
		LIVENESS,

		/** Something stayed behind when all clients were gone. */
		LEFTOVER

	}

}
