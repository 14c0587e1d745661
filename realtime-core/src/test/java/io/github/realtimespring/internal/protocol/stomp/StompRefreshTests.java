package io.github.realtimespring.internal.protocol.stomp;

import java.net.URI;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.channel.ClientAccess;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.control.ControlCommand;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.security.RefreshLimits;
import io.github.realtimespring.security.ChannelAuthorizer;
import io.github.realtimespring.test.NamedUser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * New tokens of connected clients.
 */
class StompRefreshTests {

	private static final Namespaces NAMESPACES = new Namespaces(
			List.of(new Namespace("open", ClientAccess.ANY, ClientAccess.ANY).withPatterns(true)), false);

	private static final Set<String> denied = ConcurrentHashMap.newKeySet();

	private static final List<ClientIdentity> asked = new CopyOnWriteArrayList<>();

	private static volatile @Nullable CountDownLatch slow;

	private static StompServer server;

	@BeforeAll
	static void startServer() throws Exception {
		ChannelAuthorizer authorizer = (action, channel, namespace, identity) -> {
			asked.add(identity);
			awaitQuietly(slow);
			return !denied.contains(channel);
		};
		server = StompServer.start(StompOptions.builder().expiryGrace(Duration.ofHours(1)).build(), NAMESPACES,
				HubOptions.defaults(), authorizer, EchoController.class, Rules.class);
	}

	@AfterAll
	static void stopServer() throws Exception {
		server.close();
	}

	@BeforeEach
	void allowEverything() {
		denied.clear();
		asked.clear();
		slow = null;
		rules().reset();
	}

	@Test
	void aRefreshIsConfirmedWithTheTimeThatTheTokenLasts() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer until-ann-60000")) {
			client.send(refresh("until-ann-3600900"));
			StompFrame receipt = client.next();
			assertThat(receipt.command()).isEqualTo("RECEIPT");
			assertThat(receipt.header("receipt-id")).isEqualTo("r");
			assertThat(receipt.header("expires")).isEqualTo("3600");
			assertThat(session("ann").identity().expiresAt()).isAfter(Instant.now().plusSeconds(3000));
			client.send(refresh("token-ann"));
			assertThat(client.next()).isEqualTo(StompFrame.receipt("r"));
		}
	}

	@Test
	void withoutAReceiptHeaderThereIsNoAnswer() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer until-ann-60000")) {
			client.send("SEND\ndestination:/realtime/refresh\nauthorization:Bearer until-ann-3600900\n\n");
			client.assertNothingElse();
			assertThat(session("ann").identity().expiresAt()).isAfter(Instant.now().plusSeconds(3000));
		}
	}

	@Test
	void aRefreshRightBehindConnectIsProcessedAfterIt() throws Exception {
		try (StompClient client = StompClient.open(server.uri())) {
			client.send("CONNECT\naccept-version:1.2\nAuthorization:Bearer until-ann-60000\n\n\0"
					+ refresh("until-ann-3600900"));
			assertThat(client.next().command()).isEqualTo("CONNECTED");
			assertThat(client.next().header("expires")).isEqualTo("3600");
		}
	}

	@Test
	void aRefreshedSessionOutlivesItsFirstToken() throws Exception {
		StompOptions hasty = StompOptions.builder().expiryGrace(Duration.ofMillis(200)).build();
		try (StompServer other = StompServer.start(hasty, NAMESPACES);
				StompClient ann = other.connect("Authorization:Bearer until-ann-2000");
				StompClient bob = other.connect("Authorization:Bearer until-bob-2000")) {
			ann.send(refresh("until-ann-3600000"));
			assertThat(ann.next().command()).isEqualTo("RECEIPT");
			assertThat(bob.next().header("message")).isEqualTo("Token expired");
			assertThat(bob.closeCode()).isEqualTo(1008);
			ann.assertNothingElse();
		}
	}

	@Test
	void aClientWhoseTokenCameInConnectMayRefreshItForAWhileAfterItsExpiry() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer until-ann-100")) {
			Session session = session("ann");
			Awaitility.await().until(() -> session.identity().hasExpired(Instant.now()));
			client.send(refresh("until-ann-3600000"));
			assertThat(client.next().command()).isEqualTo("RECEIPT");
			assertThat(session.identity().hasExpired(Instant.now())).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "token-bob,Unauthorized", "x,Unauthorized", "named-ann-bob,Unauthorized" })
	void aTokenThatIsInvalidOrAnotherUsersEndsTheSession(String token, String message) throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer token-ann")) {
			client.send(refresh(token));
			StompFrame error = client.next();
			assertThat(error.command()).isEqualTo("ERROR");
			assertThat(error.header("message")).isEqualTo(message);
			assertThat(error.header("receipt-id")).isEqualTo("r");
			assertThat(client.closeCode()).isEqualTo(1002);
		}
	}

	@Test
	void severalTokensAndNoneAreRefused() throws Exception {
		try (StompClient several = server.connect("Authorization:Bearer token-ann");
				StompClient none = server.connect("Authorization:Bearer token-ann")) {
			several.send("SEND\ndestination:/realtime/refresh\nAuthorization:Bearer token-ann\n"
					+ "authorization:Bearer until-ann-9000\n\n");
			assertThat(several.next().header("message")).isEqualTo("Unauthorized");
			none.send("SEND\ndestination:/realtime/refresh\nAuthorization:Basic YTpi\n\n");
			assertThat(none.next().header("message")).isEqualTo("Missing header\\c Authorization");
			assertThat(none.closeCode()).isEqualTo(1002);
		}
	}

	@Test
	void anAnonymousClientDoesNotBecomeAUser() throws Exception {
		try (StompClient client = server.connect()) {
			client.send(refresh("token-ann"));
			assertThat(client.next().header("message")).isEqualTo("Unauthorized");
		}
	}

	@Test
	void aClientThatItsHandshakeAuthenticatedMayRefresh() throws Exception {
		URI login = server.uri("/ws?user=ann");
		try (StompClient client = StompClient.open(login).connect();
				StompClient other = StompClient.open(login).connect()) {
			client.send(refresh("until-ann-3600900"));
			assertThat(client.next().header("expires")).isEqualTo("3600");
			other.send(refresh("until-bob-3600900"));
			assertThat(other.next().header("message")).isEqualTo("Unauthorized");
		}
	}

	@ParameterizedTest
	@CsvSource({ "down,unavailable", "expired,expired", "until-ann-0,expired" })
	void aTokenThatCannotBeVerifiedNowLeavesTheSessionAsItIs(String token, String reason) throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer until-ann-60000")) {
			ClientIdentity identity = session("ann").identity();
			client.send(refresh(token));
			StompFrame notice = client.next();
			assertThat(notice.command()).isEqualTo("RECEIPT");
			assertThat(notice.header("receipt-id")).isEqualTo("refresh-failed");
			assertThat(notice.header("reason")).isEqualTo(reason);
			assertThat(session("ann").identity()).isSameAs(identity);
			client.send(refresh("until-ann-3600900"));
			assertThat(client.next().header("expires")).isEqualTo("3600");
		}
	}

	@Test
	void aClientThatRefreshesTooOftenIsToldSoAndNoTokenIsVerified() throws Exception {
		StompOptions thrifty = StompOptions.builder().refreshLimits(new RefreshLimits(2, Duration.ofHours(1))).build();
		try (StompServer other = StompServer.start(thrifty, NAMESPACES);
				StompClient client = other.connect("Authorization:Bearer until-ann-60000");
				StompClient neighbour = other.connect("Authorization:Bearer until-ann-60000")) {
			client.send(refresh("until-ann-3600900"));
			client.send(refresh("until-ann-3600900"));
			assertThat(client.next().header("expires")).isEqualTo("3600");
			assertThat(client.next().header("expires")).isEqualTo("3600");
			client.send(refresh("x"));
			assertThat(client.next().headers()).containsEntry("receipt-id", "refresh-failed")
				.containsEntry("reason", "too-many-requests");
			assertThat(other.errors("limit")).isOne();
			neighbour.send(refresh("until-ann-3600900"));
			assertThat(neighbour.next().header("expires")).isEqualTo("3600");
		}
	}

	@Test
	void laterFramesHaveTheNewUser() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer named-Ann-1")) {
			client.send("BEGIN\ntransaction:t\n\n");
			client.send("SEND\ntransaction:t\ndestination:/app/count\n\nin a transaction");
			client.send(refresh("named-Anna-1") + "\0SUBSCRIBE\nid:w\ndestination:/app/whoami\n\n");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("r"));
			assertThat(client.next().body()).isEqualTo("Anna");
			client.send("COMMIT\ntransaction:t\nreceipt:c\n\n");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("c"));
			assertThat(rules().users("/app/whoami")).containsExactly("Anna");
			assertThat(rules().users("/app/count")).containsExactly("Anna");
		}
	}

	@Test
	void interceptorsSeeNoRefreshButTheConnectOfAClientWithTheNewToken() throws Exception {
		rules().connects.clear();
		try (StompClient client = server.connect("Authorization:Bearer until-ann-60000", "x-csrf:c")) {
			denied.add("SEND");
			client.send(refresh("until-ann-3600900"));
			assertThat(client.next().header("expires")).isEqualTo("3600");
			assertThat(rules().users("/realtime/refresh")).isEmpty();
			StompHeaderAccessor shown = rules().connects.get(1);
			assertThat(shown.getFirstNativeHeader("Authorization")).isEqualTo("Bearer until-ann-3600900");
			assertThat(shown.getFirstNativeHeader("x-csrf")).isEqualTo("c");
			assertThat(shown.getUser()).isNotNull();
		}
	}

	@Test
	void interceptorsMayRefuseANewToken() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer until-ann-60000")) {
			ClientIdentity identity = session("ann").identity();
			Session session = session("ann");
			denied.add("CONNECT");
			client.send(refresh("until-ann-3600900"));
			assertThat(client.next().header("message")).isEqualTo("Unauthorized");
			assertThat(session.identity()).isSameAs(identity);
		}
	}

	@Test
	void aUserWhomTheApplicationHasPutInThePlaceOfTheVerifiedOneStays() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer until-ann-60000", "login:root")) {
			client.send(refresh("until-ann-3600900"));
			assertThat(client.next().header("expires")).isEqualTo("3600");
			client.send("SUBSCRIBE\nid:w\ndestination:/app/whoami\n\n");
			assertThat(client.next().body()).isEqualTo("root");
			assertThat(session("root").identity().expiresAt()).isAfter(Instant.now().plusSeconds(3000));
		}
	}

	@Test
	void aUserWhomTheApplicationHasPutInThePlaceOfTheVerifiedOneIsTakenOverFromTheInterceptor() throws Exception {
		rules().standIn = new NamedUser("Admin", "7");
		try (StompClient client = server.connect("Authorization:Bearer until-ann-60000", "login:stand-in")
			.subscribe("a", "/topic/open:1")) {
			Session session = session("Admin");
			NamedUser lesser = new NamedUser("Member", "7");
			rules().standIn = lesser;
			asked.clear();
			client.send(refresh("until-ann-3600900"));
			assertThat(client.next().header("expires")).isEqualTo("3600");
			assertThat(session.identity().principal()).isSameAs(lesser);
			assertThat(asked).extracting(ClientIdentity::principal).containsExactly(lesser);
			client.send("SUBSCRIBE\nid:w\ndestination:/app/whoami\n\n");
			assertThat(client.next().body()).isEqualTo("Member");
			rules().standIn = new NamedUser("Member", "8");
			client.send(refresh("until-ann-3600900"));
			assertThat(client.next().header("message")).isEqualTo("Unauthorized");
			assertThat(session.identity().principal()).isSameAs(lesser);
		}
	}

	@Test
	void aClientWhomTheApplicationNoLongerMakesAnotherUserIsSentAway() throws Exception {
		rules().standIn = new NamedUser("Admin", "7");
		try (StompClient client = server.connect("Authorization:Bearer until-ann-60000", "login:stand-in")) {
			rules().standIn = null;
			client.send(refresh("until-ann-3600900"));
			assertThat(client.next().header("message")).isEqualTo("Unauthorized");
		}
	}

	@Test
	void aUserWhomTheApplicationHasPutInThePlaceOfTheVerifiedOneHasTheTokensEnd() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer until-ann-60000", "login:root")) {
			assertThat(session("root").identity().expiresAt()).isBefore(Instant.now().plusSeconds(60));
		}
	}

	@Test
	void anotherUsersTokenIsRefusedAlsoIfTheApplicationMakesBothTheSameUser() throws Exception {
		rules().standIn = new NamedUser("Admin", "7");
		try (StompClient client = server.connect("Authorization:Bearer until-ann-60000", "login:stand-in")) {
			client.send(refresh("until-bob-3600900"));
			assertThat(client.next().header("message")).isEqualTo("Unauthorized");
		}
	}

	@Test
	void subscriptionsThatTheNewTokenDoesNotPermitEndAndOthersStay() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer until-ann-60000")
			.subscribe("a", "/topic/open:1")
			.subscribe("b", "/topic/open:2")
			.subscribe("u", "/user/queue/x")
			.subscribe("n", "/topic/open:4")) {
			denied.add("open:2");
			client.send("UNSUBSCRIBE\nid:n\n\n");
			client.send(refresh("until-ann-3600900"));
			assertThat(client.next().headers()).containsEntry("receipt-id", "unsubscribed")
				.containsEntry("subscription", "b");
			assertThat(client.next().header("expires")).isEqualTo("3600");
			SimpMessagingTemplate template = server.bean(SimpMessagingTemplate.class);
			template.convertAndSend("/topic/open:2", "2");
			template.convertAndSend("/topic/open:1", "1");
			assertThat(client.next().body()).isEqualTo("1");
			template.convertAndSendToUser("ann", "/queue/x", "mine");
			assertThat(client.next().body()).isEqualTo("mine");
			denied.clear();
			client.subscribe("b", "/topic/open:2");
			client.send("SUBSCRIBE\nid:c\ndestination:/topic/open:3\nreceipt:s\n\n");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("s"));
		}
	}

	@Test
	void theAuthorizerIsAskedAboutTheNewIdentity() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer until-ann-60000")
			.subscribe("a", "/topic/open:1")) {
			asked.clear();
			client.send(refresh("until-ann-3600900") + "\0SUBSCRIBE\nid:b\ndestination:/topic/open:2\nreceipt:s\n\n");
			assertThat(client.next().header("expires")).isEqualTo("3600");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("s"));
			ClientIdentity identity = session("ann").identity();
			assertThat(asked).containsExactly(identity, identity);
		}
	}

	@Test
	void interceptorsAreAskedAboutEverySubscription() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer until-ann-60000")
			.subscribe("a", "/topic/open:1")
			.subscribe("u", "/user/queue/x")) {
			denied.add("/user/queue/x");
			client.send(refresh("until-ann-3600900"));
			assertThat(client.next().headers()).containsEntry("receipt-id", "unsubscribed")
				.containsEntry("subscription", "u");
			assertThat(client.next().header("expires")).isEqualTo("3600");
		}
	}

	@Test
	void laterFramesWaitUntilEverySubscriptionWasCheckedAndOtherClientsDoNot() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer until-ann-60000")
			.subscribe("a", "/topic/open:1"); StompClient other = server.connect()) {
			denied.add("open:1");
			CountDownLatch latch = new CountDownLatch(1);
			slow = latch;
			asked.clear();
			client.send(refresh("until-ann-3600900") + "\0UNSUBSCRIBE\nid:none\nreceipt:later\n\n");
			Awaitility.await().until(() -> !asked.isEmpty());
			other.assertNothingElse();
			latch.countDown();
			assertThat(client.next().header("receipt-id")).isEqualTo("unsubscribed");
			assertThat(client.next().header("expires")).isEqualTo("3600");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("later"));
		}
	}

	@Test
	void aPatternForgetsWhichChannelsTheClientMaySee() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer until-ann-60000")
			.subscribe("p", "/topic/open:*")) {
			SimpMessagingTemplate template = server.bean(SimpMessagingTemplate.class);
			template.convertAndSend("/topic/open:1", "1");
			template.convertAndSend("/topic/open:2", "2");
			assertThat(client.next().body()).isEqualTo("1");
			assertThat(client.next().body()).isEqualTo("2");
			denied.add("open:1");
			client.send(refresh("until-ann-3600900"));
			assertThat(client.next().header("expires")).isEqualTo("3600");
			template.convertAndSend("/topic/open:1", "3");
			template.convertAndSend("/topic/open:2", "4");
			assertThat(client.next().body()).isEqualTo("4");
		}
	}

	@Test
	void aPatternForgetsWhichChannelsTheClientMaySeeAlsoWhenTheApplicationAsks() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer until-ann-60000")
			.subscribe("p", "/topic/open:*")) {
			SimpMessagingTemplate template = server.bean(SimpMessagingTemplate.class);
			template.convertAndSend("/topic/open:1", "1");
			assertThat(client.next().body()).isEqualTo("1");
			denied.add("open:1");
			server.hub().control().send(new ControlCommand.Refresh(ClientSelector.user("ann"), null)).join();
			client.send("SUBSCRIBE\nid:s\ndestination:/topic/open:9\nreceipt:s\n\n");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("s"));
			template.convertAndSend("/topic/open:1", "3");
			template.convertAndSend("/topic/open:2", "4");
			assertThat(client.next().body()).isEqualTo("4");
		}
	}

	@Test
	void aPatternThatIsNoLongerPermittedEnds() throws Exception {
		try (StompClient client = server.connect("Authorization:Bearer until-ann-60000")
			.subscribe("p", "/topic/open:*")) {
			denied.add("open:*");
			client.send(refresh("until-ann-3600900"));
			assertThat(client.next().headers()).containsEntry("receipt-id", "unsubscribed")
				.containsEntry("subscription", "p");
			assertThat(client.next().header("expires")).isEqualTo("3600");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Authorization:Bearer token-ann", "Authorization:Bearer token-bob" })
	void aSessionWhoseTokenDoesNotExpireHasAMaximumAge(String token) throws Exception {
		HubOptions shortLived = HubOptions.builder().maxSessionAge(Duration.ofMillis(500)).build();
		try (StompServer other = StompServer.start(StompOptions.defaults(), NAMESPACES, shortLived,
				ChannelAuthorizer.NAMESPACE_OPTIONS);
				StompClient anonymous = other.connect();
				StompClient client = other.connect(token)) {
			assertThat(client.next().header("message")).isEqualTo("Session expired");
			assertThat(client.closeCode()).isEqualTo(1008);
			anonymous.assertNothingElse();
		}
	}

	private static String refresh(String token) {
		return "SEND\ndestination:/realtime/refresh\nAUTHORIZATION:Bearer " + token + "\nreceipt:r\n\n";
	}

	private static Session session(String user) {
		return server.hub()
			.sessions()
			.stream()
			.filter((session) -> session.isOpen() && session.identity().user().equals(user))
			.max(Comparator.comparing(Session::openedAt))
			.orElseThrow();
	}

	private static Rules rules() {
		return server.bean(Rules.class);
	}

	private static void awaitQuietly(@Nullable CountDownLatch latch) {
		try {
			if (latch != null) {
				latch.await(30, TimeUnit.SECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * The interceptor of an application, which withholds denied commands and
	 * destinations.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Rules implements WebSocketMessageBrokerConfigurer {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		private final List<StompHeaderAccessor> connects = new CopyOnWriteArrayList<>();

		private volatile @Nullable Principal standIn;

		void reset() {
			this.standIn = null;
			this.seen.clear();
			this.connects.clear();
		}

		List<String> users(String destination) {
			return this.seen.stream()
				.filter((line) -> line.startsWith(destination + " "))
				.map((line) -> line.substring(destination.length() + 1))
				.toList();
		}

		@Override
		public void configureClientInboundChannel(ChannelRegistration registration) {
			registration.interceptors(new ChannelInterceptor() {

				@Override
				public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
					StompHeaderAccessor accessor = MessageHeaderAccessor.getAccessor(message,
							StompHeaderAccessor.class);
					return (accessor == null || accessor.getCommand() == null || isPassed(accessor)) ? message : null;
				}

			});
		}

		private boolean isPassed(StompHeaderAccessor accessor) {
			Principal user = accessor.getUser();
			if (accessor.getCommand() == StompCommand.CONNECT) {
				this.connects.add(accessor);
				if ("root".equals(accessor.getLogin()) && accessor.isMutable()) {
					accessor.setUser(() -> "root");
				}
				if ("stand-in".equals(accessor.getLogin()) && this.standIn != null && accessor.isMutable()) {
					accessor.setUser(this.standIn);
				}
			}
			this.seen.add(accessor.getDestination() + " " + ((user != null) ? user.getName() : "?"));
			return !denied.contains(accessor.getCommand().name())
					&& (accessor.getDestination() == null || !denied.contains(accessor.getDestination()));
		}

	}

}
