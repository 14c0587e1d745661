package io.github.realtimespring.internal.guard;

import java.security.Principal;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.channel.ClientAccess;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.security.ChannelAction;
import io.github.realtimespring.security.ChannelAuthorizer;

import static org.assertj.core.api.Assertions.assertThat;

class ChannelPermissionsTests {

	private static final ClientIdentity BOB = new ClientIdentity(named("bob"), null);

	private final Namespaces namespaces = new Namespaces(
			List.of(new Namespace("default", ClientAccess.ANY, ClientAccess.ANY),
					new Namespace("chat", ClientAccess.AUTHENTICATED, ClientAccess.NONE)),
			false);

	private final ChannelPermissions permissions = new ChannelPermissions(this.namespaces,
			ChannelAuthorizer.NAMESPACE_OPTIONS);

	@ParameterizedTest
	@CsvSource({ "lobby,GRANTED,GRANTED", "chat:lobby,GRANTED,DENIED", "other:lobby,UNKNOWN_CHANNEL,UNKNOWN_CHANNEL",
			"$secret,DENIED,DENIED", "/queue/a:b,GRANTED,GRANTED", "/user/bob/queue/x,DENIED,DENIED",
			"/topic/chat:lobby,UNKNOWN_CHANNEL,UNKNOWN_CHANNEL", "/topic/lobby,UNKNOWN_CHANNEL,UNKNOWN_CHANNEL" })
	void oneAnswerForAChannelWhateverTheProtocol(String channel, ChannelPermission subscribe,
			ChannelPermission publish) {
		assertThat(this.permissions.check(ChannelAction.SUBSCRIBE, channel, BOB)).isEqualTo(subscribe);
		assertThat(this.permissions.check(ChannelAction.PUBLISH, channel, BOB)).isEqualTo(publish);
	}

	@ParameterizedTest
	@CsvSource({ "chat:lobby,GRANTED,DENIED", "other:lobby,UNKNOWN_CHANNEL,UNKNOWN_CHANNEL",
			"lobby,UNKNOWN_CHANNEL,UNKNOWN_CHANNEL", "/queue/a,UNKNOWN_CHANNEL,UNKNOWN_CHANNEL",
			"/queue/a:b,UNKNOWN_CHANNEL,UNKNOWN_CHANNEL", "$chat:secret,UNKNOWN_CHANNEL,UNKNOWN_CHANNEL",
			"/user/bob/queue/x,DENIED,DENIED", "/topic/chat:lobby,UNKNOWN_CHANNEL,UNKNOWN_CHANNEL" })
	void inStrictModeWhatIsNotDeclaredIsDenied(String channel, ChannelPermission subscribe, ChannelPermission publish) {
		Namespaces declared = new Namespaces(
				List.of(new Namespace("chat", ClientAccess.AUTHENTICATED, ClientAccess.NONE)), true);
		ChannelPermissions strict = ChannelPermissions.strict(declared, ChannelAuthorizer.NAMESPACE_OPTIONS);
		assertThat(strict.check(ChannelAction.SUBSCRIBE, channel, BOB)).isEqualTo(subscribe);
		assertThat(strict.check(ChannelAction.PUBLISH, channel, BOB)).isEqualTo(publish);
		assertThat(strict.isConfigured(channel)).isTrue();
		assertThat(strict.maySubscribeToLiteralUser(channel, BOB)).isFalse();
		ChannelPermissions open = ChannelPermissions.strict(declared, (action, name, namespace, identity) -> true);
		assertThat(open.check(ChannelAction.PUBLISH, channel, BOB) == ChannelPermission.GRANTED)
			.isEqualTo(channel.equals("chat:lobby"));
	}

	@ParameterizedTest
	@CsvSource({ "lobby,GRANTED", "/queue/a,GRANTED", "/queue/a:b,GRANTED", "other:lobby,UNKNOWN_CHANNEL" })
	void inStrictModeTheDefaultNamespaceCoversChannelsWithoutOne(String channel, ChannelPermission subscribe) {
		ChannelPermissions strict = ChannelPermissions.strict(this.namespaces, ChannelAuthorizer.NAMESPACE_OPTIONS);
		assertThat(strict.check(ChannelAction.SUBSCRIBE, channel, BOB)).isEqualTo(subscribe);
	}

	@Test
	void inStrictModePatternsNeedADeclaredNamespaceThatAllowsThem() {
		Namespaces declared = new Namespaces(
				List.of(Namespace.withDefaults("chat"), Namespace.withDefaults("news").withPatterns(true)), false);
		ChannelPermissions strict = ChannelPermissions.strict(declared, ChannelAuthorizer.NAMESPACE_OPTIONS);
		assertThat(strict.maySubscribeToPattern("news:*", "news:", BOB)).isTrue();
		assertThat(strict.maySubscribeToPattern("chat:*", "chat:", BOB)).isFalse();
		assertThat(strict.maySubscribeToPattern("n*", "n", BOB)).isFalse();
		assertThat(strict.maySubscribeToPattern("*", "", BOB)).isFalse();
		assertThat(strict.allowsPatterns("default")).isFalse();
		assertThat(strict.patternRule("n*", "n")).isEqualTo("realtime.namespaces.default is not configured");
		assertThat(strict.rule(ChannelAction.SUBSCRIBE, "lobby"))
			.isEqualTo("realtime.namespaces.default is not configured");
		assertThat(strict.rule(ChannelAction.SUBSCRIBE, "other:lobby"))
			.isEqualTo("realtime.namespaces.other is not configured");
	}

	@Test
	void whenTheApplicationChoseItsDestinationsItselfThenAColonNeedsNoNamespace() {
		ChannelPermissions lenient = new ChannelPermissions(this.namespaces, ChannelAuthorizer.NAMESPACE_OPTIONS,
				() -> true);
		assertThat(lenient.check(ChannelAction.SUBSCRIBE, "other:lobby", ClientIdentity.ANONYMOUS))
			.isEqualTo(ChannelPermission.GRANTED);
		assertThat(lenient.check(ChannelAction.SUBSCRIBE, "chat:lobby", ClientIdentity.ANONYMOUS))
			.isEqualTo(ChannelPermission.DENIED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "other:lobby", "/topic/chat:lobby", "$secret", "/user/bob/queue/x" })
	void anApplicationsAuthorizerIsNotAskedAboutNamesThatAreNoChannels(String channel) {
		ChannelPermissions open = new ChannelPermissions(this.namespaces, (action, name, namespace, identity) -> true);
		assertThat(open.check(ChannelAction.SUBSCRIBE, channel, BOB)).isNotEqualTo(ChannelPermission.GRANTED);
		assertThat(open.mayBlock()).isTrue();
	}

	@Test
	void aPatternShowsWhatTheClientCouldSubscribeToByName() {
		Namespaces allowing = new Namespaces(
				List.of(new Namespace("default", ClientAccess.ANY, ClientAccess.ANY).withPatterns(true),
						new Namespace("chat", ClientAccess.AUTHENTICATED, ClientAccess.NONE).withPatterns(true),
						Namespace.withDefaults("plain")),
				false);
		ChannelPermissions open = new ChannelPermissions(allowing, ChannelAuthorizer.NAMESPACE_OPTIONS);
		assertThat(open.maySubscribeToPattern("lo*", "lo", BOB)).isTrue();
		assertThat(open.maySubscribeToPattern("chat:*", "chat:", BOB)).isTrue();
		assertThat(open.maySubscribeToPattern("chat:*", "chat:", ClientIdentity.ANONYMOUS)).isFalse();
		assertThat(open.maySubscribeToPattern("plain:*", "plain:", BOB)).isFalse();
		assertThat(open.maySubscribeToPattern("other:*", "other:", BOB)).isFalse();
		assertThat(open.maySubscribeToPattern("**", "", BOB)).isFalse();
		assertThat(List.of("lobby", "chat:lobby", "plain:lobby", "other:lobby", "$secret", "/user/bob/queue/x"))
			.filteredOn((channel) -> open.isVisibleThroughPattern(channel, ClientIdentity.ANONYMOUS))
			.containsExactly("lobby");
	}

	@Test
	void whereTheApplicationChoseItsDestinationsPatternsNeedNoOption() {
		ChannelPermissions own = new ChannelPermissions(this.namespaces, ChannelAuthorizer.NAMESPACE_OPTIONS,
				() -> true);
		assertThat(own.maySubscribeToPattern("**", "", BOB)).isTrue();
		assertThat(own.isVisibleThroughPattern("lobby", BOB)).isTrue();
		assertThat(this.permissions.maySubscribeToPattern("lo*", "lo", BOB)).isFalse();
	}

	private static Principal named(String name) {
		return () -> name;
	}

	@Test
	void namesWithADollarAreOrdinaryInAnApplicationThatChoseItsDestinationsItself() {
		ChannelPermissions own = new ChannelPermissions(new Namespaces(List.of(), false),
				ChannelAuthorizer.NAMESPACE_OPTIONS, () -> true);
		assertThat(own.check(ChannelAction.SUBSCRIBE, "$SYS.status", ClientIdentity.ANONYMOUS))
			.isEqualTo(ChannelPermission.GRANTED);
		assertThat(own.check(ChannelAction.PUBLISH, "$SYS.status", ClientIdentity.ANONYMOUS))
			.isEqualTo(ChannelPermission.DENIED);
		assertThat(own.rule(ChannelAction.PUBLISH, "$SYS.status"))
			.isEqualTo("realtime.namespaces.default.publish=none");
	}

}
