package io.github.realtimespring.internal.protocol.stomp.broker;

import io.github.realtimespring.internal.guard.LogText;

/**
 * A client may not use a destination. The message names the destination and the rule, and
 * is fit for the client.
 */
final class DestinationDeniedException extends RuntimeException {

	/**
	 * Create the exception.
	 * @param command the client's command
	 * @param destination the destination, as the client sent it
	 * @param rule the rule that denies it
	 */
	DestinationDeniedException(String command, String destination, String rule) {
		super("Access denied: " + command + " to '" + LogText.of(destination) + "' (" + rule + ")");
	}

}
