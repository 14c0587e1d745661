package io.github.realtimespring.checker;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.checker.cluster.Fault;
import io.github.realtimespring.checker.cluster.FaultKind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Schedule}.
 */
class ScheduleTests {

	private static final Set<FaultKind> ALL = EnumSet.allOf(FaultKind.class);

	@Test
	void everythingFollowsFromTheSeed() {
		assertThat(schedule(5)).isEqualTo(schedule(5));
		assertThat(schedule(5)).isNotEqualTo(schedule(6));
	}

	@Test
	void everyKindOfFaultOccurs() {
		List<FaultKind> kinds = LongStream.range(0, 200)
			.mapToObj(ScheduleTests::schedule)
			.flatMap((schedule) -> schedule.faults().stream())
			.map(Fault::kind)
			.distinct()
			.toList();
		assertThat(kinds).containsAll(ALL);
	}

	@Test
	void whenNothingCanGoWrongThenNothingDoes() {
		assertThat(Schedule.of(1, "1", Schedule.Size.SMALL, Set.of(), false).faults()).isEmpty();
	}

	@Test
	void clientsSubscribeToTheirOwnUsersChannelOnly() {
		for (ClientSpec client : schedule(1).clients()) {
			assertThat(client.channels()).filteredOn((channel) -> channel.startsWith("/user/"))
				.singleElement()
				.asString()
				.startsWith("/user/" + client.user() + "/");
		}
	}

	private static Schedule schedule(long seed) {
		return Schedule.of(seed, Long.toString(seed), Schedule.Size.NORMAL, ALL, true);
	}

}
