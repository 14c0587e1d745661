package io.github.realtimespring.security;

import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.channel.ClientAccess;
import io.github.realtimespring.channel.Namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ChannelAuthorizationRules}.
 */
class ChannelAuthorizationRulesTests {

	private static final Namespace NAMESPACE = new Namespace("any", ClientAccess.AUTHENTICATED, ClientAccess.NONE);

	private static final ClientIdentity PLAIN = new ClientIdentity(() -> "plain", null);

	private static final ChannelAuthorizationRules RULES = ChannelAuthorizationRules.builder()
		.subscribe("chat:internal*")
		.hasRole("ADMIN")
		.subscribe("chat:*", "rooms:*")
		.hasAnyRole("USER", "ADMIN")
		.publish("chat:*")
		.hasAuthority("chat:write")
		.publish("rooms:*")
		.hasAnyAuthority("rooms:write", "ROLE_ADMIN")
		.subscribe("members")
		.authenticated()
		.subscribe("public:*:news")
		.permitAll()
		.publish("public:*")
		.permitAll()
		.subscribe("closed:*")
		.denyAll()
		.build();

	@ParameterizedTest
	@CsvSource({ "SUBSCRIBE, chat:1, ROLE_USER, true", "SUBSCRIBE, chat:1, chat:write, false",
			"SUBSCRIBE, rooms:1, ROLE_ADMIN, true", "SUBSCRIBE, chat:internal-1, ROLE_USER, false",
			"SUBSCRIBE, chat:internal-1, ROLE_ADMIN, true", "PUBLISH, chat:1, ROLE_ADMIN, false",
			"PUBLISH, chat:internal-1, chat:write, true", "PUBLISH, rooms:1, ROLE_ADMIN, true",
			"PUBLISH, rooms:1, rooms:write, true", "PUBLISH, rooms:1, ROLE_USER, false", "SUBSCRIBE, members, x, true",
			"PUBLISH, members, ROLE_ADMIN, false", "SUBSCRIBE, public:a:news, x, true", "PUBLISH, public:x, x, true",
			"SUBSCRIBE, closed:1, ROLE_ADMIN, false" })
	void theFirstRuleOfTheActionThatMatchesDecides(ChannelAction action, String channel, String authority,
			boolean allowed) {
		assertThat(RULES.isAllowed(action, channel, NAMESPACE, user(authority))).isEqualTo(allowed);
	}

	@Test
	void withoutARuleTheNamespaceDecides() {
		assertThat(RULES.isAllowed(ChannelAction.SUBSCRIBE, "other:1", NAMESPACE, PLAIN)).isTrue();
		assertThat(RULES.isAllowed(ChannelAction.SUBSCRIBE, "other:1", NAMESPACE, ClientIdentity.ANONYMOUS)).isFalse();
		assertThat(RULES.isAllowed(ChannelAction.PUBLISH, "other:1", NAMESPACE, user("ROLE_ADMIN"))).isFalse();
		assertThat(RULES.isAllowed(ChannelAction.SUBSCRIBE, "members:1", NAMESPACE, ClientIdentity.ANONYMOUS))
			.isFalse();
	}

	@Test
	void aPrincipalOfAnotherKindIsAuthenticatedWithoutAuthorities() {
		assertThat(RULES.isAllowed(ChannelAction.SUBSCRIBE, "members", NAMESPACE, PLAIN)).isTrue();
		assertThat(RULES.isAllowed(ChannelAction.SUBSCRIBE, "chat:1", NAMESPACE, PLAIN)).isFalse();
	}

	@Test
	void anAnonymousClientHasOnlyWhatIsPermittedToAll() {
		for (String channel : new String[] { "chat:1", "rooms:1", "members", "closed:1" }) {
			assertThat(RULES.isAllowed(ChannelAction.SUBSCRIBE, channel, NAMESPACE, ClientIdentity.ANONYMOUS))
				.as(channel)
				.isFalse();
		}
		assertThat(RULES.isAllowed(ChannelAction.SUBSCRIBE, "public:a:news", NAMESPACE, ClientIdentity.ANONYMOUS))
			.isTrue();
	}

	@Test
	void anAuthorizationManagerSeesTheClientAndTheChannel() {
		AtomicReference<Authentication> seen = new AtomicReference<>();
		AtomicReference<ChannelAuthorizationContext> about = new AtomicReference<>();
		ChannelAuthorizationRules rules = ChannelAuthorizationRules.builder().subscribe("*").access((user, context) -> {
			seen.set(user.get());
			about.set(context);
			return new AuthorizationDecision(context.channel().endsWith(":1"));
		}).build();
		ClientIdentity ann = user("x");
		assertThat(rules.isAllowed(ChannelAction.SUBSCRIBE, "chat:1", NAMESPACE, ann)).isTrue();
		assertThat(seen.get()).isSameAs(ann.principal());
		assertThat(about.get())
			.isEqualTo(new ChannelAuthorizationContext(ChannelAction.SUBSCRIBE, "chat:1", NAMESPACE, ann));
		assertThat(rules.isAllowed(ChannelAction.SUBSCRIBE, "chat:2", NAMESPACE, ann)).isFalse();
	}

	@Test
	void aManagerThatDecidesNothingDenies() {
		ChannelAuthorizationRules rules = ChannelAuthorizationRules.builder()
			.subscribe("*")
			.access((user, context) -> null)
			.build();
		assertThat(rules.isAllowed(ChannelAction.SUBSCRIBE, "chat:1", NAMESPACE, user("x"))).isFalse();
	}

	@Test
	void rolesFollowTheHierarchy() {
		ChannelAuthorizationRules rules = ChannelAuthorizationRules.builder()
			.subscribe("chat:*")
			.hasRole("USER")
			.roleHierarchy(RoleHierarchyImpl.fromHierarchy("ROLE_ADMIN > ROLE_USER"))
			.build();
		assertThat(rules.isAllowed(ChannelAction.SUBSCRIBE, "chat:1", NAMESPACE, user("ROLE_ADMIN"))).isTrue();
	}

	@Test
	void rulesNeedAPattern() {
		ChannelAuthorizationRules.Builder builder = ChannelAuthorizationRules.builder();
		assertThatIllegalArgumentException().isThrownBy(builder::subscribe);
		assertThatIllegalArgumentException().isThrownBy(() -> builder.publish("chat:*", ""));
	}

	private static ClientIdentity user(String authority) {
		return new ClientIdentity(UsernamePasswordAuthenticationToken.authenticated("ann", null,
				AuthorityUtils.createAuthorityList(authority)), null);
	}

}
