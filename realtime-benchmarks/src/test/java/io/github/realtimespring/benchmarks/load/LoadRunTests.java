package io.github.realtimespring.benchmarks.load;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.realtimespring.benchmarks.floor.FloorServer;
import io.github.realtimespring.benchmarks.load.counter.KernelWork;
import io.github.realtimespring.benchmarks.load.protocol.Protocol;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The load generator against the floor server, both small and in this process.
 */
class LoadRunTests {

	private static final Duration SHORT = Duration.ofMillis(200);

	@ParameterizedTest
	@EnumSource(FloorServer.Mode.class)
	void whenChannelsAreSaturatedThenEachSubscriberGetsAll(FloorServer.Mode mode) throws IOException {
		Measurement measurement = run(mode, Workload.saturated("rooms", 3, 4, 2, 4).lasting(SHORT, SHORT));
		assertThat(measurement.defect(true)).isEmpty();
		assertThat(measurement.cost().bytesPerDelivery()).isGreaterThan(128);
	}

	@Test
	void whenRateIsFixedThenNoMoreThanThatIsPublished() throws IOException {
		Workload workload = Workload.rate("ticker", 5, 10, 2, 100).lasting(SHORT, SHORT);
		Measurement measurement = run(FloorServer.Mode.COALESCING, workload);
		assertThat(measurement.defect(true)).isEmpty();
		// 100 a second, each to 4 subscribers, and what the warm-up left over
		assertThat(measurement.deliveries()).isBetween(1L, 170L);
		assertThat(measurement.latency().p50()).isLessThanOrEqualTo(measurement.latency().p99());
	}

	@Test
	void whenSubscribersShareManyChannelsThenEachGetsItsOwn() throws IOException {
		Workload workload = Workload.rate("channels", 2500, 25, 100, 1000).lasting(SHORT, SHORT);
		assertThat(run(FloorServer.Mode.COALESCING, workload).defect(true)).isEmpty();
		Workload shared = Workload.saturated("rooms", 50, 2, 5, 1).sharedBy(50, 2).lasting(SHORT, SHORT);
		assertThat(run(FloorServer.Mode.NAIVE, shared).defect(true)).isEmpty();
	}

	@Test
	void whenServerHasTwoNodesThenSubscribersTakeTurnsAndPublishersTheFirst() {
		Target target = new Target(Protocol.NATS, "/", "", List.of(1, 2), List.of(), List.of());
		assertThat(target.port(0)).isEqualTo(1);
		assertThat(target.port(3)).isEqualTo(2);
	}

	@Test
	void whenChannelsAreSharedThenEachHasAsManyMembers() {
		Workload workload = Workload.saturated("rooms", 10, 2, 1, 1).sharedBy(10, 2);
		int[] members = new int[10];
		for (int i = 0; i < 10; i++) {
			for (int channel : workload.connections().channels(i)) {
				members[channel]++;
			}
		}
		assertThat(members).containsOnly(2);
	}

	@Test
	void whenConnectionsAreIdleThenTheyStayAsLongAsTheyShall() throws IOException {
		int[] asked = new int[1];
		Measurement measurement = run(FloorServer.Mode.NAIVE, Workload.idle("idle", 10), () -> asked[0]++ < 1);
		assertThat(measurement.defect(true)).isEmpty();
		assertThat(asked[0]).isEqualTo(2);
	}

	@Test
	void whenConnectionsStormThenAllAreCounted() throws IOException {
		Measurement measurement = run(FloorServer.Mode.NAIVE, Workload.storm("storm", 50));
		assertThat(measurement.defect(true)).isEmpty();
		assertThat(measurement.deliveries()).isEqualTo(50);
	}

	@Test
	void whenServerIsNotThereThenRunIsInvalid() throws IOException {
		int port;
		try (FloorServer server = new FloorServer(0, FloorServer.Mode.NAIVE)) {
			port = server.port();
		}
		Target target = target(port);
		try (LoadRun run = new LoadRun(Workload.storm("storm", 1), target)) {
			assertThat(run.run(() -> false).defect(true)).startsWith("While connecting: ");
		}
	}

	@Test
	void whenRunsAreToldOverALineThenNothingIsLost() {
		Fields fields = new Fields();
		Workload workload = Workload.rate("ticker", 5, 10, 2, 100);
		Target target = new Target(Protocol.STOMP, "/ws?a=b", "s", List.of(1, 2), List.of(3L, 4L), List.of());
		Measurement measurement = new Measurement(1, 2, new Measurement.Cost(3, 4, 5, 6, KernelWork.UNKNOWN),
				new Measurement.Latency(7, 8, 9), new Measurement.Checks(10, 11, 12), "a\tb\nc");
		workload.write(fields);
		target.write(fields);
		measurement.write(fields);
		Fields read = Fields.parse(fields.toString());
		assertThat(Workload.read(read)).isEqualTo(workload);
		assertThat(Target.read(read)).isEqualTo(target);
		assertThat(Measurement.read(read).failure()).isEqualTo("a b c");
		assertThat(Measurement.read(read).checks().reordered()).isEqualTo(12);
	}

	private static Target target(int port) {
		return new Target(Protocol.CENTRIFUGE, "/", "", List.of(port), List.of(ProcessHandle.current().pid()),
				List.of());
	}

	private static Measurement run(FloorServer.Mode mode, Workload workload) throws IOException {
		return run(mode, workload, () -> false);
	}

	private static Measurement run(FloorServer.Mode mode, Workload workload, BooleanSupplier idle) throws IOException {
		try (FloorServer server = new FloorServer(0, mode)) {
			Thread thread = new Thread(() -> serve(server), "floor");
			thread.setDaemon(true);
			thread.start();
			try (LoadRun run = new LoadRun(workload, target(server.port()))) {
				return run.run(idle);
			}
		}
	}

	private static void serve(FloorServer server) {
		try {
			server.serve();
		}
		catch (IOException | ClosedSelectorException ex) {
			// The test is over.
		}
	}

}
