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
 * @param tokenId the unique id of the client's token, for example its claim {@code jti},
 * by which it can be revoked; {@code null} if it has none
 * @param issuedAt the time at which the client's token was issued, for example its claim
 * {@code iat}, or {@code null} if it is unknown. Revoking a user revokes the tokens that
 * were issued before, and those for which this is unknown
 * @since 0.1.0
 */
public record ClientIdentity(@Nullable Principal principal, @Nullable Instant expiresAt, @Nullable String tokenId,
		@Nullable Instant issuedAt) {

	/**
	 * An anonymous client.
	 */
	public static final ClientIdentity ANONYMOUS = new ClientIdentity(null, null);

	/**
	 * Create an identity whose token has neither an id nor a time of issue.
	 * @param principal the verified principal, or {@code null} for an anonymous client
	 * @param expiresAt the time at which the credentials expire, or {@code null} if they
	 * do not
	 */
	public ClientIdentity(@Nullable Principal principal, @Nullable Instant expiresAt) {
		this(principal, expiresAt, null, null);
	}

	/**
	 * Create the identity of a client that was authenticated without a token at this
	 * moment, for example by the login of its HTTP request.
	 * @param principal the principal, or {@code null} for an anonymous client
	 * @return the identity
	 */
	public static ClientIdentity authenticatedNow(@Nullable Principal principal) {
		return (principal != null) ? new ClientIdentity(principal, null, null, Instant.now()) : ANONYMOUS;
	}

	/**
	 * Return this identity with another principal. The expiry and the token remain; an
	 * anonymous client is authenticated now.
	 * @param principal the principal
	 * @return the identity
	 */
	public ClientIdentity withPrincipal(Principal principal) {
		boolean proven = this.principal != null || this.tokenId != null || this.expiresAt != null;
		Instant issued = (proven || this.issuedAt != null) ? this.issuedAt : Instant.now();
		return new ClientIdentity(principal, this.expiresAt, this.tokenId, issued);
	}

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
