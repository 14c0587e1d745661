package io.github.realtimespring.internal.ticket;

/**
 * A relay that also stores tickets.
 */
public interface TicketStoreProvider {

	/**
	 * Return the store. It works while the relay is started.
	 */
	TicketStore tickets();

}
