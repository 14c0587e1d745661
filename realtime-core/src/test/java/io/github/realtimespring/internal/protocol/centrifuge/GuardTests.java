package io.github.realtimespring.internal.protocol.centrifuge;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.SimpAttributesContextHolder;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.web.socket.messaging.SessionConnectEvent;

import io.github.realtimespring.ClientSession;
import io.github.realtimespring.Publication;
import io.github.realtimespring.rpc.RpcHandler;
import io.github.realtimespring.security.AuthenticationUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose channel of STOMP clients' frames has interceptors.
 */
class GuardTests {

	private static final String DENIED = "\"error\":{\"code\":103,\"message\":\"permission denied\"}";

	private final List<Message<?>> seen = new CopyOnWriteArrayList<>();

	private final List<String> called = new CopyOnWriteArrayList<>();

	private final RpcHandler methods = new RpcHandler() {

		@Override
		public CompletableFuture<byte[]> call(ClientSession session, String method, byte[] data) {
			GuardTests.this.called.add(method);
			return CompletableFuture.completedFuture(data);
		}

	};

	/**
	 * Administrators' destinations are for the user admin only.
	 */
	private final ChannelInterceptor rules = before((accessor) -> {
		String destination = accessor.getDestination();
		Principal user = accessor.getUser();
		if (destination != null && destination.contains("/admin/")
				&& (user == null || !user.getName().equals("admin"))) {
			throw new IllegalStateException("Not an administrator");
		}
		return true;
	});

	@ParameterizedTest
	@ValueSource(strings = { "\"rpc\":{\"method\":\"admin/x\",\"data\":{}}", "\"subscribe\":{\"channel\":\"admin/1\"}",
			"\"subscribe\":{\"channel\":\"/queue/admin/1\"}", "\"publish\":{\"channel\":\"open:/admin/1\",\"data\":1}",
			"\"history\":{\"channel\":\"kept:/admin/1\"}" })
	void whatARuleForbidsOnStompIsRefused(String command) {
		try (Node node = start(this.rules)) {
			Client client = node.connect().send("{\"id\":2," + command + "}");
			assertThat(client.next()).isEqualTo("{\"id\":2," + DENIED + "}");
			assertThat(node.errors("permission-denied")).isOne();
			assertThat(this.called).isEmpty();
			assertThat(client.session().subscriptions()).isEmpty();
			Client admin = node.open().connect("user:admin").send("{\"id\":2," + command + "}");
			assertThat(admin.next()).doesNotContain("error");
		}
	}

	@Test
	void interceptorsSeeCommandsAsTheFramesOfAStompClient() {
		try (Node node = start(this.recording())) {
			Client client = node.open();
			client.session().attributes().put("tenant", "one");
			client.connect("user:ann").subscribe("open:1");
			client.send("{\"id\":3,\"publish\":{\"channel\":\"open:1\",\"data\":{\"a\":1}}}");
			client.next();
			client.next();
			client.send("{\"id\":4,\"rpc\":{\"method\":\"chat\",\"data\":2}}");
			client.next();
			client.send("{\"id\":5,\"unsubscribe\":{\"channel\":\"open:1\"}}");
			client.next();
			client.leave();
			assertThat(this.seen).extracting((message) -> accessor(message).getCommand())
				.containsExactly(StompCommand.CONNECT, StompCommand.SUBSCRIBE, StompCommand.SEND, StompCommand.SEND,
						StompCommand.UNSUBSCRIBE, StompCommand.DISCONNECT);
			assertThat(this.seen).extracting((message) -> accessor(message).getDestination())
				.containsExactly(null, "/topic/open:1", "/topic/open:1", "/app/chat", null, null);
			assertThat(this.seen).allSatisfy((message) -> {
				assertThat(accessor(message).getSessionId()).isEqualTo(client.session().id());
				assertThat(accessor(message).getUser()).hasToString("User[name=ann]");
				assertThat(accessor(message).getSessionAttributes()).containsEntry("tenant", "one");
				assertThat(message.getHeaders()).containsEntry("realtimeProtocol", "centrifuge");
			});
			StompHeaderAccessor subscribe = accessor(this.seen.get(1));
			assertThat(subscribe.getMessageType()).isEqualTo(SimpMessageType.SUBSCRIBE);
			assertThat(subscribe.getSubscriptionId()).isEqualTo("open:1");
			assertThat(subscribe.getFirstNativeHeader("destination")).isEqualTo("/topic/open:1");
			assertThat(accessor(this.seen.get(2)).getContentType()).hasToString("application/json");
			assertThat(this.seen.get(2).getPayload()).isEqualTo("{\"a\":1}".getBytes());
			assertThat(accessor(this.seen.get(4)).getSubscriptionId()).isEqualTo("open:1");
		}
	}

	@Test
	void connectHasTheHeadersAndTheTokenOfTheCommand() {
		try (Node node = start(this.recording())) {
			node.open().send("{\"id\":1,\"connect\":{\"token\":\"user:ann\",\"headers\":{\"X-Csrf\":\"c\"}}}").next();
			assertThat(accessor(this.seen.get(0)).getFirstNativeHeader("X-Csrf")).isEqualTo("c");
			assertThat(accessor(this.seen.get(0)).getFirstNativeHeader("Authorization")).isEqualTo("Bearer user:ann");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "authorization", "Authorization", "AUTHORIZATION" })
	void theAuthorizationThatInterceptorsSeeIsTheVerifiedToken(String name) {
		try (Node node = start(this.recording())) {
			Client client = node.open()
				.send("{\"id\":1,\"connect\":{\"token\":\"user:ann:3600000\",\"headers\":{\"" + name
						+ "\":\"Bearer user:bob\"}}}");
			client.next();
			client.send("{\"id\":2,\"refresh\":{\"token\":\"user:ann:7200000\"}}").next();
			assertThat(this.seen).hasSize(2);
			assertThat(authorization(this.seen.get(0))).containsExactly("Authorization: Bearer user:ann:3600000");
			assertThat(authorization(this.seen.get(1))).containsExactly("Authorization: Bearer user:ann:7200000");
		}
	}

	@Test
	void aTokenAmongTheHeadersIsVerifiedLikeAnyOther() {
		try (Node node = start(this.recording())) {
			Client ann = node.open()
				.send("{\"id\":1,\"connect\":{\"headers\":{\"authorization\":\"Bearer user:ann:3600000\"}}}");
			assertThat(ann.next()).contains("\"connect\":{").doesNotContain("expires");
			assertThat(ann.session().identity().user()).isEqualTo("ann");
			assertThat(authorization(this.seen.get(0))).containsExactly("Authorization: Bearer user:ann:3600000");
			Client mallory = node.open()
				.send("{\"id\":1,\"connect\":{\"headers\":{\"Authorization\":\"Bearer forged\"}}}");
			assertThat(mallory.closed().code()).isEqualTo(3500);
			assertThat(this.seen).hasSize(1);
		}
	}

	private static List<String> authorization(Message<?> message) {
		return accessor(message).toNativeHeaderMap()
			.entrySet()
			.stream()
			.filter((header) -> header.getKey().equalsIgnoreCase("authorization"))
			.map((header) -> header.getKey() + ": " + String.join(",", header.getValue()))
			.toList();
	}

	@Test
	void refreshIsShownAsTheConnectOfAClientWithTheNewToken() {
		try (Node node = start(this.recording())) {
			Client client = node.open()
				.send("{\"id\":1,\"connect\":{\"token\":\"user:ann:3600000\",\"headers\":{\"X-Csrf\":\"c\"}}}");
			client.next();
			Principal first = client.session().identity().principal();
			assertThat(client.send("{\"id\":2,\"refresh\":{\"token\":\"user:ann:7200000\"}}").next())
				.contains("\"refresh\"");
			StompHeaderAccessor refresh = accessor(this.seen.get(1));
			assertThat(refresh.getCommand()).isEqualTo(StompCommand.CONNECT);
			assertThat(refresh.getFirstNativeHeader("X-Csrf")).isEqualTo("c");
			assertThat(refresh.getSessionId()).isEqualTo(client.session().id());
			assertThat(refresh.getUser()).isEqualTo(first).isNotSameAs(first);
		}
	}

	@ParameterizedTest
	@CsvSource({ "denied,3507", "withheld,3507", "unauthenticated,3500" })
	void whenRefreshIsRefusedThenTheClientIsSentAway(String how, int code) {
		AtomicBoolean locked = new AtomicBoolean();
		ChannelInterceptor locking = before((accessor) -> {
			if (!locked.get()) {
				return true;
			}
			return switch (how) {
				case "denied" -> throw new IllegalStateException("no");
				case "unauthenticated" -> throw new BadCredentialsException("no");
				default -> false;
			};
		});
		try (Node node = start(locking)) {
			Client client = node.open().connect("user:ann:3600000");
			Instant expiry = client.session().identity().expiresAt();
			locked.set(true);
			client.send("{\"id\":2,\"refresh\":{\"token\":\"user:ann:7200000\"}}");
			assertThat(client.closed().code()).isEqualTo(code);
			assertThat(client.session().identity().expiresAt()).isEqualTo(expiry);
		}
	}

	@Test
	void whenAnInterceptorCannotTellAboutARefreshThenTheClientTriesAgain() {
		AtomicBoolean down = new AtomicBoolean();
		ChannelInterceptor unavailable = before((accessor) -> {
			if (down.get()) {
				throw new AuthenticationUnavailableException("down", null);
			}
			return true;
		});
		try (Node node = start(unavailable)) {
			Client client = node.open().connect("user:ann:3600000");
			down.set(true);
			String refresh = "{\"id\":2,\"refresh\":{\"token\":\"user:ann:7200000\"}}";
			assertThat(client.send(refresh).next()).contains("\"code\":100", "\"temporary\":true");
			down.set(false);
			assertThat(client.send(refresh).next()).contains("\"refresh\"");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "content-type", "Content-Type", "content-length", "destination", "id", "subscription",
			"receipt", "heart-beat", "accept-version" })
	void headersOfConnectThatSpringParsesAreNotTheClients(String name) {
		FakeBroker broker = new FakeBroker(this.recording());
		FakeBroker withoutInterceptors = new FakeBroker();
		String connect = "{\"id\":1,\"connect\":{\"headers\":{\"" + name + "\":\"x\"}}}";
		try (Node node = Node.builder().broker(broker.broker()).start();
				Node other = Node.builder().broker(withoutInterceptors.broker()).start()) {
			assertThat(node.open().send(connect).next()).contains("\"client\"");
			assertThat(other.open().send(connect).next()).contains("\"client\"");
			assertThat(accessor(this.seen.get(0)).getFirstNativeHeader(name)).isNotEqualTo("x");
			assertThat(withoutInterceptors.events(SessionConnectEvent.class)).singleElement()
				.satisfies((event) -> assertThat(event.getMessage().getHeaders()).doesNotContainKeys("contentType",
						"simpDestination", "simpSubscriptionId"));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenConnectFailsThenTheClientHasLittleTimeToLeave(boolean error) {
		ChannelInterceptor failing = before((accessor) -> {
			accessor.setUser(new BrokenUser(error));
			return true;
		});
		try (Node node = Node.builder().options(hasty()).broker(new FakeBroker(failing).broker()).start()) {
			Client client = node.open().send("{\"id\":1,\"connect\":{\"data\":{\"resume\":\"\"}}}");
			if (!error) {
				assertThat(client.next()).contains("\"code\":100");
			}
			assertThat(client.closed().code()).isEqualTo(3502);
		}
	}

	@Test
	void whenClientSendsTooManyHeadersThenConnectionIsClosed() {
		StringBuilder headers = new StringBuilder();
		for (int i = 0; i < 65; i++) {
			headers.append((i > 0) ? "," : "").append("\"h").append(i).append("\":\"x\"");
		}
		try (Node node = start(this.recording())) {
			assertThat(node.open().send("{\"id\":1,\"connect\":{\"headers\":{" + headers + "}}}").closed().code())
				.isEqualTo(3501);
			assertThat(this.seen).isEmpty();
		}
	}

	@Test
	void whenAnInterceptorReplacesTheUserThenTheExpiryOfTheTokenStays() {
		ChannelInterceptor replacing = before((accessor) -> {
			if (accessor.getCommand() == StompCommand.CONNECT) {
				accessor.setUser(new Node.User("replaced"));
			}
			return true;
		});
		try (Node node = start(replacing)) {
			Client client = node.open().connect("user:ann:3600000");
			assertThat(client.session().identity().user()).isEqualTo("replaced");
			Instant expiry = client.session().identity().expiresAt();
			assertThat(expiry).isNotNull();
			client.send("{\"id\":2,\"refresh\":{\"token\":\"user:ann:7200000\"}}");
			assertThat(client.next()).contains("\"refresh\"");
			assertThat(client.session().identity().user()).isEqualTo("replaced");
			assertThat(client.session().identity().expiresAt()).isAfter(expiry);
			client.send("{\"id\":3,\"refresh\":{\"token\":\"user:replaced:7200000\"}}");
			assertThat(client.closed().code()).isEqualTo(3500);
		}
	}

	@Test
	void whenAnInterceptorReplacesTheUserByOneOfTheSameNameThenItStays() {
		TestingAuthenticationToken lesser = new TestingAuthenticationToken("ann", "", "ROLE_USER");
		ChannelInterceptor replacing = before((accessor) -> {
			if (accessor.getCommand() == StompCommand.CONNECT) {
				accessor.setUser(lesser);
			}
			return true;
		});
		try (Node node = start(replacing)) {
			Client client = node.open().connect("user:ann:3600000");
			Instant expiry = client.session().identity().expiresAt();
			for (int i = 0; i < 2; i++) {
				client.send("{\"id\":2,\"refresh\":{\"token\":\"user:ann:7200000\"}}");
				assertThat(client.next()).contains("\"refresh\"");
				assertThat(client.session().identity().principal()).isSameAs(lesser);
			}
			assertThat(client.session().identity().expiresAt()).isAfter(expiry);
		}
	}

	@Test
	void whenAnInterceptorGivesTheUserOtherAuthoritiesThenARefreshTakesThemOver() {
		AtomicReference<Principal> user = new AtomicReference<>(
				new TestingAuthenticationToken("ann", "", "ROLE_ADMIN"));
		ChannelInterceptor replacing = before((accessor) -> {
			if (accessor.getCommand() == StompCommand.CONNECT) {
				accessor.setUser(user.get());
			}
			return true;
		});
		try (Node node = start(replacing)) {
			Client client = node.open().connect("user:ann:3600000");
			Principal lesser = new TestingAuthenticationToken("ann", "", "ROLE_USER");
			user.set(lesser);
			client.send("{\"id\":2,\"refresh\":{\"token\":\"user:ann:7200000\"}}");
			assertThat(client.next()).contains("\"refresh\"");
			assertThat(client.session().identity().principal()).isSameAs(lesser);
			user.set(new TestingAuthenticationToken("bob", "", "ROLE_USER"));
			client.send("{\"id\":3,\"refresh\":{\"token\":\"user:ann:7200000\"}}");
			assertThat(client.closed().code()).isEqualTo(3500);
			assertThat(client.session().identity().principal()).isSameAs(lesser);
		}
	}

	@Test
	void whenNoInterceptorReplacesTheUserThenTheNewTokensIsTheUser() {
		try (Node node = start(this.recording())) {
			Client client = node.open().connect("user:ann:3600000");
			Principal first = client.session().identity().principal();
			client.send("{\"id\":2,\"refresh\":{\"token\":\"user:ann:7200000\"}}").next();
			assertThat(client.session().identity().principal()).isNotSameAs(first).hasToString("User[name=ann]");
		}
	}

	@ParameterizedTest
	@CsvSource({ "denied,3507", "withheld,3507", "unauthenticated,3500" })
	void whenConnectIsRefusedThenTheClientIsSentAway(String how, int code) {
		ChannelInterceptor refusing = before((accessor) -> switch (how) {
			case "denied" -> throw new IllegalStateException("no");
			case "unauthenticated" -> throw new BadCredentialsException("no");
			default -> false;
		});
		try (Node node = start(refusing)) {
			assertThat(node.open().send("{\"id\":1,\"connect\":{}}").closed().code()).isEqualTo(code);
		}
	}

	@Test
	void whenAnInterceptorCannotTellThenTheClientTriesAgain() {
		ChannelInterceptor unavailable = before((accessor) -> {
			throw new AuthenticationUnavailableException("down", null);
		});
		try (Node node = start(unavailable)) {
			assertThat(node.open().send("{\"id\":1,\"connect\":{}}").next()).contains("\"temporary\":true");
		}
	}

	@Test
	void whenAnInterceptorSatisfiesTheNeedForAnIdentityThenNoTokenIsNeeded() {
		ChannelInterceptor login = before((accessor) -> {
			accessor.setUser(new Node.User("ann"));
			return true;
		});
		CentrifugeOptions required = Node.patient().mutate().token(true, true).build();
		try (Node node = Node.builder().options(required).broker(new FakeBroker(login).broker()).start()) {
			assertThat(node.connect().session().identity().user()).isEqualTo("ann");
		}
	}

	@Test
	void whenAnInterceptorChangesTheDestinationThenTheChannelFollowsAndTheClientKeepsItsName() {
		ChannelInterceptor tenant = before((accessor) -> {
			if (accessor.getDestination() != null && accessor.getDestination().startsWith("/topic/")) {
				accessor.setDestination(accessor.getDestination().replace("open:", "open:tenant-"));
			}
			return true;
		});
		try (Node node = start(tenant)) {
			Client client = node.connect().subscribe("open:1");
			assertThat(client.session().subscription("open:1")).isNotNull();
			client.send("{\"id\":3,\"publish\":{\"channel\":\"open:1\",\"data\":7}}");
			assertThat(List.of(client.next(), client.next())).anySatisfy(
					(line) -> assertThat(line).contains("{\"push\":{\"channel\":\"open:1\",\"pub\":{\"data\":7"));
			node.hub().publish("open:tenant-1", new Publication("8".getBytes(), "application/json"));
			assertThat(client.next()).contains("\"data\":8");
		}
	}

	@Test
	void whenAnInterceptorChangesThePayloadThenThatIsPublishedAndCalled() {
		ChannelInterceptor changing = new ChannelInterceptor() {
			@Override
			public Message<?> preSend(Message<?> message, MessageChannel channel) {
				return (accessor(message).getCommand() == StompCommand.SEND)
						? MessageBuilder.createMessage("\"changed\"".getBytes(), message.getHeaders()) : message;
			}
		};
		try (Node node = start(changing)) {
			Client client = node.connect().send("{\"id\":2,\"rpc\":{\"method\":\"m\",\"data\":1}}");
			assertThat(client.next()).isEqualTo("{\"id\":2,\"rpc\":{\"data\":\"changed\"}}");
			Client subscriber = node.connect().subscribe("open:1");
			client.send("{\"id\":3,\"publish\":{\"channel\":\"open:1\",\"data\":1}}");
			assertThat(subscriber.next()).contains("\"data\":\"changed\"");
		}
	}

	@Test
	void whenADestinationLeadsElsewhereThenTheCommandIsRefused() {
		ChannelInterceptor redirecting = before((accessor) -> {
			if (accessor.getDestination() != null) {
				accessor.setDestination("/app/elsewhere");
			}
			return true;
		});
		try (Node node = start(redirecting)) {
			Client client = node.connect().send("{\"id\":2,\"subscribe\":{\"channel\":\"open:1\"}}");
			assertThat(client.next()).contains(DENIED);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"subscribe\":{\"channel\":\"/exchange/x\"}", "\"history\":{\"channel\":\"/exchange/x\"}",
			"\"publish\":{\"channel\":\"/app/x\",\"data\":1}", "\"subscribe\":{\"channel\":\"/topic/open:1\"}" })
	void whenAChannelHasNoDestinationThenItIsRefusedBecauseNoRuleCouldBeAboutIt(String command) {
		try (Node node = start(this.recording())) {
			Client client = node.connect().send("{\"id\":2," + command + "}");
			assertThat(client.next()).contains(DENIED);
		}
	}

	@Test
	void aClientsOwnUserChannelIsTheDestinationThatAStompClientUses() {
		try (Node node = start(this.recording())) {
			Client client = node.open().connect("user:ann").subscribe("/user/queue/x");
			assertThat(accessor(this.seen.get(1)).getDestination()).isEqualTo("/user/queue/x");
			assertThat(client.session().subscription("/user/queue/x").channel()).isEqualTo("/user/ann/queue/x");
		}
	}

	@Test
	void whatAClientMayNoLongerHaveIsNotRestoredWhenItResumesItsSession() {
		AtomicBoolean lost = new AtomicBoolean();
		ChannelInterceptor membership = before((accessor) -> !lost.get() || accessor.getDestination() == null);
		try (Node node = start(membership)) {
			Client first = node.open().send("{\"id\":1,\"connect\":{\"data\":{\"resume\":\"\"}}}");
			String token = first.next().replaceAll(".*\"token\":\"([^\"]*)\".*", "$1");
			first.subscribe("open:1").leave();
			lost.set(true);
			Client second = node.open().send("{\"id\":1,\"connect\":{\"data\":{\"resume\":\"" + token + "\"}}}");
			assertThat(second.next()).contains("\"resumed\":true").doesNotContain("subs");
			assertThat(second.session().subscriptions()).isEmpty();
		}
	}

	@Test
	void permissionsStillDecideAfterTheInterceptors() {
		try (Node node = start(this.recording())) {
			Client client = node.connect().send("{\"id\":2,\"subscribe\":{\"channel\":\"closed:1\"}}");
			assertThat(client.next()).contains(DENIED);
			client.send("{\"id\":3,\"publish\":{\"channel\":\"/user/ann/queue/x\",\"data\":1}}");
			assertThat(client.next()).contains(DENIED);
		}
	}

	@Test
	void aCommandIsHandledBetweenTheCallbacksOfTheInterceptors() {
		List<String> order = new CopyOnWriteArrayList<>();
		RpcHandler handler = (session, method, data) -> {
			order.add("handle " + SimpAttributesContextHolder.currentAttributes().getSessionId());
			return CompletableFuture.completedFuture(data);
		};
		FakeBroker broker = new FakeBroker(new Tracing("a", order), new Tracing("b", order));
		try (Node node = Node.builder().rpc(handler).broker(broker.broker()).start()) {
			Client client = node.connect();
			client.settle();
			order.clear();
			client.send("{\"id\":2,\"rpc\":{}}").next();
			client.settle();
			assertThat(order).startsWith("a preSend", "b preSend", "a beforeHandle", "b beforeHandle",
					"handle " + client.session().id(), "b afterMessageHandled", "a afterMessageHandled", "a postSend",
					"b postSend", "b afterSendCompletion", "a afterSendCompletion");
		}
	}

	@Test
	void whenAnInterceptorRefusesThenThoseBeforeItCleanUp() {
		List<String> order = new CopyOnWriteArrayList<>();
		FakeBroker broker = new FakeBroker(new Tracing("a", order),
				before((accessor) -> accessor.getDestination() == null));
		try (Node node = Node.builder().broker(broker.broker()).start()) {
			Client client = node.connect();
			client.settle();
			order.clear();
			assertThat(client.send("{\"id\":2,\"subscribe\":{\"channel\":\"open:1\"}}").next()).contains(DENIED);
			Client.await(() -> order.size() == 2);
			assertThat(order).containsExactly("a preSend", "a afterSendCompletion");
		}
	}

	@Test
	void aMessageWithoutDestinationIsShownAndMayBeRefused() {
		List<String> received = new CopyOnWriteArrayList<>();
		ChannelInterceptor rule = before((accessor) -> accessor.getCommand() != StompCommand.SEND
				|| accessor.getDestination() != null || accessor.getUser() != null);
		FakeBroker broker = new FakeBroker(rule);
		try (Node node = Node.builder()
			.listener((session, data) -> received.add(new String(data)))
			.broker(broker.broker())
			.start()) {
			node.connect().send("{\"send\":{\"data\":1}}").settle();
			node.open().connect("user:ann").send("{\"send\":{\"data\":2}}").settle();
			assertThat(received).containsExactly("2");
		}
	}

	@Test
	void whenThereIsNoInterceptorThenNothingIsShownAndPublishingDoesNotBlock() {
		try (Node node = Node.builder().broker(new FakeBroker().broker()).start()) {
			Client client = node.connect().subscribe("/exchange/x");
			assertThat(client.session().subscriptions()).hasSize(1);
		}
	}

	/**
	 * Options that give a client little time to leave.
	 */
	private static CentrifugeOptions hasty() {
		return Node.patient().mutate().leaveTimeout(Duration.ofMillis(300)).build();
	}

	private Node start(ChannelInterceptor... interceptors) {
		return Node.builder().rpc(this.methods).broker(new FakeBroker(interceptors).broker()).start();
	}

	private ChannelInterceptor recording() {
		return new ChannelInterceptor() {
			@Override
			public Message<?> preSend(Message<?> message, MessageChannel channel) {
				GuardTests.this.seen.add(message);
				return message;
			}
		};
	}

	private static StompHeaderAccessor accessor(Message<?> message) {
		StompHeaderAccessor accessor = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
		assertThat(accessor).isNotNull();
		return accessor;
	}

	/**
	 * An interceptor that lets a message pass or not.
	 */
	private static ChannelInterceptor before(Predicate<StompHeaderAccessor> test) {
		return new ChannelInterceptor() {
			@Override
			public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
				return test.test(accessor(message)) ? message : null;
			}
		};
	}

	private record BrokenUser(boolean error) implements Principal {

		@Override
		public String getName() {
			if (this.error) {
				throw new AssertionError("expected by the test");
			}
			throw new IllegalStateException("expected by the test");
		}

	}

	private record Tracing(String name, List<String> order) implements ExecutorChannelInterceptor {

		@Override
		public Message<?> preSend(Message<?> message, MessageChannel channel) {
			this.order.add(this.name + " preSend");
			return message;
		}

		@Override
		public void postSend(Message<?> message, MessageChannel channel, boolean sent) {
			this.order.add(this.name + " postSend");
		}

		@Override
		public void afterSendCompletion(Message<?> message, MessageChannel channel, boolean sent,
				@Nullable Exception ex) {
			this.order.add(this.name + " afterSendCompletion");
		}

		@Override
		public Message<?> beforeHandle(Message<?> message, MessageChannel channel, MessageHandler handler) {
			this.order.add(this.name + " beforeHandle");
			return message;
		}

		@Override
		public void afterMessageHandled(Message<?> message, MessageChannel channel, MessageHandler handler,
				@Nullable Exception ex) {
			this.order.add(this.name + " afterMessageHandled");
		}

	}

}
