package io.github.realtimespring.internal.limit;

/**
 * A message that exceeds the limit of a rate.
 *
 * @param limit the name of the limit, a section of the configuration
 * @param retryAfterMillis the milliseconds after which the limit would allow the message
 * @param persistent whether the client has gone on in spite of many refusals
 */
public record RateRefusal(String limit, long retryAfterMillis, boolean persistent) {

	/**
	 * The error's name in meters.
	 */
	public static final String ERROR = "rate-limit";

	/**
	 * Describe the refusal, for the client and for the log.
	 */
	public String description() {
		return "Too many requests (" + this.limit + ")";
	}

}
