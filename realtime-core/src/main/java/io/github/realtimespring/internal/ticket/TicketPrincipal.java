package io.github.realtimespring.internal.ticket;

import java.security.Principal;

import org.springframework.messaging.simp.user.DestinationUserNameProvider;

/**
 * A principal without authorities. Immutable.
 *
 * @param name the name
 * @param destinationUser the name by which messages are addressed to the user
 */
record TicketPrincipal(String name, String destinationUser) implements Principal, DestinationUserNameProvider {

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public String getDestinationUserName() {
		return this.destinationUser;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
