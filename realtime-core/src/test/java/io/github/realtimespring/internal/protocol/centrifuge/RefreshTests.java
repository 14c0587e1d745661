package io.github.realtimespring.internal.protocol.centrifuge;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.web.socket.messaging.SessionUnsubscribeEvent;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.guard.AnswerCache;
import io.github.realtimespring.internal.hub.control.ControlCommand;
import io.github.realtimespring.internal.security.RefreshLimits;
import io.github.realtimespring.security.ChannelAuthorizer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A new token applies to the subscriptions that a client has.
 */
class RefreshTests {

	private static final String REFRESH = "{\"id\":9,\"refresh\":{\"token\":\"user:ann:7200000\"}}";

	private static final String ENDED = "{\"push\":{\"channel\":\"open:2\",\"unsubscribe\":"
			+ "{\"code\":2501,\"reason\":\"subscription expired\"}}}";

	private final Set<String> denied = ConcurrentHashMap.newKeySet();

	private final List<ClientIdentity> asked = new CopyOnWriteArrayList<>();

	private final ChannelAuthorizer authorizer = (action, channel, namespace, identity) -> {
		this.asked.add(identity);
		return !this.denied.contains(channel);
	};

	@Test
	void whenNewTokenLosesARightThenTheSubscriptionEndsAndOthersStay() {
		try (Node node = Node.builder().authorizer(this.authorizer).start()) {
			Client client = node.open()
				.connect("user:ann:3600000")
				.subscribe("open:1")
				.subscribe("open:2")
				.subscribe("/user/queue/x");
			this.denied.add("open:2");
			assertThat(client.send(REFRESH).next()).isEqualTo(ENDED);
			assertThat(client.next()).contains("\"refresh\"");
			publish(node, "open:2", "2");
			publish(node, "open:1", "1");
			assertThat(client.next()).contains("\"channel\":\"open:1\"");
			assertThat(client.session().subscriptions()).hasSize(2);
			assertThat(client.send("{\"id\":3,\"subscribe\":{\"channel\":\"open:2\"}}").next())
				.contains("\"code\":103");
			this.denied.clear();
			client.subscribe("open:2");
		}
	}

	@Test
	void whenAClientRefreshesTooOftenThenItIsToldToWaitAndNoTokenIsVerified() {
		CentrifugeOptions options = CentrifugeOptions.builder()
			.refreshLimits(new RefreshLimits(2, Duration.ofHours(1)))
			.build();
		try (Node node = Node.builder().options(options).start()) {
			Client client = node.open().connect("user:ann:3600000");
			client.send(REFRESH + "\n" + REFRESH);
			assertThat(client.next()).contains("\"refresh\"");
			assertThat(client.next()).contains("\"refresh\"");
			client.send("{\"id\":9,\"refresh\":{\"token\":\"invalid\"}}");
			assertThat(client.next())
				.isEqualTo("{\"id\":9,\"error\":{\"code\":111,\"message\":\"too many requests\",\"temporary\":true}}");
			assertThat(node.errors("too-many-requests")).isOne();
			assertThat(node.open().connect("user:ann:3600000").send(REFRESH).next()).contains("\"refresh\"");
		}
	}

	@Test
	void aRefreshAsksAgainWhereAnswersAreCached() {
		AnswerCache cached = new AnswerCache(this.authorizer, Duration.ofHours(1), 100);
		try (Node node = Node.builder().authorizer(cached).start()) {
			Client client = node.open().connect("user:ann:3600000").subscribe("open:2");
			this.denied.add("open:2");
			client.send("{\"id\":3,\"unsubscribe\":{\"channel\":\"open:2\"}}").next();
			client.subscribe("open:2");
			assertThat(this.asked).hasSize(1);
			node.hub().control().send(new ControlCommand.Refresh(ClientSelector.user("ann"), null)).join();
			assertThat(client.next()).isEqualTo(ENDED);
		}
	}

	@Test
	void whenAuthorizerFailsThenTheSubscriptionEnds() {
		ChannelAuthorizer failing = (action, channel, namespace, identity) -> {
			if (this.denied.contains(channel)) {
				throw new IllegalStateException("expected by the test");
			}
			return true;
		};
		try (Node node = Node.builder().authorizer(failing).start()) {
			Client client = node.open().connect("user:ann:3600000").subscribe("open:2");
			this.denied.add("open:2");
			assertThat(client.send(REFRESH).next()).isEqualTo(ENDED);
			assertThat(client.next()).contains("\"refresh\"");
		}
	}

	@Test
	void authorizerIsAskedAboutTheNewIdentityAndLaterCommandsHaveIt() {
		try (Node node = Node.builder().authorizer(this.authorizer).start()) {
			Client client = node.open().connect("user:ann:3600000").subscribe("open:1");
			ClientIdentity first = client.session().identity();
			this.asked.clear();
			client.send(REFRESH + "\n{\"id\":2,\"subscribe\":{\"channel\":\"open:3\"}}");
			assertThat(client.next()).contains("\"refresh\"");
			assertThat(client.next()).isEqualTo("{\"id\":2,\"subscribe\":{}}");
			ClientIdentity second = client.session().identity();
			assertThat(second).isNotEqualTo(first);
			assertThat(this.asked).containsExactly(second, second);
		}
	}

	@Test
	void laterCommandsWaitUntilEverySubscriptionWasCheckedAndOtherClientsDoNot() throws InterruptedException {
		CountDownLatch checking = new CountDownLatch(1);
		CountDownLatch decided = new CountDownLatch(1);
		ChannelAuthorizer slow = (action, channel, namespace, identity) -> {
			if (this.denied.contains(channel)) {
				checking.countDown();
				awaitQuietly(decided);
				return false;
			}
			return true;
		};
		try (Node node = Node.builder().authorizer(slow).start()) {
			Client client = node.open().connect("user:ann:3600000").subscribe("open:2").subscribe("open:1");
			this.denied.add("open:2");
			client.send(REFRESH).send("{\"id\":3,\"unsubscribe\":{\"channel\":\"open:1\"}}");
			assertThat(checking.await(30, TimeUnit.SECONDS)).isTrue();
			node.connect().subscribe("open:5").settle();
			decided.countDown();
			assertThat(client.next()).isEqualTo(ENDED);
			assertThat(client.next()).contains("\"refresh\"");
			assertThat(client.next()).isEqualTo("{\"id\":3,\"unsubscribe\":{}}");
		}
	}

	@Test
	void interceptorsAreAskedAboutEverySubscription() {
		ChannelInterceptor rules = new ChannelInterceptor() {

			@Override
			public Message<?> preSend(Message<?> message, MessageChannel channel) {
				String destination = SimpMessageHeaderAccessor.getDestination(message.getHeaders());
				return (destination != null && RefreshTests.this.denied.contains(destination)) ? null : message;
			}

		};
		FakeBroker broker = new FakeBroker(rules);
		try (Node node = Node.builder().broker(broker.broker()).start()) {
			Client client = node.open().connect("user:ann:3600000").subscribe("open:1").subscribe("open:2");
			this.denied.add("/topic/open:2");
			assertThat(client.send(REFRESH).next()).isEqualTo(ENDED);
			assertThat(client.next()).contains("\"refresh\"");
			client.settle();
			assertThat(client.session().subscriptions()).hasSize(1);
			assertThat(broker.events(SessionUnsubscribeEvent.class)).isNotEmpty();
		}
	}

	@Test
	void aRestoredSubscriptionThatEndedIsNotRestoredAgain() {
		try (Node node = Node.builder().authorizer(this.authorizer).start()) {
			Client client = node.open()
				.send("{\"id\":1,\"connect\":{\"token\":\"user:ann:3600000\",\"data\":{\"resume\":\"\"}}}");
			String token = client.next().replaceAll(".*\"token\":\"([^\"]*)\".*", "$1");
			client.subscribe("open:1").subscribe("open:2");
			this.denied.add("open:2");
			assertThat(client.send(REFRESH).next()).isEqualTo(ENDED);
			assertThat(client.next()).contains("\"refresh\"");
			this.denied.clear();
			client.leave();
			Client again = node.open()
				.send("{\"id\":1,\"connect\":{\"token\":\"user:ann:3600000\",\"data\":{\"resume\":\"" + token
						+ "\"}}}");
			assertThat(again.next()).contains("\"open:1\"").doesNotContain("open:2");
		}
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void publish(Node node, String channel, String json) {
		node.hub().publish(channel, new Publication(json.getBytes(), "application/json"));
	}

}
