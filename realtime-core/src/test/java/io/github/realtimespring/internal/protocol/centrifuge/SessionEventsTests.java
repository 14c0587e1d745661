package io.github.realtimespring.internal.protocol.centrifuge;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.web.socket.messaging.AbstractSubProtocolEvent;
import org.springframework.web.socket.messaging.DefaultSimpUserRegistry;
import org.springframework.web.socket.messaging.SessionConnectEvent;
import org.springframework.web.socket.messaging.SessionConnectedEvent;
import org.springframework.web.socket.messaging.SessionDisconnectEvent;
import org.springframework.web.socket.messaging.SessionSubscribeEvent;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.relay.RelayException;

import static org.assertj.core.api.Assertions.assertThat;

class SessionEventsTests {

	@Test
	void listenersSeeASessionAsTheySeeOneOfStomp() {
		FakeBroker broker = new FakeBroker();
		try (Node node = Node.builder().broker(broker.broker()).start()) {
			Client client = node.open().connect("user:ann").subscribe("open:1");
			client.send("{\"id\":3,\"unsubscribe\":{\"channel\":\"open:1\"}}").next();
			node.handler().onEnded(client.session(), new CloseCode(1001, "away"));
			assertThat(broker.sessionEvents()).containsExactly("SessionConnectEvent", "SessionConnectedEvent",
					"SessionSubscribeEvent", "SessionUnsubscribeEvent", "SessionDisconnectEvent");
			SessionSubscribeEvent subscribe = broker.events(SessionSubscribeEvent.class).get(0);
			SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.wrap(subscribe.getMessage());
			assertThat(headers.getDestination()).isEqualTo("/topic/open:1");
			assertThat(headers.getSubscriptionId()).isEqualTo("open:1");
			assertThat(headers.getSessionId()).isEqualTo(client.session().id());
			assertThat(subscribe.getUser()).isEqualTo(new Node.User("ann"));
			Message<?> connected = broker.events(SessionConnectedEvent.class).get(0).getMessage();
			assertThat(connected.getHeaders().get(SimpMessageHeaderAccessor.CONNECT_MESSAGE_HEADER))
				.isInstanceOf(Message.class);
			assertThat(broker.events(SessionDisconnectEvent.class).get(0).getCloseStatus().getCode()).isEqualTo(1001);
		}
	}

	@Test
	void aClientWhoseHandshakeHasExpiredMeanwhileIsNotConnected() {
		FakeBroker broker = new FakeBroker();
		try (Node node = Node.builder().broker(broker.broker()).start()) {
			Client client = node.open(Node.identity("ann", Instant.now().minusSeconds(1)))
				.send("{\"id\":1,\"connect\":{}}");
			assertThat(client.closed().code()).isEqualTo(3005);
			assertThat(broker.sessionEvents()).doesNotContain("SessionConnectEvent", "SessionConnectedEvent");
		}
	}

	@Test
	void springsUserRegistryKnowsTheUser() {
		FakeBroker broker = new FakeBroker();
		try (Node node = Node.builder().broker(broker.broker()).start()) {
			Client client = node.open().connect("user:ann").subscribe("open:1");
			// The reply precedes the event
			client.settle();
			DefaultSimpUserRegistry registry = new DefaultSimpUserRegistry();
			broker.events(SessionConnectedEvent.class).forEach(registry::onApplicationEvent);
			broker.events(SessionSubscribeEvent.class).forEach(registry::onApplicationEvent);
			assertThat(registry.getUser("ann").getSession(client.session().id()).getSubscriptions()).singleElement()
				.satisfies((subscription) -> assertThat(subscription.getDestination()).isEqualTo("/topic/open:1"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "open:1", "kept:1" })
	void springsUserRegistryForgetsWhatTheRelayDoesNotDeliver(String channel) {
		FakeBroker broker = new FakeBroker();
		ControlledRelay relay = new ControlledRelay();
		try (Node node = Node.builder().relay(relay).broker(broker.broker()).start()) {
			Client client = node.open().connect("user:ann");
			client.send("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}");
			Client.await(() -> relay.subscribes().size() == 1);
			relay.subscribes().get(0).completeExceptionally(new RelayException("expected by the test"));
			assertThat(client.next()).contains("\"code\":100");
			client.settle();
			assertForgotten(broker, client);
		}
	}

	@Test
	void springsUserRegistryForgetsWhatCouldNotBeRecovered() {
		FakeBroker broker = new FakeBroker();
		try (Node node = Node.builder().broker(broker.broker()).start()) {
			Client client = node.open().connect("user:ann");
			for (int i = 0; i < 3; i++) {
				client.send("{\"id\":2,\"subscribe\":{\"channel\":\"kept:" + i
						+ "\",\"recover\":true,\"offset\":7,\"epoch\":\"x\",\"flag\":2}}");
				assertThat(client.next()).contains("\"code\":112");
			}
			client.settle();
			assertForgotten(broker, client);
		}
	}

	@Test
	void springsUserRegistryForgetsASubscriptionThatTheNodeEnds() {
		FakeBroker broker = new FakeBroker();
		try (Node node = Node.builder().broker(broker.broker()).start()) {
			Client client = node.open().connect("user:ann");
			client.send("{\"id\":2,\"subscribe\":{\"channel\":\"kept:1\"}}");
			String epoch = client.next().replaceAll(".*\"epoch\":\"([^\"]*)\".*", "$1");
			node.hub()
				.publish("kept:1",
						new Publication("1".getBytes(), "application/json").withPosition(new StreamPosition(3, epoch)),
						PublishOptions.builder().skipHistory().build());
			assertThat(client.next()).contains("\"unsubscribe\":{\"code\":2500");
			client.settle();
			assertForgotten(broker, client);
		}
	}

	private static void assertForgotten(FakeBroker broker, Client client) {
		DefaultSimpUserRegistry registry = new DefaultSimpUserRegistry();
		broker.events(AbstractSubProtocolEvent.class).forEach(registry::onApplicationEvent);
		assertThat(broker.events(SessionSubscribeEvent.class)).isNotEmpty();
		assertThat(registry.getUser("ann").getSession(client.session().id()).getSubscriptions()).isEmpty();
	}

	@Test
	void whatIsRefusedIsNoEvent() {
		FakeBroker broker = new FakeBroker(new ChannelInterceptor() {
			@Override
			public Message<?> preSend(Message<?> message, MessageChannel channel) {
				String destination = SimpMessageHeaderAccessor.getDestination(message.getHeaders());
				return (destination != null && destination.contains("secret")) ? null : message;
			}
		});
		try (Node node = Node.builder().broker(broker.broker()).start()) {
			Client client = node.connect();
			assertThat(client.send("{\"id\":2,\"subscribe\":{\"channel\":\"open:secret\"}}").next()).contains("103");
			assertThat(client.send("{\"id\":3,\"subscribe\":{\"channel\":\"closed:1\"}}").next()).contains("103");
			client.settle();
			assertThat(broker.events(SessionSubscribeEvent.class)).isEmpty();
		}
	}

	@Test
	void whenTheClientLeavesWhileItIsAnnouncedThenItsEndComesLast() {
		FakeBroker broker = new FakeBroker();
		try (Node node = Node.builder().broker(broker.broker()).start()) {
			Client client = node.open();
			broker.onEvent(SessionConnectedEvent.class, client::leave);
			client.send("{\"id\":1,\"connect\":{}}");
			Client.await(() -> broker.sessionEvents().size() == 3);
			assertThat(broker.sessionEvents()).containsExactly("SessionConnectEvent", "SessionConnectedEvent",
					"SessionDisconnectEvent");
		}
	}

	@Test
	void whenAListenerFailsThenTheSessionGoesOn() {
		FakeBroker broker = new FakeBroker();
		broker.onEvent(SessionConnectEvent.class, () -> {
			throw new IllegalStateException("listener");
		});
		broker.onEvent(SessionConnectedEvent.class, () -> {
			throw new AssertionError("listener");
		});
		try (Node node = Node.builder().broker(broker.broker()).start()) {
			node.connect().subscribe("open:1");
		}
	}

}
