package io.github.realtimespring.test;

import java.security.Principal;

import org.springframework.messaging.simp.user.DestinationUserNameProvider;

/**
 * A user whose display name is not unique, and whose destination name is.
 *
 * @param name the display name
 * @param id the destination name
 */
public record NamedUser(String name, String id) implements Principal, DestinationUserNameProvider {

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public String getDestinationUserName() {
		return this.id;
	}

}
