package io.github.realtimespring.checker;

import java.util.List;
import java.util.Map;

import io.github.realtimespring.checker.history.Event;
import io.github.realtimespring.checker.history.Excerpt;
import io.github.realtimespring.checker.history.Verifier;
import io.github.realtimespring.checker.history.Violation;

/**
 * What became of a schedule.
 *
 * @param schedule the schedule
 * @param topology of the Redis that it ran on
 * @param events what happened
 * @param violations what shouldn't have
 * @param millis how long it took
 * @param phases how long its parts took
 */
record Outcome(Schedule schedule, String topology, List<Event> events, List<Violation> violations, long millis,
		String phases) {

	private static final int EXCERPTS = 3;

	long publications() {
		return this.events.stream().filter(Event.Acknowledged.class::isInstance).count();
	}

	long deliveries() {
		return this.events.stream().filter(Event.Delivered.class::isInstance).count();
	}

	/**
	 * How often a subscriber got what it missed.
	 */
	long recovered() {
		return this.events.stream()
			.filter((event) -> event instanceof Event.Subscribed subscribed && subscribed.recovering()
					&& subscribed.recovered())
			.count();
	}

	/**
	 * How often a subscriber was told that it doesn't.
	 */
	long told() {
		return this.events.stream()
			.filter((event) -> event instanceof Event.Notice || event instanceof Event.Subscribed subscribed
					&& subscribed.recovering() && !subscribed.recovered())
			.count();
	}

	/**
	 * How long the last subscriber had to wait after the last fault, -1 if there was
	 * none.
	 */
	long slowestMillis() {
		long healed = this.events.stream()
			.filter(Event.Healed.class::isInstance)
			.mapToLong(Event::time)
			.findFirst()
			.orElse(0);
		Map<String, Long> alive = Verifier.alive(this.events, healed);
		return alive.values().stream().mapToLong(Long::longValue).max().orElse(-1_000_000) / 1_000_000;
	}

	long count(Violation.Kind kind) {
		return this.violations.stream().filter((violation) -> violation.kind() == kind).count();
	}

	String faults() {
		return String.join(" ", this.schedule.faults().stream().map((fault) -> fault.kind().name()).toList());
	}

	String summary() {
		return "seed %d %s: %d publications, %d deliveries, %d recovered, %d told, slowest %d ms, %d violations, %d ms (%s) [%s]"
			.formatted(this.schedule.seed(), this.topology, publications(), deliveries(), recovered(), told(),
					slowestMillis(), this.violations.size(), this.millis, this.phases, faults());
	}

	/**
	 * The first violations, with what happened around them, one of each kind.
	 */
	String excerpts() {
		StringBuilder text = new StringBuilder();
		this.schedule.faults().forEach((fault) -> text.append(fault).append('\n'));
		this.violations.stream()
			.map(Violation::kind)
			.distinct()
			.limit(EXCERPTS)
			.forEach((kind) -> this.violations.stream()
				.filter((violation) -> violation.kind() == kind)
				.findFirst()
				.ifPresent((violation) -> text.append(kind)
					.append(", ")
					.append(count(kind))
					.append(" times, first:\n")
					.append(Excerpt.of(this.events, violation))
					.append("\n\n")));
		return text.toString();
	}

}
