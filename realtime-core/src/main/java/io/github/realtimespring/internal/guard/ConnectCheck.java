package io.github.realtimespring.internal.guard;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ClientIdentity;

/**
 * The decision of the application's interceptors about a connected client with a new
 * token. Immutable.
 *
 * @param refusal the reason of the refusal, {@code null} if the client would be accepted
 * @param user the user that the interceptors left in the message, {@code null} for none
 */
public record ConnectCheck(@Nullable Refusal refusal, @Nullable Principal user) {

	/**
	 * The new identity of the client: that of its token, with the principal that the
	 * interceptors have put in the place of the token's.
	 * @param verified the identity of the token
	 */
	public ClientIdentity identity(ClientIdentity verified) {
		return (this.user != null && !this.user.equals(verified.principal())) ? verified.withPrincipal(this.user)
				: verified;
	}

}
