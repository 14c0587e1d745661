package io.github.realtimespring.internal.ticket;

import java.security.Principal;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.simp.user.DestinationUserNameProvider;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.RememberMeAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * A principal with the name and the authorities that the client had when it asked for its
 * ticket.
 */
final class TicketAuthentication extends AbstractAuthenticationToken implements DestinationUserNameProvider {

	private final String user;

	private final String destinationUser;

	private TicketAuthentication(String user, String destinationUser, List<String> authorities) {
		super(AuthorityUtils.createAuthorityList(authorities));
		this.user = user;
		this.destinationUser = destinationUser;
		setAuthenticated(true);
	}

	static Principal create(String user, String destinationUser, List<String> authorities) {
		return new TicketAuthentication(user, destinationUser, authorities);
	}

	/**
	 * Whether a principal was authenticated by its credentials, not remembered only.
	 */
	static boolean isFull(Principal principal) {
		return !(principal instanceof Authentication authentication)
				|| (authentication.isAuthenticated() && !(principal instanceof RememberMeAuthenticationToken));
	}

	static @Nullable List<String> authorities(Principal principal) {
		return (principal instanceof Authentication authentication) ? authentication.getAuthorities()
			.stream()
			.map(GrantedAuthority::getAuthority)
			.filter(Objects::nonNull)
			.toList() : null;
	}

	@Override
	public Object getPrincipal() {
		return this.user;
	}

	@Override
	public @Nullable Object getCredentials() {
		return null;
	}

	@Override
	public String getDestinationUserName() {
		return this.destinationUser;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return super.equals(other) && other instanceof TicketAuthentication ticket
				&& this.destinationUser.equals(ticket.destinationUser);
	}

	@Override
	public int hashCode() {
		return super.hashCode();
	}

}
