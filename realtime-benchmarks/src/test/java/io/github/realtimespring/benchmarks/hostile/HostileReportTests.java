package io.github.realtimespring.benchmarks.hostile;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.benchmarks.hostile.HostileOptions.Container;
import io.github.realtimespring.benchmarks.hostile.HostileOptions.TokenUse;
import io.github.realtimespring.benchmarks.hostile.HostileOptions.Trial;
import io.github.realtimespring.benchmarks.hostile.Latencies.Spread;
import io.github.realtimespring.benchmarks.hostile.script.Attack;

import static org.assertj.core.api.Assertions.assertThat;

class HostileReportTests {

	private static final Trial TRIAL = new Trial(Attack.PING, Container.JETTY, TokenUse.CONNECTED);

	private final HostileReport report = new HostileReport(Map.of("relay", "local"));

	@Test
	void whenNobodyIsHarmedThenThereIsARowAndNoViolation() {
		this.report.add(outcome(0, 0, 0, 0, ""));
		assertThat(this.report.markdown()).contains("* relay: local",
				"| ping | jetty | connected | 1000 | 300.0 | 12.5 | 1 of 400 | 2 | 50.0 | 40.0 | 0 of 200 | 0 | 0 | 0 | 0 "
						+ "| 27.0 -> 28.5 | 3 a/b; 4 c |\n");
		assertThat(this.report.violations()).isEmpty();
	}

	@Test
	void whenSomethingMustNotBeThenItIsTold() {
		this.report.add(outcome(1, 2, 3, 4, ""));
		assertThat(this.report.violations())
			.containsExactly("jetty-ping-connected: 1 lost, 2 doubled, 3 foreign, 4 out of memory");
	}

	@Test
	void whenAttackFailedThenReportSaysWhy() {
		this.report.add(Outcome.failed(TRIAL, "broken"));
		this.report.add(outcome(0, 0, 0, 0, "the server has ended"));
		assertThat(this.report.violations()).containsExactly("jetty-ping-connected: broken",
				"jetty-ping-connected: the server has ended");
		assertThat(this.report.markdown()).contains("| - -> - | **broken** |");
	}

	private static Outcome outcome(long lost, long doubled, long foreign, long outOfMemory, String defect) {
		return new Outcome(TRIAL, new Outcome.Attackers(1000, foreign),
				new Outcome.ProbeRequests(new Spread(400, 300, 12.5, 1), 2),
				new Outcome.Deliveries(new Spread(200, 50, 40, 0), lost, doubled),
				new Outcome.Memory(outOfMemory, 27_000_000, 28_500_000), defect, List.of("3 a|b", "4 c"));
	}

}
