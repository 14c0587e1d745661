package io.github.realtimespring.internal.relay.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.session.ChannelFilter.Decision;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.PatternSubscription;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.FrameBatch;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.internal.outbound.SocketWriter;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.RedisServer;
import io.github.realtimespring.test.RedisTest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two hubs, as two nodes of an application have them, connected by Redis only.
 */
@RedisTest
class RedisRelayHubTests {

	private static final AtomicInteger COUNT = new AtomicInteger();

	private static final PublicationEncoder CHANNEL_AND_TEXT = (channel, publication) -> Frame
		.line((channel + "=" + new String(publication.data(), UTF_8)).getBytes(UTF_8));

	private final List<Runnable> closers = new ArrayList<>();

	private final Hub first;

	private final Hub second;

	RedisRelayHubTests(RedisServer server) {
		this.first = hub(server);
		this.second = hub(server);
	}

	@AfterEach
	void stop() {
		this.closers.forEach(Runnable::run);
	}

	@Test
	void aPublicationReachesTheSubscribersOfBothNodesInOrder() {
		Client here = new Client(this.first);
		Client there = new Client(this.second);
		here.subscribe(Subscription.toChannel(here.session, "1", "room:1", CHANNEL_AND_TEXT));
		there.subscribe(Subscription.toChannel(there.session, "1", "room:1", CHANNEL_AND_TEXT));
		List<String> expected = IntStream.range(0, 1000).mapToObj((i) -> "room:1=" + i).toList();
		for (int i = 0; i < 1000; i++) {
			publish(this.first, "room:1", String.valueOf(i));
		}
		await().untilAsserted(() -> assertThat(here.received).isEqualTo(expected));
		await().untilAsserted(() -> assertThat(there.received).isEqualTo(expected));
	}

	@Test
	void aPrefixSubscriptionReceivesFromTheOtherNode() {
		Client there = new Client(this.second);
		there.subscribe(PatternSubscription.toPrefix(there.session, "1", "prices:",
				(channel) -> channel.endsWith("X") ? Decision.REJECT : Decision.ACCEPT, CHANNEL_AND_TEXT));
		publish(this.first, "prices:X", "1");
		publish(this.first, "prices:Y", "2");
		await().untilAsserted(() -> assertThat(there.received).containsExactly("prices:Y=2"));
	}

	@Test
	void aPublicationForOneSessionReachesOnlyThatOne() {
		Client here = new Client(this.first);
		Client there = new Client(this.second);
		here.subscribe(Subscription.toChannel(here.session, "1", "user", CHANNEL_AND_TEXT));
		there.subscribe(Subscription.toChannel(there.session, "1", "user", CHANNEL_AND_TEXT));
		RelayNode.await(this.first.publish("user",
				new Publication("a".getBytes(UTF_8), null).mutate().targetSession(there.session.id()).build()));
		publish(this.first, "user", "b");
		await().untilAsserted(() -> assertThat(there.received).containsExactly("user=a", "user=b"));
		await().untilAsserted(() -> assertThat(here.received).containsExactly("user=b"));
	}

	@Test
	void aNodeThatIsStartedAgainHearsWhatItHeardBefore() {
		Client before = new Client(this.second);
		before.subscribe(Subscription.toChannel(before.session, "1", "room:2", CHANNEL_AND_TEXT));
		before.subscribe(pattern(before));
		this.second.stop();
		this.second.start();
		Client after = new Client(this.second);
		after.subscribe(Subscription.toChannel(after.session, "1", "room:2", CHANNEL_AND_TEXT));
		after.subscribe(pattern(after));
		publish(this.first, "room:2", "a");
		publish(this.first, "prices:Y", "b");
		await().untilAsserted(() -> assertThat(after.received).containsExactlyInAnyOrder("room:2=a", "prices:Y=b"));
	}

	@Test
	void whatWaitsOnConflatedChannelsReachesTheOtherNodeWhenANodeStops() {
		Client there = new Client(this.second);
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			String channel = "fast:" + i;
			there.subscribe(Subscription.toChannel(there.session, channel, channel, CHANNEL_AND_TEXT));
			publish(this.first, channel, "1");
			this.first.publish(channel, new Publication("2".getBytes(UTF_8), null));
			this.first.publish(channel, new Publication("3".getBytes(UTF_8), null));
			expected.addAll(List.of(channel + "=1", channel + "=3"));
		}
		this.first.stop();
		await().untilAsserted(() -> assertThat(there.received).containsExactlyInAnyOrderElementsOf(expected));
	}

	private static Subscription pattern(Client client) {
		return PatternSubscription.toPrefix(client.session, "2", "prices:", (channel) -> Decision.ACCEPT,
				CHANNEL_AND_TEXT);
	}

	private static void publish(Hub hub, String channel, String text) {
		RelayNode.await(hub.publish(channel, new Publication(text.getBytes(UTF_8), null)));
	}

	private Hub hub(RedisServer server) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration(RedisServer.HOST, server.port()));
		factory.afterPropertiesSet();
		RedisRelay relay = new RedisRelay(factory,
				RedisRelayOptions.withDefaults("hubs", "hub-" + COUNT.incrementAndGet()), RealtimeMetrics.NONE);
		HubOptions options = HubOptions.builder()
			.conflation((channel) -> channel.startsWith("fast:") ? TimeUnit.HOURS.toNanos(1) : 0)
			.build();
		Hub hub = new Hub(relay, options, Runnable::run, Runnable::run, RealtimeMetrics.NONE);
		hub.start();
		this.closers.add(hub::stop);
		this.closers.add(factory::destroy);
		return hub;
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(RelayNode.PATIENCE_SECONDS, TimeUnit.SECONDS);
	}

	private static final class Client implements SocketWriter, SessionProtocol {

		private final List<String> received = new CopyOnWriteArrayList<>();

		private final Hub hub;

		private final Session session;

		private Client(Hub hub) {
			this.hub = hub;
			this.session = hub.open("session-" + COUNT.incrementAndGet(), "test", this, ClientIdentity.ANONYMOUS, this);
		}

		private void subscribe(Subscription subscription) {
			RelayNode.await(this.hub.subscribe(subscription));
			subscription.activate(null);
		}

		@Override
		public boolean write(FrameBatch batch, Completion completion) {
			batch.messages().forEach((message) -> this.received.addAll(message.string().lines().toList()));
			return true;
		}

		@Override
		public void close(int code, String reason) {
		}

		@Override
		public String name() {
			return "test";
		}

		@Override
		public CloseCode closeCode(CloseReason reason) {
			return new CloseCode(1000, reason.name());
		}

	}

}
