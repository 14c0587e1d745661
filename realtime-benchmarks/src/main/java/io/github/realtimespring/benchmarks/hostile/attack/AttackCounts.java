package io.github.realtimespring.benchmarks.hostile.attack;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What the attackers have done so far. Not thread-safe.
 */
public final class AttackCounts {

	/** Refusals that are told in words; the others are like them. */
	private static final int TOLD = 5;

	private long requests;

	private long closed;

	private long refused;

	private long replies;

	private long errors;

	private long foreign;

	private int told;

	/** Requests were taken by the socket. */
	void sent(long count) {
		this.requests += count;
	}

	/** The server has ended a connection. */
	void closed() {
		this.closed++;
	}

	/** The server doesn't take a connection. */
	void refused(String why) {
		this.refused++;
		tell("refused: " + why);
	}

	/** A reply was read. */
	void replied() {
		this.replies++;
	}

	/** A reply was an error. */
	void failed(String reply) {
		this.errors++;
		tell("error: " + reply);
	}

	/** What was read belongs to another connection. */
	void foreign(String what) {
		this.foreign++;
		tell("foreign: " + what);
	}

	private void tell(String text) {
		if (this.told < TOLD) {
			this.told++;
			System.err.println(text);
		}
	}

	/**
	 * One line for the runner.
	 * @param attacking connections that attack now
	 */
	String line(long attacking) {
		return LongStream
			.of(this.requests, this.closed, this.refused, this.replies, this.errors, this.foreign, attacking)
			.mapToObj(Long::toString)
			.collect(Collectors.joining(" "));
	}

	/**
	 * The counts, as the runner gets them.
	 *
	 * @param requests requests that sockets took
	 * @param closed attacking connections that the server has ended
	 * @param refused connections that it didn't take
	 * @param replies replies that were read
	 * @param errors those of them that were errors
	 * @param foreign what was read and belongs to another connection
	 * @param attacking connections that attack now
	 */
	public record Snapshot(long requests, long closed, long refused, long replies, long errors, long foreign,
			long attacking) {

		/** No attack. */
		public static final Snapshot NONE = new Snapshot(0, 0, 0, 0, 0, 0, 0);

		public static Snapshot parse(String line) {
			long[] n = Arrays.stream(line.strip().split(" ")).mapToLong(Long::parseLong).toArray();
			return new Snapshot(n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
		}

	}

}
