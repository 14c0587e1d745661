package io.github.realtimespring.hub;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.Publication;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.LocalRelay;
import io.github.realtimespring.security.ClientIdentity;
import io.github.realtimespring.test.RecordingSocketWriter;
import io.github.realtimespring.transport.websocket.PlainProtocol;

import static org.assertj.core.api.Assertions.assertThat;

class NewChannelsTests {

	private static final HistoryOptions HISTORY = new HistoryOptions(5, Duration.ofMinutes(1), Duration.ofHours(1));

	private final Hub hub = new Hub(new LocalRelay(),
			HubOptions.defaults()
				.withStreams(new StreamOptions((channel) -> channel.startsWith("open:") ? HistoryOptions.NONE : HISTORY,
						300, Duration.ofSeconds(20), 3)),
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
		assertThat(publish(open("b"), "kept:3")).isCompleted();
		assertThat(publish(session, "kept:3")).isCompleted();
	}

	@Test
	void aMinuteLaterTheClientMayBeginMore() {
		NewChannels channels = new NewChannels();
		channels.begun(0);
		channels.begun(1);
		assertThat(channels.isExhausted(2, 2)).isTrue();
		assertThat(channels.isExhausted(2, 3)).isFalse();
		assertThat(channels.isExhausted(TimeUnit.MINUTES.toNanos(1), 2)).isFalse();
		channels.begun(TimeUnit.MINUTES.toNanos(1));
		assertThat(channels.isExhausted(TimeUnit.MINUTES.toNanos(1), 2)).isFalse();
	}

	private CompletableFuture<StreamPosition> publish(Session session, String channel) {
		return this.hub.publish(session, channel, publication());
	}

	private static Publication publication() {
		return new Publication(new byte[1], null);
	}

	private Session open(String id) {
		return this.hub.open(id, "test", PlainProtocol.INSTANCE, ClientIdentity.ANONYMOUS, new RecordingSocketWriter());
	}

}
