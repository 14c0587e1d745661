package io.github.realtimespring.compatibility.script;

/**
 * The two servers of each comparison.
 */
public enum Variant {

	/**
	 * Spring alone, with its simple broker.
	 */
	PLAIN,

	/**
	 * The same application with the starter.
	 */
	STARTER

}
