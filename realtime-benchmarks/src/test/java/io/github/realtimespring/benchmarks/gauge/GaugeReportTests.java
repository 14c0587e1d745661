package io.github.realtimespring.benchmarks.gauge;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.benchmarks.load.Measurement;
import io.github.realtimespring.benchmarks.load.Measurement.Checks;
import io.github.realtimespring.benchmarks.load.Measurement.Cost;
import io.github.realtimespring.benchmarks.load.Measurement.Latency;
import io.github.realtimespring.benchmarks.load.Workloads;
import io.github.realtimespring.benchmarks.load.counter.KernelWork;
import io.github.realtimespring.benchmarks.load.protocol.Protocol;

import static org.assertj.core.api.Assertions.assertThat;

class GaugeReportTests {

	private static final Line LINE = new Line(Protocol.STOMP, Workloads.direct(1000));

	private final GaugeReport report = new GaugeReport(Map.of("candidate", "abc"));

	@Test
	void whenEveryPairGrewThenVerdictSaysByHowMuch() {
		add(10, 1.1);
		assertThat(verdict()).isEqualTo("grew by 10.0 %");
		assertThat(this.report.markdown()).contains("* candidate: abc", "a confidence of 99.0 %",
				"| direct-1000 | stomp | grew by 10.0 % | 1.100 | +10.0 to +10.0 % | 2.00 -> 2.20 | 48 -> 48 | 1.50 -> 1.50 "
						+ "| 0.250 -> 0.250 | 10 of 10 |");
		assertThat(this.report.summary()).contains("direct-1000 stomp", "grew by 10.0 %");
	}

	@Test
	void whenEveryPairIsCheaperThenVerdictSaysByHowMuch() {
		add(10, 0.8);
		assertThat(verdict()).isEqualTo("less by 20.0 %");
	}

	@Test
	void whenPairsDisagreeThenNoGrowthIsShown() {
		add(5, 1.1);
		add(5, 0.95);
		assertThat(verdict()).isEqualTo("no growth shown");
	}

	@Test
	void whenPairsAreFewThenThereIsNoVerdict() {
		add(4, 2);
		assertThat(verdict()).isEqualTo("too few pairs");
	}

	@Test
	void whenRunIsInvalidThenItsPairIsLeftOutAndNamed() {
		add(6, 1);
		this.report.add(new Pair(LINE, 7, true, run(1), Measurement.failed("broken"), 0));
		assertThat(this.report.markdown()).contains("| 6 of 7: broken |");
		assertThat(verdict()).isEqualTo("no growth shown");
	}

	@Test
	void whenNoPairIsValidThenReportSaysWhy() {
		this.report.add(new Pair(LINE, 1, true, run(1), Measurement.failed("broken"), 0));
		assertThat(verdict()).isEqualTo("too few pairs");
		assertThat(this.report.markdown()).contains("0 of 1: broken");
		assertThat(this.report.summary()).contains("broken");
	}

	@Test
	void whenKernelDoesNotTellThenClockOfTheProcessIsTaken() {
		Measurement run = new Measurement(1_000_000, 1, new Cost(3, 0, 200, -1, KernelWork.UNKNOWN),
				new Latency(1, 1, 1), Checks.PASSED, "");
		assertThat(run.finePerDelivery()).isEqualTo(3);
		this.report.add(new Pair(LINE, 1, true, run, run, 0));
		assertThat(this.report.markdown()).contains("| 3.00 -> 3.00 | - | - | - |");
	}

	@Test
	void whenOthersUseTheMachineThenReportSaysSo() {
		assertThat(this.report.foreign()).isEqualTo("unknown");
		this.report.add(new Pair(LINE, 1, true, run(9, 9.05), run(9, 9.01), 0));
		assertThat(this.report.foreign()).isEqualTo("0.03 processors (median), 0.05 (most)");
		this.report.add(new Pair(LINE, 2, true, run(9, 10), run(9, 10), 0));
		assertThat(this.report.foreign()).startsWith("0.53 processors (median), 1.00 (most): the machine is too busy");
	}

	@Test
	void whenRunsAreWrittenThenEachIsALine() {
		this.report.add(new Pair(LINE, 1, false, run(1), run(1.1), 0.2));
		assertThat(this.report.csv().lines()).hasSize(3)
			.anyMatch((line) -> line.startsWith("direct-1000,stomp,1,false,baseline,\"\",1000000,"))
			.anyMatch((line) -> line.startsWith("direct-1000,stomp,1,true,candidate,\"\",1000000,")
					&& line.endsWith(",0.2"));
	}

	private void add(int count, double ratio) {
		for (int i = 1; i <= count; i++) {
			this.report.add(new Pair(LINE, i, i % 2 == 0, run(1), run(ratio), 0));
		}
	}

	private String verdict() {
		return this.report.comparisons().get(0).verdict();
	}

	private static Measurement run(double factor) {
		return run(2 * factor, 9);
	}

	private static Measurement run(double seconds, double machine) {
		return new Measurement(1_000_000, 1,
				new Cost(9, 0, 200, 48, new KernelWork(seconds, 1_500_000, 250_000, machine)), new Latency(1, 1, 1),
				Checks.PASSED, "");
	}

}
