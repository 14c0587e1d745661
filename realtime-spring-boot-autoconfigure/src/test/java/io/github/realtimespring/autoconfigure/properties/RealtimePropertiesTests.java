package io.github.realtimespring.autoconfigure.properties;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.unit.DataSize;

import io.github.realtimespring.autoconfigure.properties.RealtimeProperties.Channels;
import io.github.realtimespring.autoconfigure.properties.RealtimeSecurityProperties.AnonymousAccess;
import io.github.realtimespring.autoconfigure.properties.RealtimeSecurityProperties.Mode;
import io.github.realtimespring.autoconfigure.properties.RealtimeSecurityProperties.Token.MissingSubject;
import io.github.realtimespring.autoconfigure.properties.WebSocketProperties.DirectWrites;
import io.github.realtimespring.channel.ClientAccess;
import io.github.realtimespring.channel.RecoveryMode;
import io.github.realtimespring.internal.transport.websocket.tomcat.TomcatSupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link RealtimeProperties} and all other types of properties.
 */
class RealtimePropertiesTests {

	private static final LimitsProperties.PerSecond NO_RATE = new LimitsProperties.PerSecond(null, null,
			Duration.ofSeconds(5));

	private static final String SECRET = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

	private static final ConfigurationMetadata METADATA = new ConfigurationMetadata();

	private static final RealtimeProperties.History NO_HISTORY = new RealtimeProperties.History(0,
			Duration.ofMinutes(5), Duration.ofDays(1), RecoveryMode.STREAM);

	@Test
	void nothingConfiguredMeansTheDocumentedDefaults() {
		assertThat(bind(Map.of())).containsExactly(
				new RealtimeProperties(null, true, false, Map.of(), new RealtimeProperties.UserChannels(NO_HISTORY),
						new RealtimeProperties.Recovery(300, Duration.ofSeconds(20)),
						new RealtimeProperties.Audit(false)),
				new CentrifugeProperties(null, "/connection/websocket", Duration.ofSeconds(25), Duration.ofSeconds(8)),
				new DispatchProperties(1, 65536),
				new DrainProperties(Duration.ofSeconds(5), Duration.ofSeconds(20), null),
				new InboundProperties(256, DataSize.ofKilobytes(256), null, null),
				new LimitsProperties(20000, 128, Duration.ofSeconds(10), 255, 100, Duration.ZERO, Duration.ZERO,
						new LimitsProperties.Unauthenticated(null, null, DataSize.ofMegabytes(16)),
						new LimitsProperties.Rate(NO_RATE, NO_RATE, NO_RATE, NO_RATE, NO_RATE)),
				new OutboundProperties(DataSize.ofMegabytes(1), 16384, Duration.ofSeconds(10), Duration.ZERO),
				new PatternProperties(16, 1024, Duration.ofSeconds(30)),
				new RealtimeSecurityProperties(Mode.STANDARD, null,
						new RealtimeSecurityProperties.Token(true, true, true, null, null, null, List.of(),
								MissingSubject.REJECTED,
								new RealtimeSecurityProperties.Token.Cache(10000, Duration.ofMinutes(5)),
								new RealtimeSecurityProperties.Token.Refresh(5, Duration.ofSeconds(10))),
						new RealtimeSecurityProperties.Ticket(false, "/realtime/ticket", Duration.ofSeconds(30), false,
								20, 50),
						new RealtimeSecurityProperties.Login(false, 4, 50, 10),
						new RealtimeSecurityProperties.Keys(Duration.ofMinutes(4), Duration.ofHours(1)), null,
						Duration.ofHours(24), new RealtimeSecurityProperties.AuthorizationCache(Duration.ZERO, 10000)),
				new RedisRelayProperties("realtime", Duration.ofSeconds(3), Duration.ofSeconds(2),
						Duration.ofMillis(2500), List.of(), true, Duration.ofSeconds(60)),
				new RelayProperties(RelayProperties.Type.LOCAL, new RelayProperties.Local(DataSize.ofMegabytes(128))),
				new ResumeProperties(true, Duration.ofMinutes(5), Duration.ofDays(1), DataSize.ofMegabytes(16)),
				new StompProperties(null, "/ws", false, new StompProperties.Heartbeat(null, null)),
				new TenantProperties(null, null, true, null, null),
				new WebSocketProperties(List.of(), DataSize.ofKilobytes(64), DirectWrites.AUTO, DataSize.ofBytes(256),
						Duration.ofSeconds(25), Duration.ofSeconds(10)));
		LimitsProperties limits = bind(Map.of(), LimitsProperties.class);
		assertThat(limits.unauthenticated().maxConnections(20000)).isEqualTo(2000);
		assertThat(limits.unauthenticated().maxConnections(50)).isEqualTo(100);
		assertThat(bind(Map.of(), WebSocketProperties.class).maxMessageBytes()).isEqualTo(65536);
	}

	@Test
	void everyPropertyIsBound() {
		Map<String, String> source = new LinkedHashMap<>();
		source.put("realtime.relay.type", "redis");
		source.put("realtime.node-name", "one");
		source.put("realtime.audit.events-enabled", "true");
		source.put("realtime.centrifuge.enabled", "false");
		source.put("realtime.centrifuge.path", "/a");
		source.put("realtime.websocket.allowed-origins", "https://a.example,https://*.b.example");
		source.put("realtime.websocket.max-message-size", "1MB");
		source.put("realtime.websocket.direct-writes", "false");
		source.put("realtime.websocket.buffer-size", "17KB");
		source.put("realtime.websocket.ping-interval", "37s");
		source.put("realtime.websocket.pong-timeout", "38s");
		source.put("realtime.stomp.enabled", "false");
		source.put("realtime.stomp.path", "/b");
		source.put("realtime.stomp.sockjs", "true");
		source.put("realtime.stomp.heartbeat.send", "1s");
		source.put("realtime.stomp.heartbeat.receive", "0s");
		source.put("realtime.tenants.claim", "org");
		source.put("realtime.tenants.host", "{tenant}.a.example");
		source.put("realtime.tenants.required", "false");
		source.put("realtime.tenants.max-sessions", "41");
		source.put("realtime.tenants.max-subscriptions", "42");
		source.put("realtime.security.mode", "standard");
		source.put("realtime.security.anonymous", "allowed");
		source.put("realtime.security.token.header-enabled", "false");
		source.put("realtime.security.token.subprotocol-enabled", "false");
		source.put("realtime.security.token.connect-enabled", "false");
		source.put("realtime.security.token.cookie", "c");
		source.put("realtime.security.token.query-parameter", "q");
		source.put("realtime.security.token.issuer", "i");
		source.put("realtime.security.token.audiences", "a,b");
		source.put("realtime.security.token.missing-subject", "anonymous");
		source.put("realtime.security.token.cache.max-entries", "7");
		source.put("realtime.security.token.cache.ttl", "8s");
		source.put("realtime.security.token.refresh.burst", "3");
		source.put("realtime.security.token.refresh.interval", "4s");
		source.put("realtime.security.ticket.enabled", "true");
		source.put("realtime.security.ticket.path", "/t");
		source.put("realtime.security.ticket.ttl", "31s");
		source.put("realtime.security.ticket.bind-address", "true");
		source.put("realtime.security.ticket.max-per-user", "7");
		source.put("realtime.security.ticket.max-waiting", "8");
		source.put("realtime.security.login.enabled", "true");
		source.put("realtime.security.login.max-concurrent", "2");
		source.put("realtime.security.login.max-waiting", "43");
		source.put("realtime.security.login.max-failures", "3");
		source.put("realtime.security.keys.refresh-interval", "9s");
		source.put("realtime.security.keys.max-age", "10s");
		source.put("realtime.security.max-session-age", "39s");
		source.put("realtime.security.authorization-cache.ttl", "42s");
		source.put("realtime.security.authorization-cache.max-entries", "43");
		source.put("realtime.security.handshake-chain", "true");
		source.put("realtime.outbound.max-bytes", "2MB");
		source.put("realtime.outbound.max-messages", "3");
		source.put("realtime.outbound.write-timeout", "4s");
		source.put("realtime.outbound.flush-delay", "5ms");
		source.put("realtime.inbound.max-pending", "5");
		source.put("realtime.inbound.threads", "6");
		source.put("realtime.inbound.max-bytes", "32KB");
		source.put("realtime.inbound.max-total-bytes", "33MB");
		source.put("realtime.limits.unauthenticated.max-connections", "34");
		source.put("realtime.limits.unauthenticated.max-per-address", "35");
		source.put("realtime.limits.unauthenticated.max-bytes", "36MB");
		source.put("realtime.limits.max-sessions", "7");
		source.put("realtime.limits.max-subscriptions", "8");
		source.put("realtime.limits.connect-timeout", "9s");
		source.put("realtime.limits.max-channel-length", "10");
		source.put("realtime.limits.new-channels", "11");
		int rate = 50;
		for (String scope : List.of("session", "user", "address", "tenant", "channel")) {
			source.put("realtime.limits.rate." + scope + ".messages-per-second", String.valueOf(rate++));
			source.put("realtime.limits.rate." + scope + ".bytes-per-second", rate++ + "KB");
			source.put("realtime.limits.rate." + scope + ".burst", rate++ + "s");
		}
		source.put("realtime.centrifuge.ping-interval", "12s");
		source.put("realtime.centrifuge.pong-timeout", "11s");
		source.put("realtime.limits.idle-timeout", "41s");
		source.put("realtime.limits.max-age", "42s");
		source.put("realtime.drain.fleet-budget", "40");
		source.put("realtime.drain.period", "13s");
		source.put("realtime.drain.timeout", "14s");
		source.put("realtime.dispatch.lanes", "15");
		source.put("realtime.dispatch.lane-capacity", "16");
		source.put("realtime.mdc-enabled", "false");
		source.put("realtime.allow-unknown-namespaces", "true");
		source.put("realtime.namespaces.chat.subscribe", "authenticated");
		source.put("realtime.namespaces.chat.publish", "any");
		source.put("realtime.namespaces.chat.flush-delay", "20ms");
		source.put("realtime.namespaces.chat.patterns", "true");
		source.put("realtime.namespaces.chat.conflation-interval", "43ms");
		source.put("realtime.namespaces.default.subscribe", "none");
		source.put("realtime.namespaces.default.publish", "authenticated");
		source.put("realtime.namespaces.default.flush-delay", "39ms");
		source.put("realtime.namespaces.default.patterns", "true");
		source.put("realtime.namespaces.default.conflation-interval", "44ms");
		source.put("realtime.namespaces.default.read-history", "none");
		source.put("realtime.namespaces.default.history.max-publications", "40");
		source.put("realtime.namespaces.default.history.ttl", "41s");
		source.put("realtime.namespaces.default.history.meta-ttl", "42s");
		source.put("realtime.namespaces.default.history.recovery", "cache");
		source.put("realtime.user-channels.history.max-publications", "17");
		source.put("realtime.user-channels.history.ttl", "18s");
		source.put("realtime.user-channels.history.meta-ttl", "31s");
		source.put("realtime.user-channels.history.recovery", "cache");
		source.put("realtime.recovery.max-publications", "20");
		source.put("realtime.recovery.check-interval", "21s");
		source.put("realtime.resume.enabled", "false");
		source.put("realtime.resume.window", "25s");
		source.put("realtime.resume.token-lifetime", "26s");
		source.put("realtime.resume.max-size", "28MB");
		source.put("realtime.relay.local.max-history-size", "27MB");
		source.put("realtime.relay.redis.prefix", "p");
		source.put("realtime.relay.redis.publish-timeout", "22s");
		source.put("realtime.relay.redis.probe-interval", "3s");
		source.put("realtime.relay.redis.probe-timeout", "1500ms");
		source.put("realtime.relay.redis.keys[0].id", "k1");
		source.put("realtime.relay.redis.keys[0].secret", SECRET);
		source.put("realtime.relay.redis.keys-required", "false");
		source.put("realtime.relay.redis.replay-window", "40s");
		source.put("realtime.patterns.max-per-session", "28");
		source.put("realtime.patterns.max-per-node", "29");
		source.put("realtime.patterns.recheck-interval", "30s");
		assertThat(source.keySet()
			.stream()
			.map((name) -> name.replaceFirst("(namespaces|redis\\.keys)(\\.chat|\\[0\\])\\..*", "$1"))
			.distinct()).as("every property of the metadata is in this test")
			.containsExactlyInAnyOrderElementsOf(names().filter((name) -> name.startsWith("realtime.")).toList());
		assertThat(bind(source)).containsExactly(
				new RealtimeProperties("one", false, true, Map.of("chat",
						new Channels(ClientAccess.AUTHENTICATED, ClientAccess.ANY, Duration.ofMillis(20), NO_HISTORY,
								true, ClientAccess.ANY, Duration.ofMillis(43)),
						"default",
						new Channels(ClientAccess.NONE, ClientAccess.AUTHENTICATED, Duration.ofMillis(39),
								new RealtimeProperties.History(40, Duration.ofSeconds(41), Duration.ofSeconds(42),
										RecoveryMode.CACHE),
								true, ClientAccess.NONE, Duration.ofMillis(44))),
						new RealtimeProperties.UserChannels(new RealtimeProperties.History(
								17, Duration.ofSeconds(18), Duration.ofSeconds(31), RecoveryMode.CACHE)),
						new RealtimeProperties.Recovery(20, Duration.ofSeconds(21)),
						new RealtimeProperties.Audit(true)),
				new CentrifugeProperties(false, "/a", Duration.ofSeconds(12), Duration.ofSeconds(11)),
				new DispatchProperties(15, 16), new DrainProperties(Duration.ofSeconds(13), Duration.ofSeconds(14), 40),
				new InboundProperties(5, DataSize.ofKilobytes(32), DataSize.ofMegabytes(33), 6),
				new LimitsProperties(7, 8, Duration.ofSeconds(9), 10, 11, Duration.ofSeconds(41),
						Duration.ofSeconds(42), new LimitsProperties.Unauthenticated(34, 35, DataSize.ofMegabytes(36)),
						new LimitsProperties.Rate(rate(50), rate(53), rate(56), rate(59), rate(62))),
				new OutboundProperties(DataSize.ofMegabytes(2), 3, Duration.ofSeconds(4), Duration.ofMillis(5)),
				new PatternProperties(28, 29, Duration.ofSeconds(30)),
				new RealtimeSecurityProperties(Mode.STANDARD, AnonymousAccess.ALLOWED,
						new RealtimeSecurityProperties.Token(false, false, false, "c", "q", "i", List.of("a", "b"),
								MissingSubject.ANONYMOUS,
								new RealtimeSecurityProperties.Token.Cache(7, Duration.ofSeconds(8)),
								new RealtimeSecurityProperties.Token.Refresh(3, Duration.ofSeconds(4))),
						new RealtimeSecurityProperties.Ticket(true, "/t", Duration.ofSeconds(31), true, 7, 8),
						new RealtimeSecurityProperties.Login(true, 2, 43, 3),
						new RealtimeSecurityProperties.Keys(Duration.ofSeconds(9), Duration.ofSeconds(10)), true,
						Duration.ofSeconds(39),
						new RealtimeSecurityProperties.AuthorizationCache(Duration.ofSeconds(42), 43)),
				new RedisRelayProperties("p", Duration.ofSeconds(22), Duration.ofSeconds(3), Duration.ofMillis(1500),
						List.of(new RedisRelayProperties.Key("k1", SECRET)), false, Duration.ofSeconds(40)),
				new RelayProperties(RelayProperties.Type.REDIS, new RelayProperties.Local(DataSize.ofMegabytes(27))),
				new ResumeProperties(false, Duration.ofSeconds(25), Duration.ofSeconds(26), DataSize.ofMegabytes(28)),
				new StompProperties(false, "/b", true,
						new StompProperties.Heartbeat(Duration.ofSeconds(1), Duration.ZERO)),
				new TenantProperties("org", "{tenant}.a.example", false, 41, 42),
				new WebSocketProperties(List.of("https://a.example", "https://*.b.example"), DataSize.ofMegabytes(1),
						DirectWrites.FALSE, DataSize.ofKilobytes(17), Duration.ofSeconds(37), Duration.ofSeconds(38)));
	}

	@Test
	void everyPropertyAndEveryGroupIsDescribed() {
		assertThat(METADATA.properties()).isNotEmpty()
			.allSatisfy((property) -> assertThat(property.description()).as(property.name())
				.matches("(?!The |An? )[A-Z].*\\."));
		assertThat(METADATA.groups()).isNotEmpty()
			.allSatisfy((name, description) -> assertThat(description).as(name).matches("(?!The |An? )[A-Z].*\\."));
	}

	@Test
	void everyKnownNameIsInTheMetadata() {
		assertThat(names()).contains("management.health.realtime.enabled", "management.endpoint.realtime.access")
			.filteredOn((name) -> name.startsWith("realtime."))
			.allSatisfy((name) -> assertThat(name.equals("realtime.namespaces")
					|| new KnownProperties().contains(ConfigurationPropertyName.of(name)))
				.as(name)
				.isTrue());
	}

	@Test
	void historyIsDescribedAlikeForNamespacesAndUsers() {
		String users = "realtime.user-channels.history.";
		assertThat(METADATA.properties().stream().filter((property) -> property.name().startsWith(users))).hasSize(4)
			.allSatisfy((property) -> assertThat(METADATA.properties()).contains(new ConfigurationMetadata.Property(
					property.name().replace(users, "realtime.namespaces.default.history."), property.description(),
					property.defaultValue(), property.values())));
	}

	@Test
	void theDescriptionOfDirectWritesNamesTheTestedVersionsOfTomcat() {
		String tested = TomcatSupport.findUntestedVersion("11.0.0.0").replaceFirst(".*only ", "Tomcat ");
		assertThat(METADATA.properties()).filteredOn("name", "realtime.websocket.direct-writes")
			.singleElement()
			.satisfies((property) -> assertThat(property.description()).contains("Tested with " + tested + "."));
	}

	private static LimitsProperties.PerSecond rate(int first) {
		return new LimitsProperties.PerSecond(first, DataSize.ofKilobytes(first + 1), Duration.ofSeconds(first + 2));
	}

	private static Stream<String> names() {
		return METADATA.properties().stream().map(ConfigurationMetadata.Property::name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "realtime.centrifuge.path=ws", "realtime.websocket.max-message-size=0",
			"realtime.websocket.max-message-size=4GB", "realtime.websocket.buffer-size=255B",
			"realtime.websocket.ping-interval=-1s", "realtime.websocket.pong-timeout=0s",
			"realtime.websocket.buffer-size=1MB", "realtime.websocket.buffer-size=-1B", "realtime.stomp.path=ws",
			"realtime.stomp.heartbeat.send=-1s", "realtime.outbound.max-bytes=0", "realtime.outbound.max-messages=0",
			"realtime.outbound.write-timeout=0s", "realtime.inbound.max-pending=0", "realtime.inbound.threads=0",
			"realtime.limits.max-sessions=0", "realtime.limits.max-subscriptions=-1",
			"realtime.limits.connect-timeout=0s", "realtime.limits.max-channel-length=0",
			"realtime.centrifuge.ping-interval=0s", "realtime.centrifuge.pong-timeout=60s", "realtime.drain.period=60s",
			"realtime.drain.timeout=-1s", "realtime.drain.fleet-budget=0", "realtime.limits.idle-timeout=-1s",
			"realtime.limits.max-age=-1s", "realtime.dispatch.lanes=0", "realtime.dispatch.lane-capacity=0",
			"realtime.namespaces.chat.conflation-interval=-1ms", "realtime.namespaces.chat.conflation-interval=61s",
			"realtime.relay.type=pigeon", "realtime.namespaces.chat.publish=some",
			"realtime.namespaces.chat.history.max-publications=-1", "realtime.namespaces.chat.history.ttl=0s",
			"realtime.namespaces.chat.history.meta-ttl=1s", "realtime.namespaces[a:b].publish=any",
			"realtime.namespaces[a/b].publish=any", "realtime.namespaces[a*].publish=any",
			"realtime.security.token.missing-subject=anonymous", "realtime.security.ticket.path=t",
			"realtime.security.ticket.ttl=0s", "realtime.security.ticket.ttl=6m",
			"realtime.relay.redis.probe-timeout=4s", "realtime.relay.redis.probe-interval=3s",
			"realtime.relay.redis.replay-window=9s", "realtime.relay.redis.keys[0].id=k1",
			"realtime.websocket.allowed-origins=example.com", "realtime.websocket.allowed-origins=https://example.com/",
			"realtime.websocket.allowed-origins=https://example.com/app" })
	void aValueThatMakesNoSenseIsRefused(String assignment) {
		String[] parts = assignment.split("=");
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(Map.of(parts[0], parts[1])))
			.withMessageContaining(parts[0].substring(0, parts[0].indexOf('.')));
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "https://example.com", "https://*.example.com:8443", "http://localhost:[*]", "null",
			"*.example.com", "https://example.com:[8080,8081]" })
	void anOriginThatABrowserCanSendIsAccepted(String origin) {
		assertThat(bind(Map.of("realtime.websocket.allowed-origins[0]", origin), WebSocketProperties.class)
			.allowedOrigins()).containsExactly(origin);
	}

	@Test
	void theFailureNamesThePropertyAndWhereItIsSet() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new OriginTrackedMapPropertySource("test",
					Map.of("realtime.stomp.path", OriginTrackedValue.of("ws", new TestOrigin()))));
		ConfigurationPropertySources.attach(environment);
		Throwable failure = catchThrowable(
				() -> Binder.get(environment).bindOrCreate("realtime.stomp", StompProperties.class));
		FailureAnalysis analysis = new InvalidRealtimePropertyFailureAnalyzer(environment).analyze(failure);
		assertThat(analysis.getDescription())
			.isEqualTo("realtime.stomp.path must start with '/'. It is set to 'ws' in application.yml:7");
	}

	@ParameterizedTest
	@CsvSource({ "k1, dG9vIHNob3J0, .secret must be at least 32 bytes in Base64",
			"k1, 'no Base64: 0123456789abcdef0123456789abcdef', .secret must be at least 32 bytes in Base64",
			"'', " + SECRET + ", '.id must be 1 to 32 letters, digits, '", "k 1, " + SECRET + ", .id must be 1 to 32" })
	void aKeyThatIsNotUsableIsRefusedWithoutShowingItsSecret(String id, String secret, String message) {
		StandardEnvironment environment = new StandardEnvironment();
		Map<String, Object> values = Map.of("realtime.relay.redis.keys[0].id", id,
				"realtime.relay.redis.keys[0].secret", OriginTrackedValue.of(secret, new TestOrigin()));
		environment.getPropertySources().addFirst(new OriginTrackedMapPropertySource("test", values));
		ConfigurationPropertySources.attach(environment);
		Throwable failure = catchThrowable(
				() -> Binder.get(environment).bindOrCreate("realtime.relay.redis", RedisRelayProperties.class));
		FailureAnalysis analysis = new InvalidRealtimePropertyFailureAnalyzer(environment).analyze(failure);
		assertThat(analysis.getDescription()).startsWith("realtime.relay.redis.keys[0]" + message)
			.doesNotContain(secret);
		StringWriter trace = new StringWriter();
		failure.printStackTrace(new PrintWriter(trace));
		assertThat(trace.toString()).doesNotContain(secret);
		assertThat(new RedisRelayProperties.Key(id, secret).toString()).doesNotContain(secret);
	}

	@Test
	void twoKeysMustHaveDifferentIds() {
		RedisRelayProperties.Key key = new RedisRelayProperties.Key("k1", SECRET);
		assertThatExceptionOfType(InvalidRealtimePropertyException.class)
			.isThrownBy(() -> new RedisRelayProperties("p", Duration.ofSeconds(3), Duration.ofSeconds(2),
					Duration.ofSeconds(2), List.of(key, key), true, Duration.ofSeconds(60)))
			.withMessageContaining("keys[1].id must not be that of another key");
	}

	private static final class TestOrigin implements Origin {

		@Override
		public String toString() {
			return "application.yml:7";
		}

	}

	@ParameterizedTest
	@CsvSource({ "realtime.tenants.host, example.com", "realtime.tenants.host, {tenant}.{tenant}.com",
			"realtime.tenants.max-sessions, 0", "realtime.limits.rate.session.messages-per-second, 0",
			"realtime.limits.rate.user.bytes-per-second, -1B", "realtime.limits.rate.channel.burst, 0s",
			"realtime.tenants.max-subscriptions, -1", "realtime.namespaces.chat.flush-delay, 2s",
			"realtime.namespaces.chat.history.max-publications, -1", "realtime.namespaces.chat.history.ttl, 0s",
			"realtime.namespaces.chat.history.meta-ttl, 1s", "realtime.user-channels.history.max-publications, -1",
			"realtime.user-channels.history.ttl, -1s", "realtime.user-channels.history.meta-ttl, 4m",
			"realtime.relay.redis.prefix, ''" })
	void theFailureNamesTheWholePropertyOfANamespaceToo(String property, String value) {
		assertThat(catchThrowable(() -> bind(Map.of(property, value)))).rootCause()
			.isInstanceOf(InvalidRealtimePropertyException.class)
			.hasMessageStartingWith(property + " must ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "realtime.namespaces.chat.history", "realtime.user-channels.history" })
	void aPositionThatWouldBeForgottenBetweenTwoChecksIsRefused(String history) {
		Map<String, String> source = new LinkedHashMap<>(
				Map.of(history + ".max-publications", "10", history + ".ttl", "5s", history + ".meta-ttl", "29s"));
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(source))
			.withStackTraceContaining("check-interval");
		source.put("realtime.recovery.check-interval", "19s");
		assertThat(bind(source)).isNotEmpty();
	}

	@Test
	void inStrictModeAnonymousClientsAreDenied() {
		assertThat(bind(Map.of("realtime.security.mode", "strict"), RealtimeSecurityProperties.class).anonymous())
			.isEqualTo(AnonymousAccess.DENIED);
		assertThat(catchThrowable(
				() -> bind(Map.of("realtime.security.mode", "strict", "realtime.security.anonymous", "allowed"),
						RealtimeSecurityProperties.class)))
			.rootCause()
			.isInstanceOf(InvalidRealtimePropertyException.class)
			.hasMessage("realtime.security.anonymous must not be 'allowed' if realtime.security.mode is 'strict'");
	}

	@Test
	void onePathServesOneProtocol() {
		StompProperties stomp = bind(Map.of("realtime.stomp.path", "/connection/websocket"), StompProperties.class);
		CentrifugeProperties centrifuge = bind(Map.of(), CentrifugeProperties.class);
		assertThatExceptionOfType(InvalidRealtimePropertyException.class)
			.isThrownBy(() -> stomp.requireDifferentPath(centrifuge))
			.withMessage("realtime.stomp.path must differ from realtime.centrifuge.path: one path serves one protocol");
	}

	private static List<Record> bind(Map<String, String> source) {
		return KnownProperties.TYPES.stream().<Record>map((type) -> bind(source, type)).toList();
	}

	private static <T extends Record> T bind(Map<String, String> source, Class<T> type) {
		return new Binder(new MapConfigurationPropertySource(source)).bindOrCreate(KnownProperties.prefix(type), type);
	}

}
