package io.github.realtimespring.internal.fleet;

/**
 * A relay that also stores what the nodes share about their load.
 */
public interface FleetStoreProvider {

	/**
	 * Return the store. It works while the relay is started.
	 */
	FleetStore fleet();

}
