package io.github.realtimespring.channel;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NamespacesTests {

	private static final Namespace CHAT = new Namespace("chat", ClientAccess.AUTHENTICATED, ClientAccess.ANY);

	@Test
	void theNamespaceIsThePartBeforeTheFirstColon() {
		Namespaces namespaces = new Namespaces(List.of(CHAT), false);
		assertThat(namespaces.find("chat:42")).isSameAs(CHAT);
		assertThat(namespaces.find("chat:42:x")).isSameAs(CHAT);
	}

	@Test
	void aChannelWithoutANamespaceHasTheDefaultOptions() {
		assertThat(new Namespaces(List.of(CHAT), false).find("chat"))
			.isEqualTo(Namespace.withDefaults(Namespaces.DEFAULT));
		Namespace own = new Namespace(Namespaces.DEFAULT, ClientAccess.NONE, ClientAccess.NONE);
		assertThat(new Namespaces(List.of(own), false).find("chat")).isSameAs(own);
	}

	@Test
	void anUnknownNamespaceIsUnknownUnlessAllowed() {
		assertThat(new Namespaces(List.of(CHAT), false).find("news:1")).isNull();
		assertThat(new Namespaces(List.of(CHAT), false).find("default:1")).isNull();
		assertThat(new Namespaces(List.of(CHAT), true).find("news:1")).isNotNull();
		assertThat(new Namespaces(List.of(CHAT), false).findOrDefault("news:1").name()).isEqualTo(Namespaces.DEFAULT);
	}

	@Test
	void accessDependsOnWhetherTheClientIsKnown() {
		assertThat(ClientAccess.ANY.allows(false)).isTrue();
		assertThat(ClientAccess.AUTHENTICATED.allows(false)).isFalse();
		assertThat(ClientAccess.AUTHENTICATED.allows(true)).isTrue();
		assertThat(ClientAccess.NONE.allows(true)).isFalse();
	}

}
