package io.github.realtimespring;

/**
 * Thrown when reading the history of a channel whose namespace keeps no history.
 *
 * @since 0.1.0
 */
public class HistoryDisabledException extends RealtimeException {

	/**
	 * Create the exception.
	 * @param channel the channel's name
	 */
	public HistoryDisabledException(String channel) {
		super("Channel '" + channel + "' keeps no history");
	}

}
