package io.github.realtimespring.internal.resume;

/**
 * A relay that also keeps sessions beyond their connections.
 */
public interface SessionStoreProvider {

	/**
	 * Return the store. It works while the relay is started.
	 */
	SessionStore sessions();

}
