package io.github.realtimespring.internal.protocol.stomp.frame;

import org.jspecify.annotations.Nullable;

/**
 * The acknowledgement mode of a client. Source: the header {@code ack} of SUBSCRIBE in
 * the specification of STOMP 1.2.
 */
public enum AckMode {

	/** No acknowledgements: sent messages are treated as received. */
	AUTO("auto"),

	/** A message together with all that were sent before it. */
	CLIENT("client"),

	/** Each message. */
	CLIENT_INDIVIDUAL("client-individual");

	private final String value;

	AckMode(String value) {
		this.value = value;
	}

	/**
	 * The value of the header.
	 */
	public String value() {
		return this.value;
	}

	/**
	 * The mode that a header names.
	 * @param value the header's value, {@code null} if there is no header
	 * @return {@code null} if there is no such mode
	 */
	public static @Nullable AckMode of(@Nullable String value) {
		if (value == null) {
			return AUTO;
		}
		for (AckMode mode : values()) {
			if (mode.value.equals(value)) {
				return mode;
			}
		}
		return null;
	}

}
