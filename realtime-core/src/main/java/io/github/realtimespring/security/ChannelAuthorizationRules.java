package io.github.realtimespring.security;

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authorization.AuthenticatedAuthorizationManager;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.SingleResultAuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.util.Assert;
import org.springframework.util.PatternMatchUtils;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.channel.Namespace;

/**
 * Authorizes clients by rules in Spring Security's terms. Declare the built rules as a
 * bean. Needs {@code spring-security-core}. Immutable and thread-safe; blocks only if an
 * application's authorization manager does.
 *
 * <p>
 * The first rule for the action whose pattern matches the channel decides. Without one
 * the options of the channel's namespace decide.
 *
 * @since 0.1.0
 */
public final class ChannelAuthorizationRules implements ChannelAuthorizer {

	private static final Authentication ANONYMOUS = new AnonymousAuthenticationToken("realtime", "anonymousUser",
			AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));

	private final List<Rule> rules;

	private ChannelAuthorizationRules(List<Rule> rules) {
		this.rules = rules;
	}

	/**
	 * Begin with the rules.
	 * @return a builder without rules
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Override
	public boolean isAllowed(ChannelAction action, String channel, Namespace namespace, ClientIdentity identity) {
		for (Rule rule : this.rules) {
			if (rule.matches(action, channel)) {
				AuthorizationResult result = rule.manager()
					.authorize(() -> authentication(identity),
							new ChannelAuthorizationContext(action, channel, namespace, identity));
				return result != null && result.isGranted();
			}
		}
		return NAMESPACE_OPTIONS.isAllowed(action, channel, namespace, identity);
	}

	/**
	 * The identity as Spring Security sees it. A principal of another kind has no
	 * authorities.
	 */
	private static Authentication authentication(ClientIdentity identity) {
		Principal principal = identity.principal();
		if (principal instanceof Authentication authentication) {
			return authentication;
		}
		return (principal != null)
				? UsernamePasswordAuthenticationToken.authenticated(principal, null, AuthorityUtils.NO_AUTHORITIES)
				: ANONYMOUS;
	}

	private record Rule(ChannelAction action, List<String> patterns,
			AuthorizationManager<ChannelAuthorizationContext> manager) {

		boolean matches(ChannelAction action, String channel) {
			return this.action == action
					&& this.patterns.stream().anyMatch((pattern) -> PatternMatchUtils.simpleMatch(pattern, channel));
		}

	}

	/**
	 * Builds rules. Not thread-safe.
	 */
	public static final class Builder {

		private final List<Rule> rules = new ArrayList<>();

		private final List<AuthorityAuthorizationManager<ChannelAuthorizationContext>> authorities = new ArrayList<>();

		private @Nullable RoleHierarchy roleHierarchy;

		private Builder() {
		}

		/**
		 * Add a rule for subscribing. It includes reading the history, which other rules
		 * may restrict.
		 * @param patterns the names of channels, in which {@code *} stands for any
		 * characters
		 * @return the clients that the rule allows, to be chosen
		 */
		public Clients subscribe(String... patterns) {
			return new Clients(this, ChannelAction.SUBSCRIBE, patterns);
		}

		/**
		 * Add a rule for reading the history of channels to which a client may subscribe.
		 * @param patterns the names of channels, in which {@code *} stands for any
		 * characters
		 * @return the clients that the rule allows, to be chosen
		 */
		public Clients readHistory(String... patterns) {
			return new Clients(this, ChannelAction.READ_HISTORY, patterns);
		}

		/**
		 * Add a rule for publishing directly, without a method of the application.
		 * @param patterns the names of channels, in which {@code *} stands for any
		 * characters
		 * @return the clients that the rule allows, to be chosen
		 */
		public Clients publish(String... patterns) {
			return new Clients(this, ChannelAction.PUBLISH, patterns);
		}

		/**
		 * Use a hierarchy for all roles and authorities of the rules.
		 * @param roleHierarchy the hierarchy
		 * @return this builder
		 */
		public Builder roleHierarchy(RoleHierarchy roleHierarchy) {
			Assert.notNull(roleHierarchy, "'roleHierarchy' must not be null");
			this.roleHierarchy = roleHierarchy;
			return this;
		}

		/**
		 * Build the rules.
		 * @return the rules, an authorizer to be declared as a bean
		 */
		public ChannelAuthorizationRules build() {
			RoleHierarchy hierarchy = this.roleHierarchy;
			if (hierarchy != null) {
				this.authorities.forEach((manager) -> manager.setRoleHierarchy(hierarchy));
			}
			return new ChannelAuthorizationRules(List.copyOf(this.rules));
		}

	}

	/**
	 * Chooses the clients that a rule allows. Not thread-safe.
	 */
	public static final class Clients {

		private final Builder builder;

		private final ChannelAction action;

		private final List<String> patterns;

		private Clients(Builder builder, ChannelAction action, String... patterns) {
			Assert.notEmpty(patterns, "'patterns' must not be empty");
			for (String pattern : patterns) {
				Assert.hasText(pattern, "'patterns' must not contain empty patterns");
			}
			this.builder = builder;
			this.action = action;
			this.patterns = List.of(patterns);
		}

		/**
		 * Allow clients that have a role.
		 * @param role the role, without the prefix {@code ROLE_}
		 * @return the builder
		 */
		public Builder hasRole(String role) {
			return hasAuthority(AuthorityAuthorizationManager.hasRole(role));
		}

		/**
		 * Allow clients that have at least one of several roles.
		 * @param roles the roles, without the prefix {@code ROLE_}
		 * @return the builder
		 */
		public Builder hasAnyRole(String... roles) {
			return hasAuthority(AuthorityAuthorizationManager.hasAnyRole(roles));
		}

		/**
		 * Allow clients that have an authority.
		 * @param authority the authority, for example {@code SCOPE_chat}
		 * @return the builder
		 */
		public Builder hasAuthority(String authority) {
			return hasAuthority(AuthorityAuthorizationManager.hasAuthority(authority));
		}

		/**
		 * Allow clients that have at least one of several authorities.
		 * @param authorities the authorities
		 * @return the builder
		 */
		public Builder hasAnyAuthority(String... authorities) {
			return hasAuthority(AuthorityAuthorizationManager.hasAnyAuthority(authorities));
		}

		private Builder hasAuthority(AuthorityAuthorizationManager<ChannelAuthorizationContext> manager) {
			this.builder.authorities.add(manager);
			return access(manager);
		}

		/**
		 * Allow authenticated clients.
		 * @return the builder
		 */
		public Builder authenticated() {
			return access(AuthenticatedAuthorizationManager.authenticated());
		}

		/**
		 * Allow all connected clients, anonymous ones too where they may connect.
		 * @return the builder
		 */
		public Builder permitAll() {
			return access(SingleResultAuthorizationManager.permitAll());
		}

		/**
		 * Allow no client.
		 * @return the builder
		 */
		public Builder denyAll() {
			return access(SingleResultAuthorizationManager.denyAll());
		}

		/**
		 * Let an authorization manager decide.
		 * @param manager the manager; a client for which it makes no decision, by
		 * returning {@code null}, is denied
		 * @return the builder
		 */
		public Builder access(AuthorizationManager<ChannelAuthorizationContext> manager) {
			Assert.notNull(manager, "'manager' must not be null");
			this.builder.rules.add(new Rule(this.action, this.patterns, manager));
			return this.builder;
		}

	}

}
