package io.github.realtimespring.internal.protocol.stomp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHandlingRunnable;

import io.github.realtimespring.Publication;
import io.github.realtimespring.channel.ClientAccess;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.channel.UserChannels;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.protocol.stomp.broker.StompBrokerMessageHandler;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;
import io.github.realtimespring.internal.protocol.stomp.spring.SessionOrderedExecutor;
import io.github.realtimespring.internal.protocol.stomp.spring.TransactionInterceptor;
import io.github.realtimespring.test.CapturedLog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * STOMP over real sockets.
 */
class StompSocketTests {

	private static StompServer server;

	@BeforeAll
	static void startServer() throws Exception {
		Namespaces namespaces = new Namespaces(List.of(new Namespace("open", ClientAccess.ANY, ClientAccess.ANY),
				new Namespace("members", ClientAccess.AUTHENTICATED, ClientAccess.AUTHENTICATED),
				Namespace.withDefaults("chat"), Namespace.withDefaults(Namespaces.DEFAULT).withPatterns(true),
				new Namespace("reach-members", ClientAccess.AUTHENTICATED, ClientAccess.NONE).withPatterns(true),
				Namespace.withDefaults("reach-open").withPatterns(true), Namespace.withDefaults("reach-none")), false);
		server = StompServer.start(StompServer.options(Duration.ofSeconds(10), Duration.ofSeconds(30), false),
				namespaces, EchoController.class);
	}

	@AfterAll
	static void stopServer() throws Exception {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.0", "1.1", "1.2" })
	void everyVersionConnectsAndReceives(String version) throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			client.send("CONNECT\naccept-version:" + version + "\n\n");
			StompFrame connected = client.next();
			assertThat(connected.command()).isEqualTo("CONNECTED");
			assertThat(connected.header("version")).isEqualTo(version);
			client.subscribe("s", "/topic/version-" + version);
			server.bean(SimpMessagingTemplate.class)
				.convertAndSend("/topic/version-" + version, "hello", Map.of("colon", "a:b"));
			StompFrame message = client.next();
			assertThat(message.command()).isEqualTo("MESSAGE");
			assertThat(message.header("subscription")).isEqualTo("s");
			assertThat(message.header("destination")).isEqualTo("/topic/version-" + version);
			assertThat(message.header("message-id")).isNotEmpty();
			assertThat(message.header("colon")).isEqualTo(version.equals("1.0") ? "a:b" : "a\\cb");
			assertThat(message.body()).isEqualTo("hello");
		}
	}

	@Test
	void aClientOfStomp10NeedsNoVersionAndNoSubscriptionId() throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			client.send("CONNECT\nlogin:x\n\n");
			assertThat(client.next().header("version")).isEqualTo("1.0");
			client.send("SUBSCRIBE\ndestination:/topic/old\nreceipt:1\n\n");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("1"));
			server.bean(SimpMessagingTemplate.class).convertAndSend("/topic/old", "one");
			assertThat(client.next().body()).isEqualTo("one");
			client.send("UNSUBSCRIBE\ndestination:/topic/old\nreceipt:2\n\n");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("2"));
			server.bean(SimpMessagingTemplate.class).convertAndSend("/topic/old", "two");
			client.assertNothingElse();
		}
	}

	/**
	 * Spring's own check comes before ours.
	 */
	@Test
	void aSecondConnectIsRefusedWhateverLetsItPass() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer token-zoe")) {
			Session session = server.hub()
				.sessions()
				.stream()
				.filter((candidate) -> candidate.identity().user().equals("zoe"))
				.findFirst()
				.orElseThrow();
			SimpMessageHeaderAccessor connect = SimpMessageHeaderAccessor.create(SimpMessageType.CONNECT);
			connect.setSessionId(session.id());
			connect.setUser(() -> "another");
			server.bean(StompBrokerMessageHandler.class)
				.handleMessage(MessageBuilder.createMessage(new byte[0], connect.getMessageHeaders()));
			StompFrame error = client.next();
			assertThat(error.command()).isEqualTo("ERROR");
			assertThat(error.header("message")).isEqualTo("Already connected");
			assertThat(client.closeCode()).isEqualTo(1002);
			assertThat(session.identity().user()).isEqualTo("zoe");
		}
	}

	@Test
	void anUnknownVersionIsRefused() throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			client.send("CONNECT\naccept-version:2.0\n\n");
			StompFrame error = client.next();
			assertThat(error.command()).isEqualTo("ERROR");
			assertThat(error.header("message")).contains("1.2");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Authorization:Bearer token-ann", "authorization:bearer token-ann" })
	void aTokenInConnectNamesTheUser(String header) throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			client.send("CONNECT\naccept-version:1.2\n" + header + "\n\n");
			assertThat(client.next().header("user-name")).isEqualTo("ann");
			client.send("SUBSCRIBE\nid:a\ndestination:/app/whoami\n\n");
			assertThat(client.next().body()).isEqualTo("ann");
		}
	}

	@Test
	void loginAndPasscodeAreNoTokens() throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			client.send("CONNECT\naccept-version:1.2\nlogin:guest\npasscode:guest\ntoken:own\n\n");
			assertThat(client.next().command()).isEqualTo("CONNECTED");
			client.send("SUBSCRIBE\nid:a\ndestination:/app/whoami\n\n");
			assertThat(client.next().body()).isEqualTo("?");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "wrong", "down" })
	void aBadTokenIsRefused(String token) throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			client.sendRaw("CONNECT\naccept-version:1.2\nAuthorization:Bearer " + token
					+ "\n\n\0SEND\ndestination:/app/count\n\nbad-token-" + token + "\0");
			StompFrame error = client.next();
			assertThat(error.command()).isEqualTo("ERROR");
			assertThat(error.header("message")).isIn("Unauthorized", "Authentication is unavailable");
			assertThat(error.header("message")).doesNotContain(token);
			assertThat(client.closeCode()).isEqualTo(1002);
			assertThat(server.bean(EchoController.class).counted("bad-token-" + token)).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenASessionIsRefusedOrGoneThenNothingElseOfItsFramesIsDone(boolean refused) throws Exception {
		StompSession stomp;
		String text = "behind-the-end-" + refused;
		try (StompClient client = server.connect("Authorization:Bearer token-" + text)) {
			stomp = stompSession(text);
			if (refused) {
				client.send("ABORT\ntransaction:none\n\n");
				assertThat(client.next().command()).isEqualTo("ERROR");
			}
		}
		StompSessions sessions = server.bean(StompSessions.class);
		Awaitility.await().until(() -> !sessions.contains(stomp));
		sendIn(stomp.session().id(), stomp.session().attributes(), text);
		new SessionOrderedExecutor(sessions, Runnable::run)
			.execute(task(stomp, SimpMessageType.MESSAGE, () -> sendIn("invented", new HashMap<>(), text)));
		assertThat(server.bean(EchoController.class).counted(text)).isZero();
		new SessionOrderedExecutor(sessions, Runnable::run)
			.execute(task(stomp, SimpMessageType.DISCONNECT, () -> sendIn("invented", new HashMap<>(), text)));
		Awaitility.await().until(() -> server.bean(EchoController.class).counted(text) == 1);
	}

	@Test
	void whenAnApplicationSendsItselfWhatNoClientSentThenItArrives() {
		sendIn("invented", new HashMap<>(), "invented");
		Awaitility.await().until(() -> server.bean(EchoController.class).counted("invented") == 1);
	}

	private static StompSession stompSession(String user) {
		return server.hub()
			.sessions()
			.stream()
			.filter((candidate) -> candidate.identity().user().equals(user))
			.map((session) -> (StompSession) session.attachment())
			.findFirst()
			.orElseThrow();
	}

	private static void sendIn(String session, Map<String, Object> attributes, String text) {
		server.bean("clientInboundChannel", MessageChannel.class)
			.send(frame(StompCommand.SEND, session, attributes, text));
	}

	private static Message<byte[]> frame(StompCommand command, String session, Map<String, Object> attributes,
			String text) {
		StompHeaderAccessor accessor = StompHeaderAccessor.create(command);
		accessor.setSessionId(session);
		accessor.setSessionAttributes(attributes);
		accessor.setDestination("/app/count");
		accessor.setLeaveMutable(true);
		return MessageBuilder.createMessage(text.getBytes(StandardCharsets.UTF_8), accessor.getMessageHeaders());
	}

	private static MessageHandlingRunnable task(StompSession stomp, SimpMessageType type, Runnable action) {
		StompCommand command = (type == SimpMessageType.MESSAGE) ? StompCommand.SEND : StompCommand.DISCONNECT;
		MessageHandlingRunnable task = mock();
		given(task.getMessage())
			.willAnswer((call) -> frame(command, stomp.session().id(), stomp.session().attributes(), ""));
		given(task.getMessageHandler()).willReturn(mock());
		willAnswer((call) -> {
			action.run();
			return null;
		}).given(task).run();
		return task;
	}

	@ParameterizedTest
	@ValueSource(strings = { "SEND\nx:%s\ndestination:/app/%s", "SUBSCRIBE\nid:1\nx:%s\ndestination:/app/%s",
			"SUBSCRIBE\nid:%s\nx:%s\ndestination:/app/whoami" })
	void whatIsTooLongIsRefusedForTheApplicationsDestinationsToo(String frame) throws Exception {
		String longest = "x".repeat(StompOptions.defaults().maxChannelLength() + 1);
		String what = frame.contains("id:%s") ? "id" : "destination";
		try (StompClient client = server.connect()) {
			client.subscribe("a", "/topic/before");
			client.send("SEND\ndestination:/app/count\nreceipt:before\n\nbefore");
			client.send(frame.formatted(longest, longest) + "\nreceipt:r\n\n");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("before"));
			StompFrame error = client.next();
			assertThat(error.header("message"))
				.isEqualTo("The " + what + " is too long (realtime.limits.max-channel-length=255)");
			assertThat(error.header("receipt-id")).isEqualTo("r");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@Test
	void subscriptionsToMethodsCountTowardsTheLimit() throws Exception {
		int max = server.hub().options().maxSubscriptions();
		try (StompClient client = server.connect().subscribe("broker", "/topic/counted")) {
			for (int i = 0; i < max - 1; i++) {
				client.send("SUBSCRIBE\nid:" + i + "\ndestination:/app/whoami\n\n");
				assertThat(client.next().header("subscription")).isEqualTo(Integer.toString(i));
			}
			client.send("SUBSCRIBE\nid:0\ndestination:/app/whoami\n\n");
			assertThat(client.next().header("subscription")).isEqualTo("0");
			client.send("UNSUBSCRIBE\nid:0\n\n");
			client.send("SUBSCRIBE\nid:other\ndestination:/app/whoami\n\n");
			assertThat(client.next().header("subscription")).isEqualTo("other");
			client.send("SUBSCRIBE\nid:more\ndestination:/app/nobody\nreceipt:r\n\n");
			assertThat(client.next().header("message"))
				.isEqualTo("Too many subscriptions (realtime.limits.max-subscriptions=" + max + ")");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@Test
	void aFrameBeforeConnectIsRefused() throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			client.sendRaw("\n");
			client.send("SUBSCRIBE\nid:a\ndestination:/topic/a\n\n");
			assertThat(client.next().header("message")).isEqualTo("CONNECT expected");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "HELLO\n\n\0", "SEND\nno-colon\n\nx\0", "SEND\nbad:\\q\n\nx\0",
			"SUBSCRIBE\nid:1\n\nbody\0", "SEND\ncontent-type:nonsense\ndestination:/app/x\n\nx\0", "\rX\0" })
	void aMalformedFrameIsRefused(String frame) throws Exception {
		int before = server.errors("malformed");
		try (StompClient client = server.connect()) {
			client.sendRaw(frame);
			StompFrame error = client.next();
			assertThat(error.command()).isEqualTo("ERROR");
			assertThat(error.header("message")).isEqualTo("Malformed frame");
			assertThat(client.closeCode()).isEqualTo(1002);
			assertThat(server.errors("malformed")).isGreaterThan(before);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "CONNECT\nnonsense\n\n", "CONNECT\naccept-version:1.2\nheart-beat:a,b\n\n" })
	void aMalformedConnectIsRefused(String frame) throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			client.send(frame);
			assertThat(client.next().command()).isEqualTo("ERROR");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@Test
	void aFrameThatIsNeverCompleteIsNotWaitedFor() throws Exception {
		try (StompClient client = server.connect()) {
			String part = "x".repeat(40_000);
			client.sendRaw("SEND\ndestination:/app/echo\n\n" + part);
			client.sendRaw(part);
			assertThat(client.next().header("message")).isEqualTo("The frame is too large");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
		try (StompClient client = server.connect()) {
			client.sendRaw("SEND\ndestination:/app/echo\ncontent-length:1000000\n\nx");
			assertThat(client.next().header("message")).isEqualTo("The frame is too large");
		}
	}

	@Test
	void aFrameInPiecesIsOneFrame() throws Exception {
		try (StompClient client = server.connect().subscribe("a", "/topic/pieces")) {
			client.sendRaw("SEND\ndestination:/app/to/pieces\n\none");
			client.sendRaw(" two");
			client.sendRaw("\0");
			assertThat(client.next().body()).isEqualTo("one two");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whatIsThereOfAFrameIsCountedUntilItIsComplete(boolean connected) throws Exception {
		StompClient client = connected ? server.connect() : StompClient.open(server.uri());
		try (client) {
			long before = server.hub().statistics().pendingInboundBytes();
			client.sendRaw((connected ? "SEND" : "CONNECT") + "\naccept-version:1.2\nx:");
			for (int i = 0; i < 20; i++) {
				client.sendRaw("a".repeat(300));
			}
			Awaitility.await().until(() -> server.hub().statistics().pendingInboundBytes() >= before + 20 * 300);
			client.sendRaw(connected ? "\ndestination:/app/to/counted\n\n" : "\n\n");
			client.sendRaw("\0");
			if (!connected) {
				assertThat(client.next().command()).isEqualTo("CONNECTED");
			}
			client.assertNothingElse();
			Awaitility.await().until(() -> server.hub().statistics().pendingInboundBytes() < before + 20 * 300);
		}
	}

	/**
	 * Spring's own check stands in front of it.
	 */
	@ParameterizedTest
	@EnumSource(value = StompCommand.class, names = { "SEND", "SUBSCRIBE", "UNSUBSCRIBE", "BEGIN", "ACK" })
	void whoeverHandsOverAFrameBeforeConnectItIsRefused(StompCommand command) throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			Awaitility.await().until(() -> server.hub().sessions().stream().anyMatch(StompSocketTests::isNew));
			StompHeaderAccessor accessor = StompHeaderAccessor.create(command);
			accessor.setSessionId(
					server.hub().sessions().stream().filter(StompSocketTests::isNew).findAny().orElseThrow().id());
			accessor.setDestination("/app/count");
			accessor.setLeaveMutable(true);
			boolean sent = server.bean("clientInboundChannel", MessageChannel.class)
				.send(MessageBuilder.createMessage("early".getBytes(StandardCharsets.UTF_8),
						accessor.getMessageHeaders()));
			assertThat(sent).isFalse();
			assertThat(client.next().header("message")).isEqualTo("CONNECT expected");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	private static boolean isNew(Session session) {
		return session.isOpen() && !server.bean(StompSessions.class).find(session.id()).isConnecting();
	}

	@Test
	void methodsAnswerOnTopics() throws Exception {
		try (StompClient client = server.connect().subscribe("a", "/topic/answers")) {
			client.send("SEND\ndestination:/app/to/answers\ncontent-length:5\nreceipt:r\n\nhello");
			assertThat(List.of(client.next().command(), client.next().command())).containsExactlyInAnyOrder("RECEIPT",
					"MESSAGE");
		}
	}

	@Test
	void aSubscribeMappingAnswersItsSubscription() throws Exception {
		try (StompClient client = server.connect()) {
			client.send("SUBSCRIBE\nid:info\ndestination:/app/protocol\nreceipt:r\n\n");
			StompFrame message = client.next();
			assertThat(message.header("subscription")).isEqualTo("info");
			assertThat(message.body()).isEqualTo("stomp");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("r"));
		}
	}

	@Test
	void messagesToAUserReachAllOfTheUsersSessions() throws Exception {
		try (StompClient one = server.connect("Authorization:Bearer token-bob").subscribe("a", "/user/queue/news");
				StompClient two = server.connect("Authorization:Bearer token-bob").subscribe("b", "/user/queue/news");
				StompClient other = server.connect("Authorization:Bearer token-eve")
					.subscribe("a", "/user/queue/news")) {
			server.bean(SimpMessagingTemplate.class).convertAndSendToUser("bob", "/queue/news", "for bob");
			for (StompClient client : List.of(one, two)) {
				StompFrame message = client.next();
				assertThat(message.body()).isEqualTo("for bob");
				assertThat(message.header("destination")).isEqualTo("/user/queue/news");
			}
			other.assertNothingElse();
		}
	}

	@Test
	void anAnswerToTheSenderAloneReachesOneSession() throws Exception {
		try (StompClient one = server.connect("Authorization:Bearer token-cat").subscribe("a", "/user/queue/alone");
				StompClient two = server.connect("Authorization:Bearer token-cat")
					.subscribe("b", "/user/queue/alone")) {
			one.send("SEND\ndestination:/app/alone\n\nme");
			assertThat(one.next().body()).isEqualTo("me");
			two.assertNothingElse();
			one.send("SEND\ndestination:/app/together\n\nus");
			assertThat(one.next().body()).isEqualTo("us");
			assertThat(two.next().body()).isEqualTo("us");
		}
	}

	@Test
	void anAnonymousSenderGetsItsAnswer() throws Exception {
		try (StompClient client = server.connect().subscribe("a", "/user/queue/together")) {
			client.send("SEND\ndestination:/app/together\n\nme");
			assertThat(client.next().body()).isEqualTo("me");
		}
	}

	@Test
	void userNamesMayContainSlashes() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer token-a/b")
			.subscribe("a", "/user/queue/slash")) {
			server.bean(SimpMessagingTemplate.class).convertAndSendToUser("a/b", "/queue/slash", "x");
			assertThat(client.next().header("destination")).isEqualTo("/user/queue/slash");
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "/topic//user/bob/queue/news", "/topic//user/*/queue/news", "/topic/**", "/topic/*", "/**" })
	void nobodySeesAnotherUsersMessages(String destination) throws Exception {
		try (StompClient eve = server.connect("Authorization:Bearer token-eve")) {
			eve.send("SUBSCRIBE\nid:a\ndestination:" + destination + "\nreceipt:r\n\n");
			StompFrame answer = eve.next();
			if (answer.equals(StompFrame.receipt("r"))) {
				String channel = UserChannels.channelFor("bob", "/queue/news");
				server.hub().publish(channel, new Publication("secret".getBytes(StandardCharsets.UTF_8), null)).join();
				server.bean(SimpMessagingTemplate.class).convertAndSend("/topic/nobody-secret", "after");
				if (destination.contains("user") || destination.equals("/**")) {
					eve.assertNothingElse();
				}
				else {
					assertThat(eve.next().body()).isEqualTo("after");
				}
			}
			else {
				assertThat(answer.command()).isEqualTo("ERROR");
			}
		}
	}

	@Test
	void aPatternReceivesItsDestinationsUnderTheirOwnNames() throws Exception {
		SimpMessagingTemplate template = server.bean(SimpMessagingTemplate.class);
		try (StompClient client = server.connect().subscribe("p", "/topic/stock.*.price")) {
			template.convertAndSend("/topic/stock.a.volume", "no");
			template.convertAndSend("/topic/stock.a.price", "yes");
			StompFrame message = client.next();
			assertThat(message.body()).isEqualTo("yes");
			assertThat(message.header("destination")).isEqualTo("/topic/stock.a.price");
			assertThat(message.header("subscription")).isEqualTo("p");
		}
	}

	@Test
	void aPatternDoesNotReachWhereTheClientMayNotSubscribe() throws Exception {
		SimpMessagingTemplate template = server.bean(SimpMessagingTemplate.class);
		try (StompClient client = server.connect().subscribe("p", "/topic/reach*:x");
				StompClient member = server.connect("Authorization:Bearer token-mia")
					.subscribe("p", "/topic/reach*:x")) {
			template.convertAndSend("/topic/reach-none:x", "a namespace without patterns");
			template.convertAndSend("/topic/reach-members:x", "members only");
			template.convertAndSend("/topic/reach-open:x", "open");
			assertThat(client.next().body()).isEqualTo("open");
			assertThat(member.next().body()).isEqualTo("members only");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/topic/chat:*", "/topic/*", "/topic/**", "/**", "/topic/unknown:*" })
	void whereNoNamespaceAllowsPatternsTheyAreRefused(String pattern) throws Exception {
		try (StompClient client = server.connect()) {
			client.send("SUBSCRIBE\nid:a\ndestination:" + pattern + "\nreceipt:r\n\n");
			StompFrame error = client.next();
			assertThat(error.command()).isEqualTo("ERROR");
			assertThat(error.header("receipt-id")).isEqualTo("r");
		}
	}

	@Test
	void aSessionHasNoMorePatternsThanItMay() throws Exception {
		try (StompClient client = server.connect(); StompClient other = server.connect()) {
			for (int i = 0; i < server.hub().options().patterns().maxPerSession(); i++) {
				client.subscribe("p" + i, "/topic/many.*." + i);
			}
			client.send("SUBSCRIBE\nid:a\ndestination:/topic/many.*\nreceipt:r\n\n");
			assertThat(client.next().header("message"))
				.isEqualTo("Too many subscriptions (realtime.patterns.max-per-session=16)");
			other.subscribe("p", "/topic/many.*.x");
		}
	}

	@Test
	void aUsersOwnPatternWorks() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer token-pat").subscribe("p", "/user/queue/*")) {
			server.bean(SimpMessagingTemplate.class).convertAndSendToUser("pat", "/queue/b", "x");
			server.bean(SimpMessagingTemplate.class).convertAndSendToUser("patty", "/queue/b", "y");
			assertThat(client.next().header("destination")).isEqualTo("/user/queue/b");
			client.assertNothingElse();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "SEND\ndestination:/app/no-such-method", "SEND\ndestination:/nowhere/x",
			"SUBSCRIBE\nid:a\ndestination:/app/no-such-method", "SUBSCRIBE\nid:a\ndestination:/nowhere/x" })
	void aDestinationThatNobodyServesIsAnError(String frame) throws Exception {
		try (StompClient client = server.connect()) {
			client.send(frame + "\nreceipt:r8\n\n");
			StompFrame error = client.next();
			assertThat(error.header("message")).startsWith("Unknown destination");
			assertThat(error.header("receipt-id")).isEqualTo("r8");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@Test
	void subscribingWhereOneMayNotIsAnError() throws Exception {
		try (StompClient client = server.connect()) {
			client.send("SUBSCRIBE\nid:a\ndestination:/topic/members:x\nreceipt:r7\n\n");
			StompFrame error = client.next();
			assertThat(error.header("message")).startsWith("Access denied\\c ");
			assertThat(error.header("receipt-id")).isEqualTo("r7");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/topic/closed", "/queue/closed", "/topic/chat:x", "/user/bob/queue/x" })
	void clientsMayNotPublishUnlessTheNamespaceLetsThem(String destination) throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer token-ann")) {
			client.send("SEND\ndestination:" + destination + "\nreceipt:r\n\nx");
			StompFrame error = client.next();
			assertThat(error.header("message")).startsWith("Access denied\\c ");
			assertThat(error.header("receipt-id")).isEqualTo("r");
		}
	}

	@Test
	void aClientsMessageArrivesWithItsHeadersButWithoutCredentials() throws Exception {
		try (StompClient client = server.connect().subscribe("a", "/topic/open:headers")) {
			client.send("SEND\ndestination:/topic/open:headers\ncontent-type:text/x-own\nkind:k\nreceipt:r\n"
					+ "Authorization:Bearer x\ntoken:y\noffset:7\nepoch:e\nredelivered:true\nrecovered:false\n\nbody");
			StompFrame message = client.next();
			if (message.command().equals("RECEIPT")) {
				message = client.next();
			}
			assertThat(message.header("content-type")).isEqualTo("text/x-own");
			assertThat(message.headers()).containsOnlyKeys("destination", "subscription", "message-id", "content-type",
					"content-length", "kind");
		}
	}

	@Test
	void binaryBodiesArriveAsTheyWereSent() throws Exception {
		byte[] body = { 0, 1, (byte) 0xff, '\n', 0, (byte) 0xc3 };
		byte[] head = "SEND\ndestination:/topic/open:bin\ncontent-length:6\n\n".getBytes(StandardCharsets.UTF_8);
		byte[] frame = new byte[head.length + body.length + 1];
		System.arraycopy(head, 0, frame, 0, head.length);
		System.arraycopy(body, 0, frame, head.length, body.length);
		try (StompClient client = server.connect().subscribe("a", "/topic/open:bin")) {
			client.sendBinary(frame);
			StompFrame message = client.next();
			assertThat(message.text()).isFalse();
			assertThat(message.bytes()).isEqualTo(body);
			assertThat(message.header("content-length")).isEqualTo("6");
		}
	}

	@Test
	void receiptsComeInOrderForEveryFrame() throws Exception {
		try (StompClient client = server.connect()) {
			client.sendRaw("SUBSCRIBE\nid:1\ndestination:/topic/r\nreceipt:1\n\n\0"
					+ "SEND\ndestination:/app/count\nreceipt:2\n\nx\0"
					+ "SEND\ndestination:/topic/open:r\nreceipt:3\n\nx\0" + "BEGIN\ntransaction:t\nreceipt:4\n\n\0"
					+ "SEND\ndestination:/app/count\ntransaction:t\nreceipt:5\n\nx\0"
					+ "ACK\nid:1\ntransaction:t\nreceipt:6\n\n\0" + "NACK\nid:1\ntransaction:t\nreceipt:7\n\n\0"
					+ "ABORT\ntransaction:t\nreceipt:8\n\n\0" + "UNSUBSCRIBE\nid:1\nreceipt:9\n\n\0"
					+ "DISCONNECT\nreceipt:10\n\n\0");
			for (int i = 1; i <= 10; i++) {
				assertThat(client.next()).isEqualTo(StompFrame.receipt(Integer.toString(i)));
			}
			assertThat(client.closeCode()).isEqualTo(1000);
		}
	}

	@Test
	void aReceiptFollowsTheMethodsWork() throws Exception {
		EchoController controller = server.bean(EchoController.class);
		try (StompClient client = server.connect()) {
			for (int i = 1; i <= 50; i++) {
				client.send("SEND\ndestination:/app/count\nreceipt:" + i + "\n\nfollows");
				assertThat(client.next()).isEqualTo(StompFrame.receipt(Integer.toString(i)));
				assertThat(controller.counted("follows")).isEqualTo(i);
			}
		}
	}

	@Test
	void aTransactionIsSentWhenItIsCommitted() throws Exception {
		try (StompClient client = server.connect().subscribe("a", "/topic/tx")) {
			client.send("BEGIN\ntransaction:t\n\n");
			client.send("SEND\ndestination:/app/to/tx\ntransaction:t\n\none");
			client.send("SEND\ndestination:/app/to/tx\ntransaction:t\n\ntwo");
			client.assertNothingElse();
			client.send("COMMIT\ntransaction:t\n\n");
			assertThat(client.next().body()).isEqualTo("one");
			assertThat(client.next().body()).isEqualTo("two");
			client.send("BEGIN\ntransaction:t\n\n");
			client.send("SEND\ndestination:/app/to/tx\ntransaction:t\n\nthree");
			client.send("ABORT\ntransaction:t\n\n");
			client.assertNothingElse();
		}
	}

	@Test
	void whatACommittedTransactionSendsIsCountedUntilItHasBeenProcessed() throws Exception {
		try (StompClient client = server.connect()) {
			long before = server.hub().statistics().pendingInboundBytes();
			client.send("BEGIN\ntransaction:t\n\n");
			for (int i = 0; i < 3; i++) {
				client.send("SEND\ndestination:/app/wait\ntransaction:t\n\n" + "x".repeat(40_000));
			}
			Awaitility.await().until(() -> server.hub().statistics().pendingInboundBytes() > before + 120_000);
			client.send("COMMIT\ntransaction:t\nreceipt:c\n\n");
			server.bean(EchoController.class).awaitWaiting();
			Awaitility.await().until(() -> server.hub().statistics().pendingInboundBytes() > before + 120_000);
			server.bean(EchoController.class).release(3);
			assertThat(client.next()).isEqualTo(StompFrame.receipt("c"));
			Awaitility.await().until(() -> server.hub().statistics().pendingInboundBytes() <= before);
		}
	}

	@Test
	void aTransactionThatIsOpenForTooLongIsAnError() throws Exception {
		StompSessions sessions = server.bean(StompSessions.class);
		try (StompClient client = server.connect()) {
			client.send("BEGIN\ntransaction:too-old\n\n");
			client.assertNothingElse();
			StompSession stomp = server.hub()
				.sessions()
				.stream()
				.map((session) -> sessions.find(session.id()))
				.filter((found) -> found != null && found.transactions().end("too-old") != null)
				.findAny()
				.orElseThrow();
			new TransactionInterceptor(sessions).tooOld(stomp);
			assertThat(client.next().header("message")).isEqualTo("The transaction was open for too long");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "COMMIT\ntransaction:x\nreceipt:r\n\n", "ABORT\ntransaction:x\nreceipt:r\n\n",
			"BEGIN\nreceipt:r\n\n", "SEND\ndestination:/app/echo\ntransaction:x\nreceipt:r\n\nx" })
	void aTransactionThatDoesNotExistIsAnError(String frame) throws Exception {
		try (StompClient client = server.connect()) {
			client.send(frame);
			StompFrame error = client.next();
			assertThat(error.command()).isEqualTo("ERROR");
			assertThat(error.header("receipt-id")).isEqualTo("r");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@Test
	void commandsOfServersAreRefused() throws Exception {
		try (StompClient client = server.connect()) {
			client.send("MESSAGE\ndestination:/app/echo\n\nx");
			assertThat(client.next().header("message")).isEqualTo("Unexpected command");
		}
	}

	@Test
	void aSubscriptionIdUsedAgainReplacesTheFirst() throws Exception {
		SimpMessagingTemplate template = server.bean(SimpMessagingTemplate.class);
		try (StompClient client = server.connect().subscribe("a", "/topic/first").subscribe("a", "/topic/second")) {
			template.convertAndSend("/topic/first", "1");
			template.convertAndSend("/topic/second", "2");
			assertThat(client.next().body()).isEqualTo("2");
		}
	}

	@Test
	void tooManySubscriptionsAreAnError() throws Exception {
		try (StompClient client = server.connect()) {
			for (int i = 0; i < server.hub().options().maxSubscriptions(); i++) {
				client.subscribe("s" + i, "/topic/many" + i);
			}
			client.send("SUBSCRIBE\nid:more\ndestination:/topic/more\n\n");
			assertThat(client.next().header("message"))
				.isEqualTo("Too many subscriptions (realtime.limits.max-subscriptions=128)");
		}
	}

	@Test
	void aGoodbyeEndsTheSessionAndItsSubscriptions() throws Exception {
		try (StompClient client = server.connect().subscribe("a", "/topic/goodbye")) {
			client.send("DISCONNECT\n\n");
			assertThat(client.closeCode()).isEqualTo(1000);
			Awaitility.await().untilAsserted(() -> {
				boolean[] found = new boolean[1];
				server.hub().forEachChannel((channel, count, deliveries) -> found[0] |= channel.equals("goodbye"));
				assertThat(found[0]).isFalse();
			});
		}
	}

	@Test
	void messagesOfOneSenderKeepTheirOrder() throws Exception {
		try (StompClient client = server.connect().subscribe("a", "/topic/order")) {
			for (int i = 0; i < 500; i++) {
				client.send("SEND\ndestination:/app/to/order\n\n" + i);
			}
			for (int i = 0; i < 500; i++) {
				assertThat(client.next().body()).isEqualTo(Integer.toString(i));
			}
		}
	}

	@Test
	void aSessionEndsWithItsToken() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer brief-tom")) {
			assertThat(client.next().header("message")).isEqualTo("Token expired");
			assertThat(client.closeCode()).isEqualTo(1008);
		}
	}

	@Test
	void aMessageToNobodyInParticularIsTheSendersFault() {
		assertThatException()
			.isThrownBy(() -> server.bean(SimpMessagingTemplate.class).convertAndSend("/user/bob", "no destination"));
	}

	@Test
	void failingMethodsDoNotEndTheSession() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer token-fay")
			.subscribe("e", "/user/queue/errors")) {
			client.send("SEND\ndestination:/app/fail\n\nx");
			assertThat(client.next().body()).isEqualTo("failed: x");
			client.assertNothingElse();
		}
	}

	@Test
	void whatAClientSentCannotForgeLinesThroughAMethodsException() throws Exception {
		try (CapturedLog log = CapturedLog.of("io.github.realtimespring"); StompClient client = server.connect()) {
			client.send("SEND\ndestination:/app/crash\n\nx\nERROR forged");
			client.assertNothingElse();
			assertThat(log.events()).filteredOn((event) -> event.getThrowableProxy() != null)
				.singleElement()
				.satisfies((event) -> {
					assertThat(event.getThrowableProxy().getMessage()).contains("x\\u000aERROR forged")
						.doesNotContain("\n");
					assertThat(event.getThrowableProxy().getCause().getMessage()).contains("x\\u000aERROR forged")
						.doesNotContain("\n");
				});
		}
	}

	@Test
	void aMessageThatNoMethodCanReadIsTheClientsFault() throws Exception {
		try (StompClient client = server.connect()) {
			int before = server.errors("unreadable");
			client.send("SEND\ndestination:/app/numbers\n\nnone");
			client.assertNothingElse();
			assertThat(server.errors("unreadable")).isEqualTo(before + 1);
			client.send("SEND\ndestination:/app/numbers\nreceipt:r\n\nnone");
			StompFrame error = client.next();
			assertThat(error.header("message")).isEqualTo("The message could not be read");
			assertThat(error.header("receipt-id")).isEqualTo("r");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@Test
	void theReasonForAMessageThatNoMethodCanReadIsLoggedForDebugging() throws Exception {
		try (CapturedLog log = CapturedLog.of("io.github.realtimespring", Level.DEBUG);
				StompClient client = server.connect()) {
			client.send("SEND\ndestination:/app/numbers\nsecret:hidden\nreceipt:r\n\nno\nnumber");
			assertThat(client.next().header("message")).isEqualTo("The message could not be read");
			assertThat(log.messages()).filteredOn((line) -> line.startsWith("A message could not be read: "))
				.singleElement(InstanceOfAssertFactories.STRING)
				.hasSizeGreaterThan("A message could not be read: ".length())
				.doesNotContain("hidden", "\n");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "SUBSCRIBE\nid:1\n", "SEND\n" })
	void anEmptyDestinationIsRefused(String beginning) throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer token-ann")) {
			client.send(beginning + "destination:\nreceipt:r\n\n");
			StompFrame error = client.next();
			assertThat(error.header("message")).isEqualTo("Missing header\\c destination");
			assertThat(error.header("receipt-id")).isEqualTo("r");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

}
