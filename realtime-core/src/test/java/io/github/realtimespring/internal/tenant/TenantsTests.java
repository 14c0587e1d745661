package io.github.realtimespring.internal.tenant;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.TenantRequiredException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Tenants}.
 */
class TenantsTests {

	private static final ClientIdentity ANONYMOUS = ClientIdentity.ANONYMOUS;

	private final Tenants claims = Tenants.of("tenant", null, true);

	@Test
	void withoutTenantsANameIsTheSameInstance() {
		String name = "chat:1";
		assertThat(Tenants.OFF.qualify(null, name)).isSameAs(name);
		assertThat(Tenants.OFF.strip(name)).isSameAs(name);
		assertThat(Tenants.OFF.assign(ANONYMOUS, ANONYMOUS)).isSameAs(ANONYMOUS);
		assertThat(Tenants.OFF.current()).isEmpty();
		assertThatIllegalStateException().isThrownBy(() -> Tenants.OFF.checkGiven("acme"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "chat:1", "", "|", "acme|chat:1", "/user/ann/queue/x", "a|b|c" })
	void aNameIsUnambiguousWhateverItContains(String name) {
		for (String tenant : new String[] { null, "a", "acme", "acme.b-c_D" }) {
			String qualified = this.claims.qualify(tenant, name);
			assertThat(this.claims.strip(qualified)).isEqualTo(name);
			assertThat(this.claims.tenantOf(qualified)).isEqualTo(tenant);
		}
		assertThat(this.claims.qualify("a", name)).isNotEqualTo(this.claims.qualify("b", name));
	}

	@Test
	void aKnownTenantStays() {
		ClientIdentity acme = ANONYMOUS.withTenant("acme");
		assertThat(this.claims.assign(ANONYMOUS, user(null)).tenant()).isNull();
		assertThat(this.claims.assign(ANONYMOUS, user("acme")).tenant()).isEqualTo("acme");
		assertThat(this.claims.assign(acme, ANONYMOUS).tenant()).isEqualTo("acme");
		assertThatExceptionOfType(TenantRefusedException.class)
			.isThrownBy(() -> this.claims.assign(acme, user("beta")));
		assertThatExceptionOfType(TenantRefusedException.class).isThrownBy(() -> this.claims.assign(acme, user(null)));
		assertThat(Tenants.of(null, "{tenant}.example.com", true).assign(acme, user(null)).tenant()).isEqualTo("acme");
	}

	@Test
	void thePrincipalNamesTheTenantAndMustAgree() {
		assertThat(this.claims.assign(ANONYMOUS, login("acme", null)).tenant()).isEqualTo("acme");
		assertThatExceptionOfType(TenantRefusedException.class)
			.isThrownBy(() -> this.claims.assign(ANONYMOUS, login("acme", "beta")));
		for (Object malformed : new Object[] { "a|b", "", 7, Map.of() }) {
			assertThatExceptionOfType(TenantRefusedException.class).as(String.valueOf(malformed))
				.isThrownBy(() -> this.claims.assign(ANONYMOUS, login(malformed, null)));
		}
	}

	@Test
	void theTenantOfTheThreadsClientIsTheCurrentOne() {
		assertThatExceptionOfType(TenantRequiredException.class).isThrownBy(this.claims::current);
		TestClientSession ann = new TestClientSession(user("acme"));
		CurrentClient.run(ann, () -> {
			assertThat(this.claims.current()).isEqualTo("acme");
			CurrentClient.run(new TestClientSession(user("beta")),
					() -> assertThat(this.claims.current()).isEqualTo("beta"));
			assertThat(this.claims.current()).isEqualTo("acme");
		});
		assertThat(this.claims.findCurrent()).isNull();
		TestClientSession nobody = new TestClientSession(ANONYMOUS);
		CurrentClient.run(nobody,
				() -> assertThatExceptionOfType(TenantRequiredException.class).isThrownBy(this.claims::current));
		CurrentClient.run(nobody, () -> assertThat(Tenants.of("tenant", null, false).current()).isEmpty());
	}

	@Test
	void handlersOfACarriedStageRunForTheClient() {
		CompletableFuture<String> stage = new CompletableFuture<>();
		CompletableFuture<String> found = new CompletableFuture<>();
		CurrentClient.run(new TestClientSession(user("acme")),
				() -> CurrentClient.carry(stage).thenAccept((value) -> found.complete(this.claims.current())));
		stage.complete("later");
		assertThat(found).isCompletedWithValue("acme");
		assertThat(this.claims.findCurrent()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "{tenant}.example.com, acme.example.com, acme", "{tenant}.example.com, ACME.Example.COM, acme",
			"{tenant}.example.com, acme.example.com., acme", "{tenant}.example.com, example.com,",
			"{tenant}.example.com, a.b.example.com,", "{tenant}.example.com, acmeXexample.com,",
			"{tenant}.example.com, acme.example.com.evil.org,", "{tenant}.example.com, -a.example.com,",
			"{tenant}.example.com, a_b.example.com,", "eu.{tenant}.example.com, eu.acme.example.com, acme",
			"{tenant}, acme, acme" })
	void theHostNamesTheTenant(String pattern, String host, String tenant) {
		assertThat(new TenantHost(pattern).tenant(host)).isEqualTo(tenant);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "example.com", "{tenant}.{tenant}.com", "x{tenant}.example.com", "{tenant}x.com" })
	void aPatternHasOneLabelForTheTenant(String pattern) {
		assertThat(Tenants.isHostPattern(pattern)).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> new TenantHost(pattern));
	}

	@Test
	void aQuotaCountsUpToItsLimit() {
		TenantQuota quota = new TenantQuota(2);
		assertThat(quota.tryAcquire("acme")).isTrue();
		assertThat(quota.tryAcquire("acme")).isTrue();
		assertThat(quota.tryAcquire("acme")).isFalse();
		assertThat(quota.tryAcquire("beta")).isTrue();
		assertThat(quota.tryAcquire(null)).isTrue();
		quota.release("acme");
		quota.release("unknown");
		assertThat(quota.tryAcquire("acme")).isTrue();
		assertThat(quota.tryAcquire("acme")).isFalse();
	}

	private static ClientIdentity user(String tenant) {
		return new ClientIdentity(() -> "ann", null).withTenant(tenant);
	}

	private static ClientIdentity login(Object detail, String tenant) {
		UsernamePasswordAuthenticationToken authentication = UsernamePasswordAuthenticationToken.authenticated("ann",
				null, AuthorityUtils.NO_AUTHORITIES);
		authentication.setDetails(Map.of("tenant", detail));
		return new ClientIdentity(authentication, null).withTenant(tenant);
	}

}
