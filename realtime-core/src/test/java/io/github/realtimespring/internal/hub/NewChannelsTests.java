package io.github.realtimespring.internal.hub;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.hub.recovery.StreamOptions;
import io.github.realtimespring.internal.hub.session.Connection;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.internal.transport.websocket.PlainProtocol;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.RecordingSocketWriter;

import static org.assertj.core.api.Assertions.assertThat;

class NewChannelsTests {

	private static final HistoryOptions HISTORY = new HistoryOptions(5, Duration.ofMinutes(1), Duration.ofHours(1));

	private final Hub hub = new Hub(new LocalRelay(),
			HubOptions.builder()
				.streams(new StreamOptions((channel) -> channel.startsWith("open:") ? HistoryOptions.NONE : HISTORY,
						300, Duration.ofSeconds(20), 3))
				.build(),
			Runnable::run, Runnable::run, RealtimeMetrics.NONE);

	@BeforeEach
	void start() {
		this.hub.start();
	}

	@AfterEach
	void stop() {
		this.hub.stop();
	}

	@Test
	void aClientMayBeginSomeChannelsAndPublishToAllThatExist() {
		Session session = open("a");
		this.hub.publish("kept:there", publication()).join();
		for (int i = 0; i < 3; i++) {
			assertThat(publish(session, "kept:" + i)).isCompleted();
		}
		assertThat(publish(session, "kept:3")).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(NewChannelLimitException.class)
			.withMessageContaining("realtime.limits.new-channels=3");
		assertThat(publish(session, "kept:0")).isCompleted();
		assertThat(publish(session, "kept:there")).isCompleted();
		assertThat(publish(session, "open:1")).isCompleted();
		assertThat(publish(open("b", user("bob"), "1.1.1.1"), "kept:3")).isCompleted();
		assertThat(publish(session, "kept:3")).isCompleted();
	}

	@Test
	void anotherConnectionOfTheSameUserBeginsNotAnew() {
		for (int i = 0; i < 3; i++) {
			Session session = open("ann-" + i, user("ann"), "1.1.1." + i);
			assertThat(publish(session, "kept:" + i)).isCompleted();
			this.hub.remove(session, new CloseCode(1000, ""));
		}
		assertRefused(open("ann-3", user("ann"), "1.1.1.3"), "kept:3");
		assertThat(publish(open("ann-4", user("ann"), "1.1.1.3"), "kept:0")).isCompleted();
		assertThat(publish(open("bob", user("bob"), "1.1.1.1"), "kept:3")).isCompleted();
	}

	@Test
	void anonymousClientsOfAnIpv6NetworkAreCountedTogether() {
		for (int i = 0; i < 3; i++) {
			assertThat(publish(open("a-" + i, ClientIdentity.ANONYMOUS, "2001:db8::" + i), "kept:" + i)).isCompleted();
		}
		assertRefused(open("a-3", ClientIdentity.ANONYMOUS, "2001:db8::3"), "kept:3");
		assertThat(publish(open("b", ClientIdentity.ANONYMOUS, "2001:db8:0:1::3"), "kept:3")).isCompleted();
	}

	@Test
	void anonymousClientsAreCountedByAddressAndNotAsUsersOfThatName() {
		for (int i = 0; i < 3; i++) {
			Session session = open("a-" + i, ClientIdentity.ANONYMOUS, "1.1.1.1");
			assertThat(publish(session, "kept:" + i)).isCompleted();
			this.hub.remove(session, new CloseCode(1000, ""));
		}
		assertRefused(open("a-3", ClientIdentity.ANONYMOUS, "1.1.1.1"), "kept:3");
		assertThat(publish(open("b", ClientIdentity.ANONYMOUS, "1.1.1.2"), "kept:3")).isCompleted();
		assertThat(publish(open("c", user("1.1.1.1"), null), "kept:4")).isCompleted();
	}

	@Test
	void noUserHasTheAccountOfAnAddress() {
		assertThat(open("a", ClientIdentity.ANONYMOUS, "1.1.1.1").limitKey())
			.isEqualTo(open("b", ClientIdentity.ANONYMOUS, "1.1.1.1").limitKey())
			.isNotEqualTo(open("c", user("1.1.1.1"), "1.1.1.1").limitKey())
			.isNotEqualTo(open("d", user("address 1.1.1.1"), "1.1.1.1").limitKey());
	}

	@Test
	void allClientsTogetherMayBeginAHundredTimesAsMany() {
		for (int i = 0; i < 300; i++) {
			assertThat(publish(open("s" + i, user("user-" + i), null), "kept:" + i)).isCompleted();
		}
		assertRefused(open("last", user("last"), null), "kept:last");
		assertThat(publish(open("other", user("other"), null), "kept:0")).isCompleted();
	}

	private void assertRefused(Session session, String channel) {
		assertThat(publish(session, channel)).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(NewChannelLimitException.class)
			.withMessageContaining("realtime.limits.new-channels=3");
	}

	@Test
	void aMinuteLaterTheClientMayBeginMore() {
		NewChannels channels = new NewChannels(2);
		Session session = open("a");
		long now = System.nanoTime();
		channels.record(session, now);
		assertThat(channels.refusal(session, now)).isNull();
		channels.record(session, now);
		assertThat(channels.refusal(session, now)).isNotNull();
		now += TimeUnit.MINUTES.toNanos(1);
		assertThat(channels.refusal(session, now)).isNull();
		channels.record(session, now);
		assertThat(channels.refusal(session, now)).isNull();
	}

	private CompletableFuture<StreamPosition> publish(Session session, String channel) {
		return this.hub.publish(session, channel, publication());
	}

	private static Publication publication() {
		return new Publication(new byte[1], null);
	}

	private Session open(String id, ClientIdentity identity, @Nullable String address) {
		return this.hub.open(
				new Connection(id, id, "test", address, new ConcurrentHashMap<>(), new RecordingSocketWriter(), null),
				PlainProtocol.INSTANCE, identity);
	}

	private static ClientIdentity user(String name) {
		return new ClientIdentity(() -> name, null);
	}

	private Session open(String id) {
		return this.hub.open(id, "test", PlainProtocol.INSTANCE, ClientIdentity.ANONYMOUS, new RecordingSocketWriter());
	}

}
