package io.github.realtimespring.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.benchmarks.load.Measurement;
import io.github.realtimespring.benchmarks.load.Measurement.Checks;
import io.github.realtimespring.benchmarks.load.Measurement.Cost;
import io.github.realtimespring.benchmarks.load.Measurement.Latency;
import io.github.realtimespring.benchmarks.load.Workload;
import io.github.realtimespring.benchmarks.load.counter.KernelWork;
import io.github.realtimespring.benchmarks.report.Result.ConnectionMemory;
import io.github.realtimespring.benchmarks.report.Target.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

class TargetsTests {

	private static final String EDGE = "edge-centrifuge";

	private final List<Result> results = new ArrayList<>();

	@Test
	void whenRatioIsSmallEnoughThenTargetIsMet() {
		delivered("broadcast-1x1000", EDGE, 2, 50);
		delivered("broadcast-1x1000", "simple-broker", 10, 50);
		assertThat(verdict("broadcast-1x1000", "CPU: 1/5 of simple-broker")).isEqualTo(Verdict.MET);
		assertThat(target("broadcast-1x1000", "CPU: 1/5 of simple-broker").measured()).isEqualTo("0.20x (2.00 : 10.0)");
	}

	@Test
	void whenRatioIsTooLargeThenTargetIsMissed() {
		delivered("rooms-100x10", EDGE, 4, 50);
		delivered("rooms-100x10", "simple-broker", 10, 50);
		assertThat(verdict("rooms-100x10", "CPU: 1/3 of simple-broker")).isEqualTo(Verdict.MISSED);
	}

	@Test
	void whenBothCostTheSameThenThatIsNotBelow() {
		delivered("rate-30x1000", EDGE, 5, 50);
		delivered("rate-30x1000", "nats", 5, 50);
		assertThat(verdict("rate-30x1000", "CPU: below nats")).isEqualTo(Verdict.MISSED);
		assertThat(verdict("rate-30x1000", "p99: no worse than nats")).isEqualTo(Verdict.MET);
	}

	@Test
	void whenReferenceDidNotRunThenNothingIsClaimed() {
		delivered("broadcast-1x1000", EDGE, 2, 50);
		assertThat(verdict("broadcast-1x1000", "CPU: 1/5 of simple-broker")).isEqualTo(Verdict.UNKNOWN);
	}

	@Test
	void whenRunsAreInvalidThenNothingIsClaimed() {
		this.results.add(new Result("broadcast-1x1000", Workload.Kind.SATURATED, EDGE, 1, "1 lost", measurement(1, 10),
				ConnectionMemory.UNKNOWN));
		delivered("broadcast-1x1000", "nats", 2, 50);
		assertThat(verdict("broadcast-1x1000", "CPU: below nats")).isEqualTo(Verdict.UNKNOWN);
	}

	@Test
	void whenAllocationIsKnownThenItIsComparedWithItsLimit() {
		delivered("broadcast-1x1000", EDGE, 2, 65);
		assertThat(verdict("broadcast-1x1000", "allocation a delivery: 64.0 B")).isEqualTo(Verdict.MISSED);
	}

	@Test
	void whenHeapOfConnectionIsKnownThenItIsComparedWithItsLimit() {
		this.results.add(new Result("idle-10000", Workload.Kind.IDLE, EDGE, 1, "", measurement(1, -1),
				new ConnectionMemory(14 * 1024, 20_000)));
		assertThat(verdict("idle-10000", "heap a connection: 14,336 B")).isEqualTo(Verdict.MET);
	}

	@Test
	void whenCostDependsOnSizeThenItIsNotFlat() {
		delivered("broadcast-1x100", EDGE, 10, 50);
		delivered("broadcast-1x1000", EDGE, 11, 50);
		delivered("broadcast-1x10000", EDGE, 11.9, 50);
		assertThat(verdict("100 to 15,000 subscribers", "CPU: highest within 1.2x of the lowest"))
			.isEqualTo(Verdict.UNKNOWN);
		delivered("broadcast-1x15000", EDGE, 12, 50);
		assertThat(verdict("100 to 15,000 subscribers", "CPU: highest within 1.2x of the lowest"))
			.isEqualTo(Verdict.MET);
		delivered("broadcast-1x15000", EDGE, 20, 50);
		assertThat(verdict("100 to 15,000 subscribers", "CPU: highest within 1.2x of the lowest"))
			.isEqualTo(Verdict.MISSED);
	}

	private Verdict verdict(String work, String requirement) {
		return target(work, requirement).verdict();
	}

	private Target target(String work, String requirement) {
		return Targets.of(new Rows(this.results))
			.stream()
			.filter((target) -> target.work().equals(work + ", " + EDGE) && target.requirement().equals(requirement))
			.findFirst()
			.orElseThrow();
	}

	private void delivered(String workload, String contender, double cpu, double allocated) {
		this.results.add(new Result(workload, Workload.Kind.SATURATED, contender, 1, "", measurement(cpu, allocated),
				ConnectionMemory.UNKNOWN));
	}

	private static Measurement measurement(double cpu, double allocated) {
		return new Measurement(1_000_000, 1, new Cost(cpu, 0, 200, allocated, KernelWork.UNKNOWN),
				new Latency(10, 10, 10), Checks.PASSED, "");
	}

}
