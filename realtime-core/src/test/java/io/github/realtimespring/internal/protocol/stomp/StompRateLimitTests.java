package io.github.realtimespring.internal.protocol.stomp;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.support.AbstractMessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import io.github.realtimespring.channel.ClientAccess;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.limit.RateLimit;
import io.github.realtimespring.internal.limit.RateLimitOptions;
import io.github.realtimespring.security.ChannelAuthorizer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that send faster than they may. The limits recover in days.
 */
class StompRateLimitTests {

	private static final RateLimit NONE = RateLimit.NONE;

	private static final RateLimit THREE = messages(3);

	private static RateLimit messages(int burst) {
		return new RateLimit(1e-6, 0, Duration.ofSeconds(burst * 1_000_000L));
	}

	@Test
	void aMessageBeyondTheLimitIsRefusedWithANotice() throws Exception {
		try (StompServer server = start(session(THREE)); StompClient client = server.connect()) {
			for (int i = 0; i < 3; i++) {
				client.send("SEND\ndestination:/app/count\nreceipt:r" + i + "\n\na");
				assertThat(client.next()).isEqualTo(StompFrame.receipt("r" + i));
			}
			client.send("SEND\ndestination:/app/count\nreceipt:r3\n\na");
			StompFrame notice = client.next();
			assertThat(notice.command()).isEqualTo("RECEIPT");
			assertThat(notice.headers()).containsAllEntriesOf(Map.of("receipt-id", "send-refused", "reason",
					"too-many-requests", "destination", "/app/count", "receipt", "r3"));
			assertThat(notice.header("retry-after-millis")).matches("\\d{6,10}");
			client.send("SEND\ndestination:/topic/a\\cb\n\na");
			assertThat(client.next().headers()).containsEntry("destination", "/topic/a\\cb")
				.doesNotContainKey("receipt");
			client.assertNothingElse();
			assertThat(server.bean(EchoController.class).counted("a")).isEqualTo(3);
			assertThat(server.bean(Seen.class).messages).hasValue(3);
			assertThat(server.errors("rate-limit")).isEqualTo(2);
			try (StompClient neighbour = server.connect()) {
				neighbour.send("SEND\ndestination:/app/count\nreceipt:r\n\nb");
				assertThat(neighbour.next()).isEqualTo(StompFrame.receipt("r"));
			}
		}
	}

	@Test
	void aSubscriptionBeyondTheLimitEndsTheSession() throws Exception {
		try (StompServer server = start(session(THREE)); StompClient client = server.connect()) {
			client.subscribe("a", "/topic/a").subscribe("b", "/topic/b").subscribe("c", "/topic/c");
			client.send("SUBSCRIBE\nid:d\ndestination:/topic/d\nreceipt:r\n\n");
			StompFrame error = client.next();
			assertThat(error.command()).isEqualTo("ERROR");
			assertThat(error.header("message")).isEqualTo("Too many requests (realtime.limits.rate.session)");
			assertThat(error.header("receipt-id")).isEqualTo("r");
			assertThat(client.closeCode()).isEqualTo(1002);
			assertThat(server.errors("rate-limit")).isOne();
		}
	}

	@Test
	void aClientThatGoesOnGetsAnError() throws Exception {
		try (StompServer server = start(session(THREE));
				StompClient neighbour = server.connect();
				StompClient client = server.connect()) {
			neighbour.subscribe("n", "/topic/open");
			flood(client, "SEND\ndestination:/topic/open\n\nx\0".repeat(100));
			StompFrame last = client.next();
			int notices = 0;
			while (last.command().equals("RECEIPT")) {
				assertThat(last.header("receipt-id")).isEqualTo("send-refused");
				notices++;
				last = client.next();
			}
			assertThat(last.command()).isEqualTo("ERROR");
			assertThat(last.header("message")).isEqualTo("Too many requests (realtime.limits.rate.session)");
			assertThat(client.closeCode()).isEqualTo(1002);
			assertThat(notices).isGreaterThanOrEqualTo(100);
			assertThat(server.errors("rate-limit")).isGreaterThan(notices);
			for (int i = 0; i < 3; i++) {
				assertThat(neighbour.next().body()).isEqualTo("x");
			}
			neighbour.send("SEND\ndestination:/topic/open\nreceipt:r\n\ny");
			assertThat(List.of(neighbour.next().command(), neighbour.next().command()))
				.containsExactlyInAnyOrder("MESSAGE", "RECEIPT");
		}
	}

	@Test
	void theFramesOfATransactionCountOnceAndItIsNeverExecutedInPart() throws Exception {
		try (StompServer server = start(session(THREE))) {
			try (StompClient client = server.connect()) {
				client.send("BEGIN\ntransaction:t\n\n");
				for (int i = 0; i < 3; i++) {
					client.send("SEND\ntransaction:t\ndestination:/app/count\n\nc");
				}
				client.send("COMMIT\ntransaction:t\nreceipt:done\n\n");
				assertThat(client.next()).isEqualTo(StompFrame.receipt("done"));
				assertThat(server.bean(EchoController.class).counted("c")).isEqualTo(3);
			}
			try (StompClient client = server.connect()) {
				client.sendRaw(
						"BEGIN\ntransaction:t\n\n\0" + "SEND\ntransaction:t\ndestination:/app/count\n\nd\0".repeat(4)
								+ "COMMIT\ntransaction:t\n\n\0");
				assertThat(client.next().header("message"))
					.isEqualTo("Too many requests (realtime.limits.rate.session)");
				assertThat(client.closeCode()).isEqualTo(1002);
				assertThat(server.bean(EchoController.class).counted("d")).isZero();
			}
		}
	}

	@Test
	void whatEndsSomethingIsNotLimited() throws Exception {
		try (StompServer server = start(session(THREE)); StompClient client = server.connect()) {
			client.subscribe("a", "/topic/a").subscribe("b", "/topic/b").subscribe("c", "/topic/c");
			client.send("UNSUBSCRIBE\nid:a\nreceipt:r\n\n");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("r"));
			client.send("DISCONNECT\nreceipt:bye\n\n");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("bye"));
			assertThat(server.errors("rate-limit")).isZero();
		}
	}

	@Test
	void bytesAreLimitedWithTheHeaders() throws Exception {
		RateLimit limit = new RateLimit(0, 1e-3, Duration.ofSeconds(300_000));
		try (StompServer server = start(session(limit)); StompClient client = server.connect()) {
			client.send("SEND\ndestination:/app/count\nreceipt:r1\n\n" + "e".repeat(200));
			assertThat(client.next()).isEqualTo(StompFrame.receipt("r1"));
			client.send("SEND\ndestination:/app/count\nreceipt:r2\nfiller:" + "f".repeat(100) + "\n\n");
			assertThat(client.next().header("receipt-id")).isEqualTo("send-refused");
		}
	}

	@Test
	void aUserIsLimitedOverAllSessions() throws Exception {
		try (StompServer server = start(new RateLimitOptions(NONE, THREE, NONE, NONE, NONE))) {
			for (int i = 0; i < 4; i++) {
				try (StompClient client = server.connect("Authorization:Bearer token-ann")) {
					client.send("SEND\ndestination:/app/count\nreceipt:r\n\ng");
					assertThat(client.next().header("receipt-id")).isEqualTo((i < 3) ? "r" : "send-refused");
				}
			}
			try (StompClient client = server.connect("Authorization:Bearer token-bob")) {
				client.send("SEND\ndestination:/app/count\nreceipt:r\n\ng");
				assertThat(client.next().header("receipt-id")).isEqualTo("r");
			}
		}
	}

	@Test
	void anAddressIsLimitedOverAllSessions() throws Exception {
		try (StompServer server = start(new RateLimitOptions(NONE, NONE, THREE, NONE, NONE))) {
			for (int i = 0; i < 4; i++) {
				try (StompClient client = server.connect()) {
					client.send("SEND\ndestination:/app/count\nreceipt:r\n\nh");
					assertThat(client.next().header("receipt-id")).isEqualTo((i < 3) ? "r" : "send-refused");
				}
			}
		}
	}

	@Test
	void aChannelIsLimitedForThoseOnlyWhoMayPublishToIt() throws Exception {
		try (StompServer server = start(new RateLimitOptions(NONE, NONE, NONE, NONE, THREE))) {
			for (int i = 0; i < 4; i++) {
				try (StompClient stranger = server.connect()) {
					stranger.send("SEND\ndestination:/topic/members:x\n\n");
					assertThat(stranger.next().header("message")).startsWith("Access denied");
				}
			}
			try (StompClient member = server.connect("Authorization:Bearer token-ann")) {
				for (int i = 0; i < 3; i++) {
					member.send("SEND\ndestination:/topic/members:x\nreceipt:r" + i + "\n\n");
					assertThat(member.next()).isEqualTo(StompFrame.receipt("r" + i));
				}
				member.send("SEND\ndestination:/topic/members:x\nreceipt:r3\n\n");
				assertThat(member.next().headers()).containsEntry("receipt-id", "send-refused")
					.containsEntry("destination", "/topic/members\\cx")
					.containsEntry("receipt", "r3");
				member.send("SEND\ndestination:/topic/members:y\nreceipt:r4\n\n");
				assertThat(member.next()).isEqualTo(StompFrame.receipt("r4"));
				member.assertNothingElse();
			}
			assertThat(server.errors("rate-limit")).isOne();
		}
	}

	@Test
	void withoutLimitsNoFrameIsLookedAt() throws Exception {
		try (StompServer server = start(RateLimitOptions.NONE)) {
			assertThat(server.bean("clientInboundChannel", AbstractMessageChannel.class).getInterceptors()).isNotEmpty()
				.noneMatch((interceptor) -> interceptor.getClass().getSimpleName().startsWith("RateLimit"));
		}
	}

	/**
	 * Send until the server has closed the connection, however slow the machine is.
	 */
	private static void flood(StompClient client, String frames) throws Exception {
		try {
			for (int i = 0; i < 10_000; i++) {
				client.sendRaw(frames);
			}
		}
		catch (ExecutionException ex) {
			// Closed
		}
	}

	private static StompServer start(RateLimitOptions rates) throws Exception {
		Namespaces namespaces = new Namespaces(List.of(new Namespace("default", ClientAccess.ANY, ClientAccess.ANY),
				new Namespace("members", ClientAccess.AUTHENTICATED, ClientAccess.AUTHENTICATED)), false);
		return StompServer.start(StompServer.options(Duration.ZERO, Duration.ofSeconds(30), false), namespaces,
				HubOptions.defaults().mutate().rates(rates).build(), ChannelAuthorizer.NAMESPACE_OPTIONS,
				EchoController.class, Seen.class);
	}

	private static RateLimitOptions session(RateLimit limit) {
		return new RateLimitOptions(limit, NONE, NONE, NONE, NONE);
	}

	@Configuration
	static class Seen implements WebSocketMessageBrokerConfigurer {

		private final AtomicInteger messages = new AtomicInteger();

		@Override
		public void configureClientInboundChannel(ChannelRegistration registration) {
			registration.interceptors(new ChannelInterceptor() {
				@Override
				public Message<?> preSend(Message<?> message, MessageChannel channel) {
					if (SimpMessageHeaderAccessor.getMessageType(message.getHeaders()) == SimpMessageType.MESSAGE) {
						Seen.this.messages.incrementAndGet();
					}
					return message;
				}
			});
		}

	}

}
