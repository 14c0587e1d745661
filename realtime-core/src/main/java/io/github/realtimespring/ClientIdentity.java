package io.github.realtimespring;

import java.security.Principal;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.simp.user.DestinationUserNameProvider;

/**
 * Who a client is.
 *
 * @param principal the verified principal, or {@code null} for an anonymous client
 * @param expiresAt when the proof of identity expires, or {@code null} if it does not
 */
public record ClientIdentity(@Nullable Principal principal, @Nullable Instant expiresAt) {

	/**
	 * A client that proved nothing.
	 */
	public static final ClientIdentity ANONYMOUS = new ClientIdentity(null, null);

	/**
	 * Whether the identity was verified.
	 */
	public boolean isAuthenticated() {
		return this.principal != null;
	}

	/**
	 * Whether the proof of identity has expired.
	 * @param now the present time
	 */
	public boolean hasExpired(Instant now) {
		return this.expiresAt != null && !this.expiresAt.isAfter(now);
	}

	/**
	 * The principal's name, empty for an anonymous client.
	 */
	public String user() {
		return (this.principal != null) ? this.principal.getName() : "";
	}

	/**
	 * The name by which messages are addressed to the user, unique among users as Spring
	 * requires it: the destination user name of a {@link DestinationUserNameProvider},
	 * else the principal's name; empty for an anonymous client.
	 */
	public String destinationUser() {
		return (this.principal instanceof DestinationUserNameProvider provider) ? provider.getDestinationUserName()
				: user();
	}

}
