package io.github.realtimespring.benchmarks.load.counter;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.github.realtimespring.benchmarks.load.counter.KernelCounters.Snapshot;
import io.github.realtimespring.benchmarks.load.counter.KernelCounters.Task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class KernelCountersTests {

	private static final String STATUS = """
			Name:	%s
			Umask:	0022
			State:	S (sleeping)
			voluntary_ctxt_switches:	30
			nonvoluntary_ctxt_switches:	12
			""";

	@Test
	void whenThreadIsReadThenItsTimeAndSwitchesAreKnown() {
		assertThat(Task.parse(STATUS.formatted("http-nio-8080-e"), "268146 17 9\n"))
			.isEqualTo(new Task(268146, 42, false));
	}

	@Test
	void whenThreadIsACompilersThenItIsKnown() {
		assertThat(Task.parse(STATUS.formatted("C2 CompilerThre"), "1 0 0").compiler()).isTrue();
		assertThat(Task.parse(STATUS.formatted("C1 CompilerThre"), "1 0 0").compiler()).isTrue();
	}

	@Test
	void whenFileIsNotWhatLinuxWritesThenItIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Task.parse("Name: x", "1 2 3"));
		assertThatIllegalArgumentException().isThrownBy(() -> KernelCounters.calls("rchar: 1"));
	}

	@Test
	void whenProcessIsReadThenReadsAndWritesAreAddedUp() {
		assertThat(KernelCounters.calls("rchar: 6987\nwchar: 11\nsyscr: 12\nsyscw: 30\nread_bytes: 0\n")).isEqualTo(42);
	}

	@Test
	void whenMachineIsReadThenIdleAndWaitingTimeIsLeftOut() {
		assertThat(KernelCounters.busy("cpu  100 20 3 9999 9999 4 5 6 77 88")).isEqualTo(138);
	}

	@Test
	void whenWindowEndsThenOnlyItsWorkIsCounted() {
		Snapshot before = new Snapshot(Map.of("a", new Task(1_000_000_000, 5, false), "gone", new Task(9, 9, false)),
				100, 1000);
		Snapshot after = new Snapshot(Map.of("a", new Task(3_000_000_000L, 7, false), "new", new Task(500, 1, false),
				"compiler", new Task(7_000_000_000L, 1, true)), 150, 1250);
		KernelWork work = after.since(before);
		assertThat(work.seconds()).isEqualTo(2.0000005);
		assertThat(work.switches()).isEqualTo(4);
		assertThat(work.calls()).isEqualTo(50);
		assertThat(work.machine()).isEqualTo(2.5);
	}

	@Test
	void whenKernelDoesNotTellThenWorkIsUnknown() {
		Snapshot nothing = new KernelCounters(List.of()).snapshot();
		assertThat(nothing.since(nothing)).satisfies((work) -> {
			assertThat(work.seconds()).isEqualTo(-1);
			assertThat(work.calls()).isEqualTo(-1);
			assertThat(work.switches()).isEqualTo(-1);
		});
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void whenProcessWorksThenTheKernelTells() {
		KernelCounters counters = new KernelCounters(List.of(ProcessHandle.current().pid()));
		Snapshot before = counters.snapshot();
		// Reading all of that is work enough
		KernelWork work = counters.snapshot().since(before);
		assertThat(before.tasks()).isNotEmpty();
		assertThat(work.calls()).isPositive();
	}

}
