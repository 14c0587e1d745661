package io.github.realtimespring.checker.cluster;

/**
 * One thing that goes wrong.
 *
 * @param kind what
 * @param startMillis when, since the schedule's begin
 * @param durationMillis for how long, where that says something
 * @param target number of the node or server, where there is a choice
 * @param percent how many connections are met, where there is a choice
 */
public record Fault(FaultKind kind, int startMillis, int durationMillis, int target, int percent) {

	@Override
	public String toString() {
		return this.kind + " at " + this.startMillis + " for " + this.durationMillis + " ms, target " + this.target
				+ ", " + this.percent + " %";
	}

}
