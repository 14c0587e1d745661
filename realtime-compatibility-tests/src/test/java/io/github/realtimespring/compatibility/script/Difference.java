package io.github.realtimespring.compatibility.script;

/**
 * The differences that the documentation names, in "What differs from the simple broker"
 * of {@code docs/protocols.md}.
 */
public enum Difference {

	/**
	 * Frames with a {@code receipt} header get a RECEIPT.
	 */
	RECEIPTS;

	/**
	 * The name in the documentation.
	 */
	public String id() {
		return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
	}

}
