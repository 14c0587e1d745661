package io.github.realtimespring.benchmarks.report;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

import io.github.realtimespring.benchmarks.load.Measurement;
import io.github.realtimespring.benchmarks.load.Measurement.Checks;
import io.github.realtimespring.benchmarks.load.Measurement.Cost;
import io.github.realtimespring.benchmarks.load.Measurement.Latency;
import io.github.realtimespring.benchmarks.load.Workload;
import io.github.realtimespring.benchmarks.load.counter.KernelWork;
import io.github.realtimespring.benchmarks.report.Result.ConnectionMemory;

import static org.assertj.core.api.Assertions.assertThat;

class ReportTests {

	@Test
	void whenRoundsDifferThenTableShowsMedianAndRatios() {
		Report report = report(delivered("edge", 1, 1), delivered("edge", 2, 3), delivered("edge", 3, 2),
				delivered("simple-broker", 1, 10), delivered("floor-coalescing", 1, 1));
		assertThat(report.markdown()).contains("| edge | 2.00 | 1.00 - 3.00 | 0.20x | 2.00x |").contains("| 3 of 3 |");
	}

	@Test
	void whenRunLostSomethingThenItIsNamedAndPartOfNoFigure() {
		Report report = report(delivered("edge", 1, 1), invalid("edge", 2), invalid("simple-broker", 1));
		assertThat(report.markdown()).contains("| edge | 1.00 | 1.00 - 1.00 | - |")
			.contains("1 of 2: 5 lost, 0 duplicated")
			.contains("| simple-broker | INVALID |");
		assertThat(report.charts().get("broadcast-cpu.svg")).contains("edge").doesNotContain("simple-broker");
	}

	@Test
	void whenServerWithoutOrderReordersThenThatIsNoted() {
		Measurement measurement = new Measurement(1_000_000, 1, new Cost(2, 0, 200, 48, KernelWork.UNKNOWN),
				new Latency(1, 1, 1), new Checks(0, 0, 7), "");
		Report report = report(new Result("broadcast", Workload.Kind.SATURATED, "simple-broker", 1,
				measurement.defect(false), measurement, ConnectionMemory.UNKNOWN));
		assertThat(report.markdown()).contains("| 1 of 1 (out of order) |");
	}

	@Test
	void whenMemoryWasLookedAtThenItHasItsOwnTable() {
		Report report = report(new Result("idle", Workload.Kind.IDLE, "nats", 1, "", measurement(1, 0),
				new ConnectionMemory(-1, 24_000)));
		assertThat(report.markdown()).contains("| nats | - | 24,000 B |");
	}

	@Test
	void whenConnectionsStormedThenHandshakesAreCounted() {
		Measurement measurement = new Measurement(500, 1, new Cost(0.25, 0, 0, -1, KernelWork.UNKNOWN), Latency.NONE,
				Checks.PASSED, "");
		Report report = report(
				new Result("storm", Workload.Kind.STORM, "edge", 1, "", measurement, ConnectionMemory.UNKNOWN));
		assertThat(report.markdown()).contains("| edge | 2,000 | 2,000 - 2,000 | 500 |");
	}

	@Test
	void whenReportIsWrittenThenAllFilesAreThere(@TempDir Path folder) throws IOException {
		report(delivered("edge", 1, 1)).write(folder);
		assertThat(folder.resolve("README.md")).content().contains("* machine: small");
		assertThat(folder.resolve("runs.csv")).content()
			.contains("broadcast,edge,1,\"\",1000000,1.0,1.0,")
			.hasLineCount(2);
		assertThat(folder.resolve("broadcast-cpu.svg")).exists();
		assertThat(folder.resolve("broadcast-p99.svg")).exists();
	}

	@Test
	void whenChartHasBarsThenItIsWellFormed() throws Exception {
		BarChart chart = new BarChart("a < b & c", "seconds");
		chart.add("edge", 1.5);
		chart.add("other", 0);
		var document = DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader(chart.svg())));
		assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
		assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(2);
	}

	private static Report report(Result... results) {
		return new Report(Map.of("machine", "small"), List.of(results));
	}

	private static Result delivered(String contender, int round, double cpu) {
		return new Result("broadcast", Workload.Kind.SATURATED, contender, round, "", measurement(cpu, 100),
				ConnectionMemory.UNKNOWN);
	}

	private static Result invalid(String contender, int round) {
		return new Result("broadcast", Workload.Kind.SATURATED, contender, round, "5 lost, 0 duplicated",
				measurement(9, 100), ConnectionMemory.UNKNOWN);
	}

	private static Measurement measurement(double cpu, long latency) {
		return new Measurement(1_000_000, 1, new Cost(cpu, 0, 200, 48, KernelWork.UNKNOWN),
				new Latency(latency, latency, latency), Checks.PASSED, "");
	}

}
