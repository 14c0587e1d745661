package io.github.realtimespring.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.realtimespring.benchmarks.load.Workload;
import io.github.realtimespring.benchmarks.report.ContenderNames;

import static org.assertj.core.api.Assertions.assertThat;

class PlanTests {

	/** What a process may have open on the machines that we know. */
	private static final int MAX_CONNECTIONS = 19_000;

	static Stream<Plan> plans() {
		return Stream.of(Plan.smoke(), Plan.quick(), Plan.full(), Plan.flags());
	}

	@ParameterizedTest
	@MethodSource("plans")
	void whenPlanNamesContendersThenTheyExist(Plan plan) {
		Set<String> known = new Contenders(Options.parse("--work=" + Path.of("none"))).all()
			.stream()
			.map(Contender::name)
			.collect(Collectors.toSet());
		assertThat(plan.scenarios().flatMap((scenario) -> scenario.contenders().stream())).isSubsetOf(known);
	}

	@ParameterizedTest
	@MethodSource("plans")
	void whenWorkloadsShareANameThenTheyAreTheSame(Plan plan) {
		Map<String, Set<Workload>> byName = plan.scenarios()
			.map(Scenario::workload)
			.collect(Collectors.groupingBy(Workload::name, Collectors.toSet()));
		assertThat(byName.values()).allSatisfy((workloads) -> assertThat(workloads).hasSize(1));
	}

	@ParameterizedTest
	@MethodSource("plans")
	void whenWorkloadsConnectThenOneProcessCanHaveAll(Plan plan) {
		assertThat(plan.scenarios().map(Scenario::workload))
			.allSatisfy((workload) -> assertThat(workload.connections().total()).isLessThanOrEqualTo(MAX_CONNECTIONS));
	}

	@Test
	void whenAllContendersAreThereThenPlansKeepTheirTime() {
		assertThat(Plan.quick().expected()).isLessThanOrEqualTo(Duration.ofMinutes(6));
		assertThat(Plan.full().expected()).isLessThanOrEqualTo(Duration.ofMinutes(40));
	}

	@Test
	void whenSomeAreChosenThenOnlyTheyAreLeft() {
		Plan plan = Options.parse("--full", "--only=nats,edge-stomp", "--workloads=rooms-100x10,idle-10000").chosen();
		assertThat(plan.stages()).singleElement().satisfies((stage) -> assertThat(stage).hasSize(1));
		assertThat(plan.scenarios().map((scenario) -> scenario.workload().name())).containsExactly("rooms-100x10",
				"idle-10000");
		assertThat(plan.scenarios()).allSatisfy((scenario) -> assertThat(scenario.contenders())
			.containsExactlyInAnyOrder(ContenderNames.EDGE_STOMP, ContenderNames.NATS));
		assertThat(plan.expected()).isLessThan(Plan.full().expected());
	}

	@Test
	void whenNothingIsLeftOfAPlanThenItTakesNoTime() {
		Plan plan = Plan.quick().only((workload) -> true, List.of()::contains);
		assertThat(plan.scenarios()).isEmpty();
		assertThat(plan.expected()).isZero();
	}

	@Test
	void whenJvmIsOldThenItGetsNoOptionsThatItDoesNotKnow() {
		assertThat(FlagSet.of(17)).flatExtracting(FlagSet::options)
			.contains("-XX:+UseStringDeduplication")
			.doesNotContain("-XX:+UseCompactObjectHeaders", "-XX:+UseZGC");
		assertThat(FlagSet.of(25)).flatExtracting(FlagSet::options).contains("-XX:+UseCompactObjectHeaders");
	}

}
