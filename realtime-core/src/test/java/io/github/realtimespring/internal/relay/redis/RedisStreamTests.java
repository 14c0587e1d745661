package io.github.realtimespring.internal.relay.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.UnrecoverablePositionException;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.channel.RecoveryMode;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.relay.StreamContract;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.test.RedisServer;
import io.github.realtimespring.test.RedisTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Streams in a single Redis, written and read through one node, and received by another.
 */
@RedisTest
class RedisStreamTests extends StreamContract {

	private RelayNode node;

	@BeforeEach
	void startNode(RedisServer server) {
		this.node = RelayNode.on(server);
	}

	@AfterEach
	void stopNode() {
		this.node.close();
	}

	@Test
	void aPublicationThatIsNotKeptDoesNotShortenTheLifeOfTheStream(RedisServer server) {
		HistoryOptions history = new HistoryOptions(5, Duration.ofMinutes(10), Duration.ofHours(1));
		Publication publication = new Publication(new byte[1], null);
		PublishOptions options = PublishOptions.builder().version(1).build();
		relay().publish("kept:life", publication, history, PublishOptions.NONE).join();
		relay().publish("kept:life", publication, HistoryOptions.NONE, options).join();
		assertThat(Long.parseLong(server.command("PTTL", "test:m:{kept:life}").replaceAll("\\D", "")))
			.isGreaterThan(Duration.ofMinutes(10).toMillis());
	}

	@Test
	void readingChannelsLeavesNothingInRedis(RedisServer server) {
		HistoryOptions history = new HistoryOptions(5, Duration.ofMinutes(10), Duration.ofHours(1));
		StreamPosition unknown = new StreamPosition(3, "unknown");
		for (int i = 0; i < 1000; i++) {
			String channel = "kept:read-" + i;
			relay().history(channel, history, HistoryQuery.POSITION).join();
			relay().history(channel, history, HistoryQuery.newest(10)).join();
			assertThat(relay().history(channel, history, HistoryQuery.since(unknown, 10))).failsWithin(30,
					TimeUnit.SECONDS);
		}
		assertThat(server.command("KEYS", "*read-*")).doesNotContain("read-");
	}

	@Test
	void evictedKeysEndProvisionalPositionsOfClients(RedisServer server) {
		HistoryOptions history = new HistoryOptions(5, Duration.ofMinutes(10), Duration.ofHours(1));
		StreamPosition position = relay().history("kept:evicted", history, HistoryQuery.POSITION).join().position();
		StreamPosition evicted = new StreamPosition(0, position.epoch() + ".1");
		assertThat(relay().history("kept:evicted", history, HistoryQuery.since(evicted, 10)))
			.failsWithin(30, TimeUnit.SECONDS)
			.withThrowableThat()
			.withCauseInstanceOf(UnrecoverablePositionException.class);
	}

	@ParameterizedTest
	@EnumSource
	void whatThisVersionCannotReadIsSkippedAndTheSubscriberIsTold(RecoveryMode mode, RedisServer server) {
		String channel = "kept:unreadable-" + mode;
		HistoryOptions history = new HistoryOptions(10, Duration.ofMinutes(10), Duration.ofHours(1), mode);
		Publication publication = new Publication(new byte[1], null);
		StreamPosition first = relay().publish(channel, publication, history, PublishOptions.NONE).join();
		server.command("XADD", "test:s:{" + channel + "}", "2-0", "d", "X");
		server.command("HSET", "test:m:{" + channel + "}", "o", "2");
		assertThat(hub(history).streams().recover(channel, first)).succeedsWithin(30, TimeUnit.SECONDS)
			.matches((recovery) -> !recovery.isComplete() && recovery.top().offset() == 2);
		relay().publish(channel, publication, history, PublishOptions.NONE).join();
		Hub hub = hub(history);
		assertThat(hub.streams().recover(channel, first).join().isComplete()).isEqualTo(mode == RecoveryMode.CACHE);
		assertThat(hub.streams().recover(channel, new StreamPosition(2, first.epoch())).join().isComplete()).isTrue();
		assertThat(hub.streams().read(channel, HistoryQuery.newest(10)).join().publications())
			.extracting((kept) -> kept.position().offset())
			.containsExactly(3L, 1L);
		assertThat(this.node.malformed()).isPositive();
	}

	private Hub hub(HistoryOptions history) {
		return new Hub(relay(), HubOptions.builder().history((name) -> history).build(), Runnable::run, Runnable::run,
				RealtimeMetrics.NONE);
	}

	@Override
	protected Relay relay() {
		return this.node.relay();
	}

	@Override
	protected List<Publication> arrived(String channel) {
		return this.node.arrivals()
			.stream()
			.filter((arrival) -> arrival.channel().equals(channel))
			.map(RelayNode.Arrival::publication)
			.toList();
	}

}
