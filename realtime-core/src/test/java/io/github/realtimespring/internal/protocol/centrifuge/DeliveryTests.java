package io.github.realtimespring.internal.protocol.centrifuge;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageBuilder;

import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.channel.UserChannels;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.rpc.RpcException;
import io.github.realtimespring.rpc.RpcHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose channel to STOMP clients has an interceptor, which withholds what
 * is secret, and changes what is to be changed.
 */
class DeliveryTests {

	private static final String SUBSCRIBE = "{\"id\":2,\"subscribe\":{\"channel\":\"kept:1\"}}";

	private final List<Message<?>> seen = new CopyOnWriteArrayList<>();

	private final ChannelInterceptor interceptor = new ChannelInterceptor() {

		@Override
		public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
			DeliveryTests.this.seen.add(message);
			String payload = new String((byte[]) message.getPayload());
			return switch (payload) {
				case "\"secret\"" -> null;
				case "\"fail\"" -> throw new IllegalStateException("expected by a test");
				case "\"change\"" -> MessageBuilder.createMessage("\"changed\"".getBytes(), message.getHeaders());
				default -> message;
			};
		}

	};

	@Test
	void whatIsWithheldOrChangedForStompIsSoForCentrifuge() {
		try (Node node = start()) {
			Client client = node.connect().subscribe("open:1");
			for (String payload : List.of("secret", "change", "fail", "plain")) {
				publish(node, "open:1", payload);
			}
			assertThat(client.next()).isEqualTo(push("open:1", "changed"));
			assertThat(client.next()).isEqualTo(push("open:1", "plain"));
			assertThat(node.dropped(DropReason.FAILED)).isEqualTo(1);
			SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.wrap(this.seen.get(0));
			assertThat(headers.getDestination()).isEqualTo("/topic/open:1");
			assertThat(headers.getSubscriptionId()).isEqualTo("open:1");
			assertThat(headers.getSessionId()).isEqualTo(client.session().id());
		}
	}

	@Test
	void aUsersMessagesPassToo() {
		try (Node node = start()) {
			Client client = node.open().connect("user:ann").subscribe("/user/queue/x");
			publish(node, UserChannels.channelFor("ann", "/queue/x"), "secret");
			publish(node, UserChannels.channelFor("ann", "/queue/x"), "change");
			assertThat(client.next()).isEqualTo(push("/user/queue/x", "changed"));
			assertThat(SimpMessageHeaderAccessor.getDestination(this.seen.get(0).getHeaders()))
				.isEqualTo("/user/queue/x");
		}
	}

	@Test
	void whatIsRecoveredAndReadFromHistoryPassesToo() {
		try (Node node = start()) {
			for (String payload : List.of("first", "secret", "change")) {
				publish(node, "kept:1", payload);
			}
			Client client = node.connect();
			client.send("{\"id\":2,\"history\":{\"channel\":\"kept:1\",\"limit\":10}}");
			String history = client.next();
			assertThat(history).contains("first", "changed").doesNotContain("secret");
			String epoch = history.replaceAll(".*\"epoch\":\"([^\"]*)\".*", "$1");
			client.send("{\"id\":3,\"subscribe\":{\"channel\":\"kept:1\",\"recover\":true,\"offset\":1,\"epoch\":\""
					+ epoch + "\"}}");
			assertThat(client.next()).contains("\"recovered\":true", "changed").doesNotContain("secret", "first");
			publish(node, "kept:1", "secret");
			publish(node, "kept:1", "last");
			assertThat(client.next()).contains("\"last\"", "\"offset\":5");
		}
	}

	@Test
	void headersThatAreRemovedOrChangedForStompAreSoForCentrifuge() {
		ChannelInterceptor redacting = new ChannelInterceptor() {

			@Override
			public Message<?> preSend(Message<?> message, MessageChannel channel) {
				StompHeaderAccessor accessor = StompHeaderAccessor.wrap(message);
				accessor.removeNativeHeader("risk");
				accessor.setNativeHeader("tier", "public");
				accessor.addNativeHeader("seen", "yes");
				accessor.removeNativeHeader("offset");
				return MessageBuilder.createMessage(message.getPayload(), accessor.getMessageHeaders());
			}

		};
		String data = "{\"data\":\"x\",\"offset\":";
		try (Node node = start(redacting)) {
			Client live = node.connect().send(SUBSCRIBE);
			assertThat(live.next()).contains("\"positioned\":true");
			Publication publication = new Publication("\"x\"".getBytes(), "application/json")
				.withTags(Map.of("risk", "7", "tier", "gold", "id", "9"));
			node.hub().publish("kept:1", publication).join();
			node.hub().publish("kept:1", publication).join();
			assertRedacted(live.next(), data + "1");
			assertRedacted(live.next(), data + "2");
			Client client = node.connect();
			client.send("{\"id\":2,\"history\":{\"channel\":\"kept:1\",\"limit\":10}}");
			assertRedacted(client.next(), data + "1");
			client
				.send("{\"id\":3,\"subscribe\":{\"channel\":\"kept:1\",\"recover\":true,\"offset\":1,\"epoch\":\"\"}}");
			assertRedacted(client.next(), data + "2");
		}
	}

	private static void assertRedacted(String line, String expected) {
		assertThat(line).contains(expected, "\"tier\":\"public\"", "\"seen\":\"yes\"", "\"id\":\"9\"")
			.doesNotContain("risk", "gold", "destination", "content-type", "subscription", "message-id");
	}

	@Test
	void whenHeadersAreLeftAloneThenTagsAreAsTheyWerePublished() {
		try (Node node = start()) {
			Client client = node.connect().send(SUBSCRIBE);
			assertThat(client.next()).contains("\"positioned\":true");
			node.hub()
				.publish("kept:1",
						new Publication("1".getBytes(), "application/json")
							.withTags(Map.of("offset", "o", "destination", "d")))
				.join();
			assertThat(client.next()).contains("\"data\":1,\"offset\":1,\"tags\":{", "\"offset\":\"o\"",
					"\"destination\":\"d\"");
		}
	}

	@Test
	void whatACallAnswersPassesToo() {
		RpcHandler methods = (session, method, data) -> switch (method) {
			case "error" -> CompletableFuture.failedFuture(new RpcException(400, "\"change\""));
			case "secret-error" -> CompletableFuture.failedFuture(new RpcException(400, "\"secret\""));
			default -> CompletableFuture.completedFuture(method.isEmpty() ? new byte[0] : data);
		};
		try (Node node = start(this.interceptor, methods)) {
			Client client = node.connect();
			assertThat(call(client, "m", "plain")).isEqualTo("{\"id\":2,\"rpc\":{\"data\":\"plain\"}}");
			assertThat(call(client, "m", "change")).isEqualTo("{\"id\":2,\"rpc\":{\"data\":\"changed\"}}");
			for (String withheld : List.of("secret", "fail")) {
				assertThat(call(client, "m", withheld))
					.isEqualTo("{\"id\":2,\"error\":{\"code\":103,\"message\":\"permission denied\"}}");
			}
			assertThat(call(client, "error", "")).contains("\"code\":400,\"message\":\"\\\"changed\\\"\"");
			assertThat(call(client, "secret-error", "")).contains("\"code\":400,\"message\":\"call failed\"");
			SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.wrap(this.seen.get(0));
			assertThat(headers.getMessageType()).isEqualTo(SimpMessageType.MESSAGE);
			assertThat(headers.getDestination()).isEqualTo("/app/m");
			assertThat(headers.getSessionId()).isEqualTo(client.session().id());
			assertThat(headers.getContentType()).hasToString("application/json");
			assertThat(this.seen).hasSize(6);
			assertThat(call(client, "", "none")).isEqualTo("{\"id\":2,\"rpc\":{}}");
			assertThat(this.seen).hasSize(6);
		}
	}

	private static String call(Client client, String method, String text) {
		return client.send("{\"id\":2,\"rpc\":{\"method\":\"" + method + "\",\"data\":\"" + text + "\"}}").next();
	}

	private Node start() {
		return start(this.interceptor);
	}

	private static Node start(ChannelInterceptor interceptor) {
		return start(interceptor, (session, method, data) -> CompletableFuture.completedFuture(data));
	}

	private static Node start(ChannelInterceptor interceptor, RpcHandler methods) {
		FakeBroker broker = new FakeBroker();
		broker.outbound().addInterceptor(interceptor);
		return Node.builder().broker(broker.broker()).rpc(methods).start();
	}

	private static void publish(Node node, String channel, String text) {
		node.hub().publish(channel, new Publication(("\"" + text + "\"").getBytes(), "application/json")).join();
	}

	private static String push(String channel, String text) {
		return "{\"push\":{\"channel\":\"" + channel + "\",\"pub\":{\"data\":\"" + text + "\"}}}";
	}

}
