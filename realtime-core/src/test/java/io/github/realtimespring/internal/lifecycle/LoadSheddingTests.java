package io.github.realtimespring.internal.lifecycle;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.fleet.Fleet;
import io.github.realtimespring.internal.fleet.FleetStore;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.test.RecordingSocketWriter;
import io.github.realtimespring.test.TestProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link LoadShedding}.
 */
class LoadSheddingTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final Hub hub = new Hub(new LocalRelay(), HubOptions.defaults(), this.executor, this.executor,
			RealtimeMetrics.NONE);

	@BeforeEach
	void start() {
		this.hub.start();
		for (int i = 0; i < 10; i++) {
			this.hub.open("s" + i, "test", new TestProtocol(), ClientIdentity.ANONYMOUS, new RecordingSocketWriter());
		}
	}

	@AfterEach
	void stop() {
		this.hub.stop();
		this.executor.shutdownNow();
	}

	@Test
	void aNodeComesToTheMeanOfAllNodes() {
		assertThat(shed(Map.of("this", 10, "two", 2, "three", 0)).join()).isEqualTo(6);
		await().until(() -> open() == 4);
	}

	@Test
	void aNodeBelowTheMeanOrAloneShedsNothing() {
		assertThat(shed(Map.of("this", 10, "two", 12)).join()).isZero();
		assertThat(shed(Map.of("this", 10)).join()).isZero();
		assertThat(shed(Map.of()).join()).isZero();
		assertThat(open()).isEqualTo(10);
	}

	@Test
	void withoutTheNumbersOfTheOthersNothingIsShed() {
		FleetStore store = new Store(CompletableFuture.failedFuture(new RelayException("away")));
		Fleet fleet = join(store);
		CompletableFuture<Integer> shed = new LoadShedding(this.hub, fleet, Duration.ZERO).shedToMean();
		assertThatThrownBy(() -> shed.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(RelayException.class);
		assertThat(open()).isEqualTo(10);
	}

	@Test
	void aNodeThatHasLeftShedsNothingAndDoesNotAnnounceItself() {
		Fleet fleet = join(new Store(CompletableFuture.completedFuture(Map.of("this", 10, "two", 0))));
		fleet.leave();
		CompletableFuture<Integer> shed = new LoadShedding(this.hub, fleet, Duration.ZERO).shedToMean();
		assertThatThrownBy(() -> shed.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalStateException.class);
		assertThat(open()).isEqualTo(10);
	}

	private Fleet join(FleetStore store) {
		Fleet fleet = new Fleet(store, 0, () -> 10, this.hub.timer());
		fleet.join();
		return fleet;
	}

	private CompletableFuture<Integer> shed(Map<String, Integer> counts) {
		Fleet fleet = join(new Store(CompletableFuture.completedFuture(counts)));
		return new LoadShedding(this.hub, fleet, Duration.ZERO).shedToMean();
	}

	private long open() {
		return this.hub.sessions().stream().filter((session) -> session.isOpen()).count();
	}

	private record Store(CompletableFuture<Map<String, Integer>> counts) implements FleetStore {

		@Override
		public CompletableFuture<Integer> take(String bucket, int wanted, double perSecond) {
			return CompletableFuture.completedFuture(wanted);
		}

		@Override
		public CompletableFuture<Map<String, Integer>> announce(int sessions, Duration life) {
			return this.counts;
		}

		@Override
		public CompletableFuture<?> leave() {
			return CompletableFuture.completedFuture(null);
		}

	}

}
