package io.github.realtimespring.internal.protocol.centrifuge;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.security.ChannelAuthorizer;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectTests {

	private static final String BAD_REQUEST = "CloseCode[code=3501, reason=bad request]";

	@Test
	void whenClientConnectsThenItIsToldItsIdAndThePings() {
		try (Node node = Node.start()) {
			Client client = node.open().send("{\"id\":1,\"connect\":{\"name\":\"js\",\"version\":\"5\",\"data\":{}}}");
			assertThat(client.next()).isEqualTo("{\"id\":1,\"connect\":{\"client\":\"session-1\",\"version\":\"1.0.0\","
					+ "\"ping\":600,\"pong\":true}}");
			assertThat(client.session().identity().isAuthenticated()).isFalse();
		}
	}

	@Test
	void whenPingsAreOffThenClientIsNotPromisedAny() {
		CentrifugeOptions options = CentrifugeOptions.builder()
			.ping(Duration.ZERO, Duration.ofSeconds(8))
			.connectTimeout(Duration.ofMinutes(1))
			.build();
		try (Node node = Node.builder().options(options).start()) {
			Client client = node.open().send("{\"id\":1,\"connect\":{}}");
			assertThat(client.next())
				.matches("\\{\"id\":1,\"connect\":\\{\"client\":\"session-1\",\"version\":\"[^\"]+\"}}");
		}
	}

	@Test
	void whenConnectAndSubscribeShareAMessageThenTheyAreCarriedOutInOrder() {
		try (Node node = Node.start()) {
			Client client = node.open()
				.send("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"open:1\",\"flag\":1}}\n"
						+ "{\"id\":3,\"publish\":{\"channel\":\"open:1\",\"data\":{\"t\":\"hi\"}}}");
			assertThat(client.next()).contains("\"connect\"");
			assertThat(client.next()).isEqualTo("{\"id\":2,\"subscribe\":{}}");
			assertThat(client.next() + client.next()).contains("{\"id\":3,\"publish\":{}}")
				.contains("{\"push\":{\"channel\":\"open:1\",\"pub\":{\"data\":{\"t\":\"hi\"},"
						+ "\"info\":{\"client\":\"session-1\"}}}}");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"id\":1,\"subscribe\":{\"channel\":\"a\"}}", "{\"id\":1,\"rpc\":{}}", "{}",
			"{\"send\":{}}", "{\"id\":1,\"ping\":{}}", "{\"id\":1,\"refresh\":{\"token\":\"user:ann\"}}" })
	void whenSomethingElsePrecedesConnectThenConnectionIsClosed(String command) {
		try (Node node = Node.start()) {
			assertThat(node.open().send(command).closed()).hasToString(BAD_REQUEST);
			assertThat(node.errors("bad-request")).isOne();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"id\":2,\"connect\":{}}", "{}", "{\"id\":2,\"ping\":{}}", "{\"id\":2}", "", "{",
			"{\"id\":2,\"subscribe\":{}}", "{\"id\":2,\"subscribe\":{\"channel\":\"a\",\"delta\":\"x\"}}",
			"{\"id\":2,\"unsubscribe\":{}}", "{\"id\":2,\"publish\":{\"data\":1}}", "{\"id\":2,\"presence\":{}}",
			"{\"id\":2,\"presence_stats\":{}}", "{\"id\":2,\"history\":{}}", "{\"id\":2,\"sub_refresh\":{}}",
			"{\"id\":2,\"refresh\":{}}", "{\"id\":2,\"refresh\":{\"token\":\"user:ann\"}}" })
	void whenConnectedClientBreaksTheProtocolThenConnectionIsClosed(String message) {
		try (Node node = Node.start()) {
			assertThat(node.connect().send(message).closed()).hasToString(BAD_REQUEST);
			assertThat(node.errors("bad-request")).isOne();
		}
	}

	@Test
	void whenAMessageEndsMalformedThenWhatPrecedesIsAnswered() {
		try (Node node = Node.start()) {
			Client client = node.connect().send("{\"id\":2,\"unsubscribe\":{\"channel\":\"a\"}}\nnonsense");
			assertThat(client.next()).isEqualTo("{\"id\":2,\"unsubscribe\":{}}");
			assertThat(client.closed()).hasToString(BAD_REQUEST);
		}
	}

	@Test
	void whenJsonComesAsBinaryMessageThenItIsServed() {
		try (Node node = Node.start()) {
			Client client = node.open();
			node.handler().onReceived(client.session(), "{\"id\":1,\"connect\":{}}".getBytes(), false);
			assertThat(client.next()).contains("\"connect\"");
		}
	}

	@ParameterizedTest
	@CsvSource({ "centrifuge-protobuf,ws://x/c", ",ws://x/c?format=protobuf", ",ws://x/c?a=b&cf_protocol=protobuf" })
	void whenClientSpeaksProtobufThenItIsToldSoForGood(String subProtocol, URI uri) {
		try (Node node = Node.start()) {
			Client client = node.open();
			node.handler().onOpened(client.session(), subProtocol, uri);
			assertThat(client.closed()).hasToString("CloseCode[code=3506, reason=inappropriate protocol]");
		}
	}

	@Test
	void whenBinaryMessageIsNotJsonThenConnectionIsClosedForGood() {
		try (Node node = Node.start()) {
			Client client = node.connect();
			node.handler().onReceived(client.session(), new byte[] { 6, 8, 2, 18, 2, 10, 0 }, false);
			assertThat(client.closed()).hasToString(BAD_REQUEST);
		}
	}

	@Test
	void connectAndRefreshRepliesCarryAVersion() {
		CentrifugeOptions unversioned = Node.patient().mutate().serverVersion("").build();
		assertThat(unversioned.serverVersion()).matches("\\d+\\.\\d+.*");
		try (Node node = Node.builder().options(unversioned).start()) {
			Client client = node.open().send("{\"id\":1,\"connect\":{\"token\":\"user:ann:3600000\"}}");
			assertThat(client.next()).contains("\"version\":\"" + unversioned.serverVersion());
			client.send("{\"id\":2,\"refresh\":{\"token\":\"user:ann:3600000\"}}");
			assertThat(client.next()).contains("\"version\":\"" + unversioned.serverVersion());
		}
	}

	@Test
	void whenClientDoesNotConnectInTimeThenConnectionIsClosed() {
		try (Node node = Node.builder().options(hasty(false, true)).start()) {
			assertThat(node.open().closed()).hasToString("CloseCode[code=3502, reason=stale]");
			assertThat(node.errors("stale")).isOne();
		}
	}

	@Test
	void whenTokenIsValidThenClientIsKnown() {
		try (Node node = Node.start()) {
			Client client = node.open().connect("user:ann");
			assertThat(client.session().identity().user()).isEqualTo("ann");
		}
	}

	@Test
	void whenTokenExpiresLaterThenClientIsToldWhen() {
		try (Node node = Node.start()) {
			Client client = node.open().send("{\"id\":1,\"connect\":{\"token\":\"user:ann:3600999\"}}");
			assertThat(client.next()).contains(",\"expires\":true,\"ttl\":3600,");
		}
	}

	@Test
	void whenIdentityComesFromTheHandshakeThenNoTokenIsNeeded() {
		CentrifugeOptions options = tokens(true, true);
		try (Node node = Node.builder().options(options).start()) {
			Client client = node.open(Node.identity("ann", Instant.now().plusSeconds(3600)))
				.send("{\"id\":1,\"connect\":{}}");
			assertThat(client.next()).contains("\"connect\"").doesNotContain("expires");
			assertThat(client.session().identity().user()).isEqualTo("ann");
		}
	}

	@Test
	void whenTokenIsInvalidThenConnectionIsClosed() {
		try (Node node = Node.start()) {
			Client client = node.open().send("{\"id\":1,\"connect\":{\"token\":\"x\"}}");
			assertThat(client.closed()).hasToString("CloseCode[code=3500, reason=invalid token]");
			assertThat(node.errors("invalid-token")).isOne();
		}
	}

	@Test
	void whenATokenIsRequiredAndThereIsNoneThenConnectionIsClosed() {
		try (Node node = Node.builder().options(tokens(true, true)).start()) {
			assertThat(node.open().send("{\"id\":1,\"connect\":{}}").closed()).hasToString(BAD_REQUEST);
		}
	}

	@Test
	void whenTokensInConnectAreOffThenTheyAreIgnored() {
		try (Node node = Node.builder().options(tokens(false, false)).start()) {
			Client client = node.open().connect("x");
			assertThat(client.session().identity().isAuthenticated()).isFalse();
			assertThat(client.send("{\"id\":2,\"refresh\":{\"token\":\"user:ann\"}}").closed())
				.hasToString(BAD_REQUEST);
		}
		try (Node node = Node.builder().options(tokens(false, true)).start()) {
			assertThat(node.open().send("{\"id\":1,\"connect\":{\"token\":\"user:ann\"}}").closed())
				.hasToString(BAD_REQUEST);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "expired", "user:ann:-1000" })
	void whenTokenHasExpiredThenClientIsAskedForANewOne(String token) {
		try (Node node = Node.start()) {
			Client client = node.open().send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
			assertThat(client.next()).isEqualTo("{\"id\":1,\"error\":{\"code\":109,\"message\":\"token expired\"}}");
			assertThat(client.session().isOpen()).isTrue();
			assertThat(node.errors("token-expired")).isOne();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "unavailable", "broken" })
	void whenTokenCannotBeVerifiedThenClientIsAskedToTryAgain(String token) {
		try (Node node = Node.start()) {
			Client client = node.open().send("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
			assertThat(client.next()).isEqualTo(
					"{\"id\":1,\"error\":{\"code\":100,\"message\":\"internal server error\",\"temporary\":true}}");
			assertThat(client.session().isOpen()).isTrue();
		}
	}

	@Test
	void whenConnectWasRefusedThenTheRestOfTheMessageIsDroppedAndLaterCommandsCloseTheConnection() {
		try (Node node = Node.start()) {
			Client client = node.open()
				.send("{\"id\":1,\"connect\":{\"token\":\"expired\"}}\n{\"id\":2,\"subscribe\":{\"channel\":\"a\"}}");
			assertThat(client.next()).contains("109");
			assertThat(client.send("{\"id\":3,\"subscribe\":{\"channel\":\"a\"}}").closed()).hasToString(BAD_REQUEST);
		}
	}

	@Test
	void whenConnectWasRefusedAndClientStaysThenConnectionIsClosed() {
		try (Node node = Node.builder().options(hasty(true, true)).start()) {
			Client client = node.open().send("{\"id\":1,\"connect\":{\"token\":\"expired\"}}");
			assertThat(client.next()).contains("109");
			assertThat(client.closed()).hasToString("CloseCode[code=3502, reason=stale]");
		}
	}

	@Test
	void whenConnectWasRefusedThenASecondOneInTheSameMessageGivesNoMoreTime() {
		StringBuilder message = new StringBuilder("{\"id\":1,\"connect\":{\"token\":\"expired\"}}\n");
		for (int i = 0; i < 400; i++) {
			message.append("{\"id\":2,\"rpc\":{}}\n");
		}
		message.append("{\"id\":3,\"connect\":{}}");
		try (Node node = Node.builder().options(hasty(true, true)).start()) {
			Client client = node.open().send(message.toString());
			assertThat(client.next()).contains("109");
			assertThat(client.closed()).hasToString("CloseCode[code=3502, reason=stale]");
		}
	}

	@Test
	void whenASessionCannotBeResumedThenClientIsToldSoAndConnectionIsClosed() {
		AtomicBoolean broken = new AtomicBoolean();
		ChannelAuthorizer authorizer = (action, channel, namespace, identity) -> {
			if (broken.get()) {
				throw new AssertionError("expected by the test");
			}
			return true;
		};
		try (Node node = Node.builder().authorizer(authorizer).options(hasty(true, true)).start()) {
			Client first = node.open().send("{\"id\":1,\"connect\":{\"data\":{\"resume\":\"\"}}}");
			String token = first.next().replaceAll(".*\"token\":\"([^\"]*)\".*", "$1");
			first.subscribe("open:1").leave();
			broken.set(true);
			Client second = node.open().send("{\"id\":1,\"connect\":{\"data\":{\"resume\":\"" + token + "\"}}}");
			assertThat(second.next()).contains("\"code\":100");
			assertThat(second.closed()).hasToString("CloseCode[code=3502, reason=stale]");
		}
	}

	@Test
	void whenHandshakeIdentityHasExpiredThenConnectionIsClosed() {
		try (Node node = Node.start()) {
			Client client = node.open(Node.identity("ann", Instant.now().minusSeconds(1)))
				.send("{\"id\":1,\"connect\":{}}");
			assertThat(client.closed()).hasToString("CloseCode[code=3005, reason=connection expired]");
		}
	}

	@Test
	void whenHandshakeIdentityExpiresThenConnectionIsClosedWithoutGrace() {
		try (Node node = Node.start()) {
			Client client = node.open(Node.identity("ann", Instant.now().plusMillis(1500)))
				.send("{\"id\":1,\"connect\":{}}");
			assertThat(client.next()).contains("\"connect\"");
			assertThat(client.closed()).hasToString("CloseCode[code=3005, reason=connection expired]");
		}
	}

	@Test
	void whenTokenExpiresAndIsNotRenewedThenConnectionIsClosed() {
		try (Node node = Node.builder().options(hasty(true, false)).start()) {
			Client client = node.open().connect("user:ann:1000");
			assertThat(client.closed()).hasToString("CloseCode[code=3005, reason=connection expired]");
		}
	}

	@Test
	void whenAnIdentityThatDoesNotExpireIsTooOldThenConnectionIsClosed() {
		try (Node node = Node.builder().maxSessionAge(Duration.ofMillis(300)).start()) {
			Client anonymous = node.connect();
			Client lasting = node.open().connect("user:bob:3600000");
			Client ann = node.open().connect("user:ann");
			Client fromHandshake = node.open(Node.identity("eve", null));
			fromHandshake.send("{\"id\":1,\"connect\":{}}").next();
			assertThat(ann.closed()).hasToString("CloseCode[code=3005, reason=connection expired]");
			assertThat(fromHandshake.closed()).hasToString("CloseCode[code=3005, reason=connection expired]");
			anonymous.settle();
			lasting.settle();
		}
	}

	@Test
	void whenThereIsNoMaximumAgeThenAnIdentityThatDoesNotExpireStays() {
		try (Node node = Node.builder().maxSessionAge(Duration.ZERO).start()) {
			Client ann = node.open().connect("user:ann");
			assertThat(ann.session().isOpen()).isTrue();
			ann.settle();
		}
	}

	@Test
	void whenTokenIsRenewedThenConnectionLivesOn() {
		try (Node node = Node.builder().options(hasty(true, false)).start()) {
			Client client = node.open().connect("user:ann:3000");
			Client witness = node.open().connect("user:bob:3000");
			client.send("{\"id\":2,\"refresh\":{\"token\":\"user:ann:3600999\"}}");
			assertThat(client.next()).isEqualTo("{\"id\":2,\"refresh\":{\"client\":\"session-1\",\"version\":\"1.0.0\","
					+ "\"expires\":true,\"ttl\":3600}}");
			witness.closed();
			client.settle();
		}
	}

	@Test
	void whenNewTokenIsAnotherUsersThenConnectionIsClosed() {
		try (Node node = Node.start()) {
			Client client = node.open().connect("user:ann").send("{\"id\":2,\"refresh\":{\"token\":\"user:bob\"}}");
			assertThat(client.closed()).hasToString("CloseCode[code=3500, reason=invalid token]");
		}
	}

	@Test
	void whenNewTokenProvesNothingThenConnectionIsClosed() {
		try (Node node = Node.start()) {
			Client client = node.open().connect("user:ann").send("{\"id\":2,\"refresh\":{\"token\":\"x\"}}");
			assertThat(client.closed()).hasToString("CloseCode[code=3500, reason=invalid token]");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "expired", "user:ann:-1000" })
	void whenNewTokenHasExpiredThenClientConnectsAgain(String token) {
		try (Node node = Node.start()) {
			Client client = node.open()
				.connect("user:ann")
				.send("{\"id\":2,\"refresh\":{\"token\":\"" + token + "\"}}");
			assertThat(client.closed()).hasToString("CloseCode[code=3005, reason=connection expired]");
		}
	}

	@Test
	void whenNewTokenCannotBeVerifiedThenClientMayTryAgain() {
		try (Node node = Node.start()) {
			Client client = node.open().connect("user:ann").send("{\"id\":2,\"refresh\":{\"token\":\"unavailable\"}}");
			assertThat(client.next()).contains("\"code\":100").contains("\"temporary\":true");
			client.settle();
		}
	}

	@Test
	void whenHubClosesTheSessionThenTheProtocolsCodeIsUsed() {
		try (Node node = Node.start()) {
			Client client = node.connect();
			client.session().close(CloseReason.SHUTDOWN);
			assertThat(client.closed()).hasToString("CloseCode[code=3001, reason=shutdown]");
		}
	}

	private static CentrifugeOptions tokens(boolean inConnect, boolean required) {
		return Node.patient()
			.mutate()
			.token(inConnect, required)
			.expiryGrace(CentrifugeOptions.defaults().expiryGrace())
			.leaveTimeout(CentrifugeOptions.defaults().leaveTimeout())
			.build();
	}

	/**
	 * Options that give a client little time.
	 * @param connect whether it has all the time it wants to connect
	 * @param expiry whether it has all the time it wants to bring a new token
	 */
	private static CentrifugeOptions hasty(boolean connect, boolean expiry) {
		CentrifugeOptions patient = Node.patient();
		Duration little = Duration.ofMillis(300);
		return patient.mutate()
			.connectTimeout(connect ? patient.connectTimeout() : little)
			.expiryGrace(expiry ? patient.expiryGrace() : little)
			.leaveTimeout(little)
			.build();
	}

}
