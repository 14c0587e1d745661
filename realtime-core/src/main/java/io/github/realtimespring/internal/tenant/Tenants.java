package io.github.realtimespring.internal.tenant;

import java.security.Principal;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.util.Assert;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.ClientSession;
import io.github.realtimespring.TenantRequiredException;

/**
 * The tenants of an application. Below the application's code every channel's name begins
 * with that of its tenant, also the name of a channel of clients without one; so no
 * choice of a channel's name reaches another tenant's. Immutable.
 */
public final class Tenants {

	/**
	 * Clients have no tenants, and names of channels are what they are.
	 */
	public static final Tenants OFF = new Tenants(false, null, null, false, TenantLimits.NONE);

	/**
	 * Ends the name of a tenant, which can't contain it. What follows may.
	 */
	private static final char SEPARATOR = '|';

	private final boolean enabled;

	private final @Nullable String claim;

	private final @Nullable TenantHost host;

	private final boolean required;

	private final TenantLimits limits;

	private Tenants(boolean enabled, @Nullable String claim, @Nullable TenantHost host, boolean required,
			TenantLimits limits) {
		this.enabled = enabled;
		this.claim = claim;
		this.host = host;
		this.required = required;
		this.limits = limits;
	}

	/**
	 * Create the tenants of an application.
	 * @param claim the claim or attribute that names a client's tenant, {@code null} if
	 * none does
	 * @param host the name of the host that a client connects to, with the tenant as the
	 * label {@code {tenant}}; {@code null} if it names none
	 * @param required whether a client without a tenant is refused
	 */
	public static Tenants of(@Nullable String claim, @Nullable String host, boolean required) {
		Assert.isTrue(claim != null || host != null, "'claim' or 'host' must be given");
		return new Tenants(true, claim, (host != null) ? new TenantHost(host) : null, required, TenantLimits.NONE);
	}

	/**
	 * Tenants like these, with limits.
	 */
	public Tenants withLimits(TenantLimits limits) {
		return new Tenants(this.enabled, this.claim, this.host, this.required, limits);
	}

	/**
	 * The limits of each tenant.
	 */
	public TenantLimits limits() {
		return this.limits;
	}

	/**
	 * Whether a text is a pattern of host names.
	 */
	public static boolean isHostPattern(String text) {
		return TenantHost.isValid(text);
	}

	/**
	 * Whether clients have tenants.
	 */
	public boolean isEnabled() {
		return this.enabled;
	}

	/**
	 * The name below the application's code of something that belongs to a tenant: a
	 * channel or a user. Without tenants it is the same instance.
	 * @param tenant the tenant, {@code null} or empty for clients without one
	 */
	public String qualify(@Nullable String tenant, String name) {
		return this.enabled ? ((tenant != null) ? tenant : "") + SEPARATOR + name : name;
	}

	/**
	 * The name of a channel as its tenant's clients and the application know it.
	 */
	public String strip(String qualified) {
		return this.enabled ? qualified.substring(qualified.indexOf(SEPARATOR) + 1) : qualified;
	}

	/**
	 * The tenant of a channel, {@code null} if it is that of clients without one.
	 */
	public @Nullable String tenantOf(String qualified) {
		int end = this.enabled ? qualified.indexOf(SEPARATOR) : 0;
		return (end > 0) ? qualified.substring(0, end) : null;
	}

	/**
	 * The anonymous identity of whoever makes a request, with the tenant of its host.
	 */
	public ClientIdentity identityOf(ServerHttpRequest request) {
		if (this.host == null) {
			return ClientIdentity.ANONYMOUS;
		}
		String name = (request instanceof ServletServerHttpRequest servlet)
				? servlet.getServletRequest().getServerName() : request.getURI().getHost();
		return ClientIdentity.ANONYMOUS.withTenant((name != null) ? this.host.tenant(name) : null);
	}

	/**
	 * The tenant that a request's principal or host names, {@code null} for none or a
	 * malformed one.
	 */
	public @Nullable String tenantOf(HttpServletRequest request) {
		Principal principal = request.getUserPrincipal();
		Object named = (this.claim != null && principal != null) ? TenantClaims.find(principal, this.claim) : null;
		if (named instanceof String text) {
			return text;
		}
		return (this.host != null) ? this.host.tenant(request.getServerName()) : null;
	}

	/**
	 * Whether a client without a tenant may name it in its first message: it has not
	 * proved who it is yet, and not its host, which is known, names the tenant.
	 */
	public boolean mayFollow(ClientIdentity identity) {
		return this.host == null && !isProven(identity);
	}

	/**
	 * Find out the tenant of a client.
	 * @param present what is known of the client; a tenant that is known stays
	 * @param next the identity that the client has now
	 * @return the identity with its tenant
	 * @throws TenantRefusedException if its tenant is malformed or another one, or if its
	 * credentials name none although its host does
	 */
	public ClientIdentity assign(ClientIdentity present, ClientIdentity next) {
		if (!this.enabled) {
			return next;
		}
		String known = present.tenant();
		String named = named(next);
		if (named == null && known != null && this.claim != null && isProven(next)) {
			throw new TenantRefusedException("The client's credentials name no tenant");
		}
		if (named != null && known != null && !named.equals(known)) {
			throw new TenantRefusedException("The client's credentials name another tenant");
		}
		return next.withTenant((named != null) ? named : known);
	}

	private @Nullable String named(ClientIdentity identity) {
		Object value = (this.claim != null && identity.principal() != null)
				? TenantClaims.find(identity.principal(), this.claim) : null;
		String named = (value != null) ? check(value) : identity.tenant();
		if (identity.tenant() != null && !identity.tenant().equals(named)) {
			throw new TenantRefusedException("The client's principal names another tenant");
		}
		return named;
	}

	private static boolean isProven(ClientIdentity identity) {
		return identity.isAuthenticated() || identity.tokenId() != null || identity.expiresAt() != null
				|| identity.issuedAt() != null;
	}

	/**
	 * Check the value of a claim.
	 * @return the name of the tenant
	 * @throws TenantRefusedException if it is not the name of a tenant
	 */
	public static String check(Object value) {
		if (value instanceof String text && ClientIdentity.isTenant(text)) {
			return text;
		}
		throw new TenantRefusedException("The claim does not contain the name of a tenant");
	}

	/**
	 * Check that a client has a tenant if it must.
	 * @throws TenantRefusedException if it must and has none
	 */
	public void requireTenant(ClientIdentity identity) {
		if (isMissing(identity)) {
			throw new TenantRefusedException("The client names no tenant");
		}
	}

	/**
	 * Whether a client has no tenant and must have one.
	 */
	public boolean isMissing(ClientIdentity identity) {
		return this.required && identity.tenant() == null;
	}

	/**
	 * Check the name of a tenant that application code gives.
	 * @param tenant the name; empty for clients without a tenant
	 * @return the name
	 * @throws IllegalArgumentException if it is malformed, or empty although every client
	 * has a tenant
	 * @throws IllegalStateException if clients have no tenants
	 */
	public String checkGiven(String tenant) {
		Assert.notNull(tenant, "'tenant' must not be null");
		Assert.state(this.enabled, "Clients have no tenants: set 'realtime.tenants.claim' or 'realtime.tenants.host'");
		Assert.isTrue(tenant.isEmpty() ? !this.required : ClientIdentity.isTenant(tenant),
				() -> "'" + tenant + "' is not the name of a tenant");
		return tenant;
	}

	/**
	 * The tenant that application code concerns without naming one: that of the client
	 * whose message the thread handles, otherwise that of the current authentication.
	 * @return the tenant, empty for clients without one; also if clients have no tenants
	 * @throws TenantRequiredException if there is none
	 */
	public String current() {
		if (!this.enabled) {
			return "";
		}
		String found = findCurrent();
		if (found == null) {
			throw new TenantRequiredException("No tenant is known here: name it with RealtimeOperations.forTenant or "
					+ "the message header '" + TenantHeader.NAME
					+ "', or call from code that handles a client's message or has an authentication with a tenant");
		}
		return found;
	}

	/**
	 * The tenant that application code concerns, {@code null} if there is none.
	 */
	public @Nullable String findCurrent() {
		ClientSession client = CurrentClient.get();
		if (client != null) {
			String tenant = client.tenant();
			return (tenant != null || this.required) ? tenant : "";
		}
		Object value = (this.claim != null) ? TenantClaims.findCurrent(this.claim) : null;
		return (value instanceof String text && ClientIdentity.isTenant(text)) ? text : null;
	}

}
