package io.github.realtimespring.internal.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.event.ChannelOccupiedEvent;
import io.github.realtimespring.event.ChannelVacatedEvent;
import io.github.realtimespring.event.ClientConnectedEvent;
import io.github.realtimespring.event.ClientResumedEvent;
import io.github.realtimespring.event.ClientSubscribedEvent;
import io.github.realtimespring.event.ClientUnsubscribedEvent;
import io.github.realtimespring.event.SessionClosedEvent;
import io.github.realtimespring.internal.hub.session.ChannelFilter.Decision;
import io.github.realtimespring.internal.hub.session.PatternSubscription;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.logging.LogContext;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.test.DelegatingRelay;
import io.github.realtimespring.test.RecordingSocketWriter;
import io.github.realtimespring.test.TestProtocol;

import static org.assertj.core.api.Assertions.assertThat;

class HubEventsTests {

	private final List<Object> events = new ArrayList<>();

	private final Set<Class<?>> wanted = Stream
		.of(ClientConnectedEvent.class, ClientResumedEvent.class, ClientSubscribedEvent.class,
				ClientUnsubscribedEvent.class, ChannelOccupiedEvent.class, ChannelVacatedEvent.class,
				SessionClosedEvent.class)
		.collect(Collectors.toSet());

	private Runnable whenAsked = () -> {
	};

	private CompletableFuture<Void> subscribed = CompletableFuture.completedFuture(null);

	private final Hub hub = new Hub(new DelegatingRelay() {

		@Override
		public CompletableFuture<Void> subscribe(String channel) {
			return HubEventsTests.this.subscribed;
		}

	}, HubOptions.defaults(), Runnable::run, Runnable::run, RealtimeMetrics.NONE);

	@BeforeEach
	void start() {
		this.hub.start();
		this.hub.events().install(new EventSink() {

			@Override
			public boolean wants(Class<?> type) {
				if (type == ClientConnectedEvent.class) {
					HubEventsTests.this.whenAsked.run();
				}
				return HubEventsTests.this.wanted.contains(type);
			}

			@Override
			public void publish(String key, Object event) {
				HubEventsTests.this.events.add(event);
			}

		}, LogContext.NONE);
	}

	@AfterEach
	void stop() {
		this.hub.stop();
	}

	@Test
	void aClientIsConnectedWhenItsProtocolAcceptsIt() {
		Session session = open("1", new StompProtocol());
		assertThat(this.events).isEmpty();
		session.markConnected();
		session.markConnected();
		assertThat(this.events).containsExactly(new ClientConnectedEvent(session));
	}

	@Test
	void aClientWhoseHandshakeAuthenticatedItIsConnectedOnlyWhenItsProtocolAcceptsIt() {
		Session session = this.hub.open("1", "websocket", new StompProtocol(),
				ClientIdentity.authenticatedNow(() -> "ann"), new RecordingSocketWriter());
		assertThat(this.events).isEmpty();
		session.markConnected();
		assertThat(this.events).containsExactly(new ClientConnectedEvent(session));
	}

	@Test
	void withoutAConnectMessageAClientIsConnectedAtOnce() {
		Session session = open("1", new TestProtocol());
		assertThat(this.events).containsExactly(new ClientConnectedEvent(session));
	}

	@Test
	void aClientThatEndsWhileItIsAcceptedIsNotConnectedAfterItsEnd() {
		Session session = open("1", new StompProtocol());
		this.whenAsked = () -> this.hub.remove(session, new CloseCode(1006, ""));
		session.markConnected();
		assertThat(this.events).hasSize(1).first().isInstanceOf(SessionClosedEvent.class);
	}

	@Test
	void aClientThatNeverConnectedHasOnlyAnEnd() {
		Session session = open("1", new StompProtocol());
		this.hub.remove(session, new CloseCode(1006, ""));
		assertThat(this.events).singleElement().isInstanceOf(SessionClosedEvent.class);
	}

	@Test
	void aSubscriptionIsPublishedWhenTheRelayDeliversIt() {
		Session session = open("1", new TestProtocol());
		this.events.clear();
		this.subscribed = new CompletableFuture<>();
		this.hub.subscribe(subscription(session, "a"));
		assertThat(this.events).containsExactly(new ChannelOccupiedEvent("a", null));
		this.subscribed.complete(null);
		assertThat(this.events).endsWith(new ClientSubscribedEvent(session, "a", "a", false)).hasSize(2);
	}

	@Test
	void aSubscriptionThatFailsIsNotPublished() {
		Session session = open("1", new TestProtocol());
		this.events.clear();
		this.subscribed = CompletableFuture.failedFuture(new RelayException("expected by the test", null));
		this.hub.subscribe(subscription(session, "a"));
		assertThat(this.events).containsExactly(new ChannelOccupiedEvent("a", null),
				new ChannelVacatedEvent("a", null));
	}

	@Test
	void aSubscriptionThatEndsBeforeTheRelayDeliversItIsNotPublished() {
		Session session = open("1", new TestProtocol());
		this.events.clear();
		this.subscribed = new CompletableFuture<>();
		Subscription subscription = subscription(session, "a");
		this.hub.subscribe(subscription);
		this.hub.unsubscribe(subscription);
		this.subscribed.complete(null);
		assertThat(this.events).containsExactly(new ChannelOccupiedEvent("a", null),
				new ChannelVacatedEvent("a", null));
	}

	@Test
	void theSubscriptionsOfASessionEndBeforeIt() {
		Session session = open("1", new TestProtocol());
		this.hub.subscribe(subscription(session, "a"));
		this.hub.subscribe(PatternSubscription.toPrefix(session, "p", "chat:", (channel) -> Decision.ACCEPT,
				(channel, publication) -> Frame.text(publication.data())));
		this.events.clear();
		this.hub.remove(session, new CloseCode(1000, "bye"));
		assertThat(this.events).hasSize(4)
			.contains(new ClientUnsubscribedEvent(session, "a", "a", false), new ChannelVacatedEvent("a", null),
					new ClientUnsubscribedEvent(session, "p", "chat:", true))
			.last()
			.isInstanceOf(SessionClosedEvent.class);
	}

	@Test
	void aChannelIsOccupiedByItsFirstSubscriberAndVacatedByTheLast() {
		this.wanted.removeAll(Set.of(ClientConnectedEvent.class, ClientSubscribedEvent.class,
				ClientUnsubscribedEvent.class, SessionClosedEvent.class));
		Subscription first = subscription(open("1", new TestProtocol()), "a");
		Subscription second = subscription(open("2", new TestProtocol()), "a");
		this.hub.subscribe(first);
		this.hub.subscribe(second);
		this.hub.unsubscribe(first);
		assertThat(this.events).containsExactly(new ChannelOccupiedEvent("a", null));
		this.hub.unsubscribe(second);
		this.hub.unsubscribe(second);
		assertThat(this.events).containsExactly(new ChannelOccupiedEvent("a", null),
				new ChannelVacatedEvent("a", null));
		this.hub.subscribe(first);
		assertThat(this.events).endsWith(new ChannelOccupiedEvent("a", null)).hasSize(3);
	}

	@Test
	void onlyTheEndsOfSubscriptionsMayBeWanted() {
		this.wanted.retainAll(Set.of(ClientUnsubscribedEvent.class));
		Session session = open("1", new TestProtocol());
		Subscription subscription = subscription(session, "a");
		this.hub.subscribe(subscription);
		this.hub.unsubscribe(subscription);
		assertThat(this.events).containsExactly(new ClientUnsubscribedEvent(session, "a", "a", false));
	}

	@Test
	void whatNobodyWantsIsNotPublished() {
		this.wanted.clear();
		Session session = open("1", new TestProtocol());
		this.hub.subscribe(subscription(session, "a"));
		this.hub.remove(session, new CloseCode(1000, "bye"));
		assertThat(this.events).isEmpty();
	}

	private Session open(String id, SessionProtocol protocol) {
		return this.hub.open(id, "websocket", protocol, ClientIdentity.ANONYMOUS, new RecordingSocketWriter());
	}

	private static Subscription subscription(Session session, String channel) {
		return Subscription.toChannel(session, channel, channel, (name, publication) -> Frame.text(publication.data()));
	}

}
