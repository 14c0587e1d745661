package io.github.realtimespring.benchmarks.hostile.script;

import java.util.function.Supplier;

/**
 * What one connection does.
 *
 * @param language what it speaks
 * @param connects whether it connects in its protocol, or only opens a WebSocket
 * @param reads whether it reads what the server answers
 * @param opening what it sends once, as soon as it is connected
 * @param next what it sends then, again and again; {@link Requests#NONE} at its end
 * @param window requests without a reply after which it waits, 0 for never
 */
public record Script(Language language, boolean connects, boolean reads, Requests opening, Supplier<Requests> next,
		int window) {

	/**
	 * A protocol.
	 */
	public enum Language {

		CENTRIFUGE("centrifuge-json"), STOMP("v12.stomp");

		private final String subprotocol;

		Language(String subprotocol) {
			this.subprotocol = subprotocol;
		}

		public String subprotocol() {
			return this.subprotocol;
		}

	}

}
