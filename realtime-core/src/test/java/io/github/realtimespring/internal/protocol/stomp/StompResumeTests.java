package io.github.realtimespring.internal.protocol.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.util.Assert;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.ClientAccess;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.internal.resume.SavedSubscription;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions that go on in another connection, over real sockets.
 */
class StompResumeTests {

	private static final HistoryOptions TEN = new HistoryOptions(10, Duration.ofMinutes(5), Duration.ofMinutes(5));

	private static final AtomicInteger channels = new AtomicInteger();

	private static final LocalRelay relay = new LocalRelay();

	private static StompServer server;

	private final List<StompClient> clients = new ArrayList<>();

	private String channel;

	@BeforeAll
	static void startServer() throws Exception {
		Namespaces namespaces = new Namespaces(List.of(Namespace.withDefaults("kept").withHistory(TEN),
				Namespace.withDefaults("plain"), new Namespace("closed", ClientAccess.NONE, ClientAccess.NONE)), false);
		server = StompServer.start(namespaces, relay, OutboundLimits.defaults(), EchoController.class, Gate.class);
	}

	@AfterAll
	static void stopServer() throws Exception {
		server.close();
	}

	@AfterEach
	void leave() {
		this.clients.forEach(StompClient::close);
	}

	@BeforeEach
	void choose() {
		this.channel = "kept:" + channels.incrementAndGet();
	}

	@Test
	void aClientThatDoesNotAskGetsNoToken() throws Exception {
		assertThat(connect().headers()).doesNotContainKeys("resume-token", "resumed");
	}

	@Test
	void aNewSessionGetsAToken() throws Exception {
		StompFrame connected = connect("resume:", "Authorization:Bearer token-alice");
		assertThat(connected.header("resume-token")).isNotEmpty();
		assertThat(connected.headers()).containsEntry("resumed", "false")
			.containsEntry("version", "1.2")
			.containsEntry("heart-beat", "10000,10000")
			.containsEntry("user-name", "alice");
	}

	@Test
	void subscriptionsAreRestoredAndRecoveredFromThePositionsThatTheClientHas() throws Exception {
		String token = connect("resume:").header("resume-token");
		last().subscribe("plain", "/topic/plain:" + this.channel.substring(5));
		subscribe("kept");
		publish(1, 5);
		IntStream.rangeClosed(1, 5).forEach((i) -> next());
		last().close();
		publish(6, 7);

		StompFrame connected = connect("resume:" + token, "resume-position.kept:3/" + epoch());
		assertThat(connected.header("resumed")).isEqualTo("true");
		assertThat(connected.header("resume-token")).isNotEqualTo(token);
		List<StompFrame> notices = new ArrayList<>(List.of(next()));
		for (int i = 4; i <= 7; i++) {
			StompFrame frame = next();
			if (frame.command().equals("RECEIPT")) {
				notices.add(frame);
				frame = next();
			}
			assertThat(frame.header("offset")).isEqualTo(Integer.toString(i));
		}
		if (notices.size() < 2) {
			notices.add(next());
		}
		assertThat(notices).extracting(StompFrame::headers)
			.containsExactlyInAnyOrder(Map.of("receipt-id", "resumed", "subscription", "kept", "destination",
					"/topic/" + this.channel.replace(":", "\\c"), "recovered", "true", "offset", "3", "epoch", epoch()),
					Map.of("receipt-id", "resumed", "subscription", "plain", "destination",
							"/topic/plain\\c" + this.channel.substring(5)));
		last().assertNothingElse();
	}

	@Test
	void aSessionCanGoOnAgainAndAgain() throws Exception {
		String token = connect("resume:").header("resume-token");
		subscribe("kept");
		for (int i = 0; i < 3; i++) {
			last().close();
			token = connect("resume:" + token, "resume-position.kept:0/" + epoch()).header("resume-token");
			assertThat(next().header("recovered")).isEqualTo("true");
		}
	}

	@Test
	void withoutAPositionTheClientIsToldThatItMayHaveMissedSomething() throws Exception {
		String token = connect("resume:").header("resume-token");
		subscribe("kept");
		last().close();
		publish(1, 2);
		connect("resume:" + token);
		assertThat(next().headers()).containsEntry("receipt-id", "resumed")
			.containsEntry("recovered", "false")
			.containsEntry("offset", "2");
		last().assertNothingElse();
	}

	@Test
	void whatTheClientHasAcknowledgedIsWhereItGoesOn() throws Exception {
		String token = connect("resume:").header("resume-token");
		last().send("SUBSCRIBE\nid:kept\ndestination:/topic/" + this.channel + "\nack:client\nreceipt:r\n\n");
		next();
		publish(1, 5);
		List<StompFrame> messages = IntStream.rangeClosed(1, 5).mapToObj((i) -> next()).toList();
		last().send("ACK\nid:" + messages.get(1).header("ack") + "\nreceipt:a\n\n");
		assertThat(next()).isEqualTo(StompFrame.receipt("a"));
		last().close();
		connect("resume:" + token);
		assertThat(next().headers()).containsEntry("recovered", "true").containsEntry("offset", "2");
		for (int i = 3; i <= 5; i++) {
			StompFrame message = next();
			assertThat(message.header("offset")).isEqualTo(Integer.toString(i));
			assertThat(message.header("ack")).isNotEmpty();
		}
	}

	@Test
	void aClientThatSubscribesAgainKeepsWhatWasRestored() throws Exception {
		String token = connect("resume:").header("resume-token");
		subscribe("kept");
		publish(1, 1);
		next();
		last().close();
		publish(2, 2);
		connect("resume:" + token, "resume-position.kept:1/" + epoch());
		assertThat(next().header("receipt-id")).isEqualTo("resumed");
		assertThat(next().header("offset")).isEqualTo("2");
		subscribe("kept");
		publish(3, 3);
		assertThat(next().header("offset")).isEqualTo("3");
		last().assertNothingElse();
		subscribe("kept");
		publish(4, 4);
		assertThat(next().header("offset")).isEqualTo("4");
		last().assertNothingElse();
	}

	@Test
	void whatTheClientHasLeftIsNotRestored() throws Exception {
		String token = connect("resume:").header("resume-token");
		subscribe("kept");
		last().send("UNSUBSCRIBE\nid:kept\nreceipt:u\n\n");
		next();
		last().close();
		assertThat(connect("resume:" + token).header("resumed")).isEqualTo("true");
		last().assertNothingElse();
	}

	@Test
	void aClientThatSaysGoodbyeIsForgotten() throws Exception {
		String token = connect("resume:").header("resume-token");
		last().send("DISCONNECT\n\n");
		assertThat(last().closeCode()).isEqualTo(1000);
		assertThat(connect("resume:" + token).header("resumed")).isEqualTo("false");
	}

	@Test
	void aTokenIsOfNoUseToAnotherUser() throws Exception {
		String token = connect("resume:", "Authorization:Bearer token-alice").header("resume-token");
		subscribe("kept");
		for (String user : List.of("Authorization:Bearer token-bob", "x:y")) {
			assertThat(connect("resume:" + token, user).header("resumed")).isEqualTo("false");
			last().assertNothingElse();
		}
		assertThat(connect("resume:" + token, "Authorization:Bearer token-alice").header("resumed")).isEqualTo("true");
	}

	@Test
	void whatTheClientMayNoLongerHaveIsNotRestored() throws Exception {
		String token = connect("resume:").header("resume-token");
		subscribe("marked");
		String session = server.hub()
			.sessions()
			.stream()
			.filter((candidate) -> candidate.subscription("marked") != null)
			.findFirst()
			.orElseThrow()
			.publicId();
		last().send("UNSUBSCRIBE\nid:marked\nreceipt:u\n\n");
		next();
		relay.sessions()
			.write(session,
					Map.of("secret", Optional.of(new SavedSubscription("/topic/closed:1", Map.of(), null)), "odd",
							Optional.of(new SavedSubscription("/topic/plain:1", Map.of("ack", "odd"), null))),
					Duration.ofMinutes(1))
			.join();
		connect("resume:" + token);
		assertThat(List.of(next(), next())).extracting(StompFrame::headers)
			.containsExactlyInAnyOrder(
					Map.of("receipt-id", "resume-failed", "subscription", "secret", "destination", "/topic/closed\\c1"),
					Map.of("receipt-id", "resume-failed", "subscription", "odd", "destination", "/topic/plain\\c1"));
		last().assertNothingElse();
	}

	@Test
	void whatAnInterceptorWouldRefuseIsNotRestored() throws Exception {
		String token = connect("resume:").header("resume-token");
		subscribe("kept");
		last().close();
		for (String refused : List.of("refuse", "fail")) {
			server.bean(Gate.class).mode = refused;
			try {
				connect("resume:" + token);
				assertThat(next().headers()).containsEntry("receipt-id", "resume-failed")
					.containsEntry("subscription", "kept");
			}
			finally {
				server.bean(Gate.class).mode = "";
			}
			publish(1, 1);
			last().assertNothingElse();
		}
	}

	@Test
	void whatIsKeptIsBounded() throws Exception {
		connect("resume:");
		last().send("SUBSCRIBE\nid:kept\ndestination:/topic/" + this.channel + "\nprefetch-count:" + "9".repeat(1000)
				+ "\nreceipt:s\n\n");
		next();
		String session = server.hub()
			.sessions()
			.stream()
			.filter((candidate) -> candidate.subscription("kept") != null)
			.filter((candidate) -> candidate.subscription("kept").channel().equals(this.channel))
			.findFirst()
			.orElseThrow()
			.publicId();
		assertThat(relay.sessions().read(session).join().orElseThrow().get("kept").options()).isEmpty();
		last().send("SUBSCRIBE\nid:" + "x".repeat(300) + "\ndestination:/topic/a\n\n");
		assertThat(next().headers()).containsEntry("message",
				"The id is too long (realtime.limits.max-channel-length=255)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "1/", "/e", "-1/e", "x/e", "9999999999999999999/e", "" })
	void aPositionThatIsNoneIsRefused(String position) throws Exception {
		StompClient client = open();
		client.send("CONNECT\naccept-version:1.2\nresume:\nresume-position.a:" + position + "\n\n");
		assertThat(next().headers()).containsEntry("message", "Bad header\\c resume-position.a");
	}

	private StompClient open() throws Exception {
		StompClient client = StompClient.open(server.uri());
		this.clients.add(client);
		return client;
	}

	private StompFrame connect(String... headers) throws Exception {
		open().send("CONNECT\naccept-version:1.2\nhost:localhost\n" + String.join("\n", headers)
				+ ((headers.length > 0) ? "\n" : "") + "\n");
		StompFrame connected = next();
		assertThat(connected.command()).isEqualTo("CONNECTED");
		return connected;
	}

	private StompClient last() {
		return this.clients.get(this.clients.size() - 1);
	}

	private StompFrame next() {
		try {
			return last().next();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void subscribe(String id) throws Exception {
		last().send("SUBSCRIBE\nid:" + id + "\ndestination:/topic/" + this.channel + "\nreceipt:s\n\n");
		assertThat(next().header("receipt-id")).isEqualTo("s");
	}

	private void publish(int first, int last) {
		for (int i = first; i <= last; i++) {
			server.hub()
				.publish(this.channel, new Publication(("" + i).getBytes(StandardCharsets.UTF_8), null),
						PublishOptions.NONE)
				.join();
		}
	}

	private String epoch() {
		StreamPosition position = server.hub().streams().read(this.channel, HistoryQuery.POSITION).join().position();
		return position.epoch();
	}

	@Configuration(proxyBeanMethods = false)
	static class Gate implements WebSocketMessageBrokerConfigurer {

		private volatile String mode = "";

		@Override
		public void configureClientInboundChannel(ChannelRegistration registration) {
			registration.interceptors(new ChannelInterceptor() {

				@Override
				public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
					if (SimpMessageHeaderAccessor.getMessageType(message.getHeaders()) != SimpMessageType.SUBSCRIBE) {
						return message;
					}
					Assert.state(!Gate.this.mode.equals("fail"), "expected by the test");
					return Gate.this.mode.equals("refuse") ? null : message;
				}

			});
		}

	}

}
