package io.github.realtimespring.autoconfigure.properties;

/**
 * A {@code realtime.*} property has a value that can't be used.
 */
public class InvalidRealtimePropertyException extends IllegalArgumentException {

	private final String property;

	/**
	 * Create the exception.
	 * @param property the property's name
	 * @param reason what is wrong, continuing a sentence that begins with the name
	 */
	public InvalidRealtimePropertyException(String property, String reason) {
		super(property + " " + reason);
		this.property = property;
	}

	String property() {
		return this.property;
	}

}
