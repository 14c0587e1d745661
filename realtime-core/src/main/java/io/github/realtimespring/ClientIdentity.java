package io.github.realtimespring;

import java.security.Principal;
import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.simp.user.DestinationUserNameProvider;
import org.springframework.util.Assert;

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
 * @param tenant the tenant of the client, at most {@value #MAX_TENANT_LENGTH} letters,
 * digits, dots, hyphens and underscores, the first one a letter or a digit; {@code null}
 * if it has none
 * @since 0.1.0
 */
public record ClientIdentity(@Nullable Principal principal, @Nullable Instant expiresAt, @Nullable String tokenId,
		@Nullable Instant issuedAt, @Nullable String tenant) {

	/**
	 * The maximum length of a tenant's name, in characters.
	 */
	public static final int MAX_TENANT_LENGTH = 64;

	/**
	 * An anonymous client.
	 */
	public static final ClientIdentity ANONYMOUS = new ClientIdentity(null, null);

	/**
	 * Create an identity.
	 * @param principal the verified principal, or {@code null} for an anonymous client
	 * @param expiresAt the time at which the credentials expire, or {@code null} if they
	 * do not
	 * @param tokenId the unique id of the client's token, {@code null} if it has none
	 * @param issuedAt the time at which the client's token was issued, {@code null} if it
	 * is unknown
	 * @param tenant the tenant of the client, {@code null} if it has none
	 * @throws IllegalArgumentException if the tenant's name is malformed
	 */
	public ClientIdentity {
		Assert.isTrue(tenant == null || isTenant(tenant),
				"'tenant' must be a letter or digit, then letters, digits, '.', '-' and '_'");
	}

	/**
	 * Create an identity without a tenant.
	 * @param principal the verified principal, or {@code null} for an anonymous client
	 * @param expiresAt the time at which the credentials expire, or {@code null} if they
	 * do not
	 * @param tokenId the unique id of the client's token, {@code null} if it has none
	 * @param issuedAt the time at which the client's token was issued, {@code null} if it
	 * is unknown
	 */
	public ClientIdentity(@Nullable Principal principal, @Nullable Instant expiresAt, @Nullable String tokenId,
			@Nullable Instant issuedAt) {
		this(principal, expiresAt, tokenId, issuedAt, null);
	}

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
		return new ClientIdentity(principal, this.expiresAt, this.tokenId, issued, this.tenant);
	}

	/**
	 * Return this identity with another end of its credentials. Everything else remains.
	 * It is another object also if the end is the same: answers about this one don't hold
	 * for it.
	 * @param expiresAt the time at which the credentials expire, {@code null} if they do
	 * not
	 * @return the identity
	 */
	public ClientIdentity withExpiry(@Nullable Instant expiresAt) {
		return new ClientIdentity(this.principal, expiresAt, this.tokenId, this.issuedAt, this.tenant);
	}

	/**
	 * Return this identity with another tenant.
	 * @param tenant the tenant, {@code null} for none
	 * @return the identity
	 * @throws IllegalArgumentException if the tenant's name is malformed
	 */
	public ClientIdentity withTenant(@Nullable String tenant) {
		return Objects.equals(this.tenant, tenant) ? this
				: new ClientIdentity(this.principal, this.expiresAt, this.tokenId, this.issuedAt, tenant);
	}

	/**
	 * Return whether a text is a well-formed name of a tenant.
	 * @param text the text
	 * @return whether it may name a tenant
	 */
	public static boolean isTenant(String text) {
		if (text.isEmpty() || text.length() > MAX_TENANT_LENGTH) {
			return false;
		}
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
			if (!alphanumeric && (i == 0 || (c != '.' && c != '-' && c != '_'))) {
				return false;
			}
		}
		return true;
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
