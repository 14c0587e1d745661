package io.github.realtimespring;

import java.security.Principal;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.simp.user.DestinationUserNameProvider;

/**
 * The identity of a client. Immutable.
 *
 * @param principal the verified principal, or {@code null} for an anonymous client
 * @param expiresAt the time at which the credentials expire, or {@code null} if they do
 * not
 * @since 0.1.0
 */
public record ClientIdentity(@Nullable Principal principal, @Nullable Instant expiresAt) {

	/**
	 * An anonymous client.
	 */
	public static final ClientIdentity ANONYMOUS = new ClientIdentity(null, null);

	/**
	 * Return whether the identity was verified.
	 * @return whether there is a principal
	 */
	public boolean isAuthenticated() {
		return this.principal != null;
	}

	/**
	 * Return whether the credentials have expired.
	 * @param now the current time
	 * @return whether they have expired
	 */
	public boolean hasExpired(Instant now) {
		return this.expiresAt != null && !this.expiresAt.isAfter(now);
	}

	/**
	 * Return the name of the principal.
	 * @return the name, empty for an anonymous client
	 */
	public String user() {
		return (this.principal != null) ? this.principal.getName() : "";
	}

	/**
	 * Return the name by which messages are addressed to the user, unique among users as
	 * Spring requires it.
	 * @return the destination user name of a {@link DestinationUserNameProvider},
	 * otherwise the name of the principal; empty for an anonymous client
	 */
	public String destinationUser() {
		return (this.principal instanceof DestinationUserNameProvider provider) ? provider.getDestinationUserName()
				: user();
	}

}
