package io.github.realtimespring;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Which of a channel's publications are asked for. Immutable.
 *
 * @param limit how many at most; zero for none, when only the stream's position is wanted
 * @param since where to begin, without the publication at that place; {@code null} to
 * begin at the stream's end, the oldest or, in reverse, the newest one. The empty epoch
 * stands for whichever there is
 * @param reverse whether the newest come first
 * @param maxBytes how many bytes they may have at most, roughly; the first one is given
 * in any case
 */
public record HistoryQuery(int limit, @Nullable StreamPosition since, boolean reverse, long maxBytes) {

	/**
	 * Only the stream's position.
	 */
	public static final HistoryQuery POSITION = new HistoryQuery(0, null, false);

	public HistoryQuery {
		Assert.isTrue(limit >= 0, "'limit' must not be negative");
		Assert.isTrue(!reverse || since == null || since.offset() > 0, "Nothing is before the offset 0");
		Assert.isTrue(maxBytes >= 0, "'maxBytes' must not be negative");
	}

	/**
	 * Publications of any size.
	 */
	public HistoryQuery(int limit, @Nullable StreamPosition since, boolean reverse) {
		this(limit, since, reverse, Long.MAX_VALUE);
	}

	/**
	 * The newest publications, the newest first.
	 */
	public static HistoryQuery newest(int limit) {
		return new HistoryQuery(limit, null, true);
	}

	/**
	 * The publications that follow a position, in their order.
	 */
	public static HistoryQuery since(StreamPosition position, int limit) {
		return new HistoryQuery(limit, position, false);
	}

	/**
	 * The same, but no more bytes.
	 * @param maxBytes how many bytes the publications may have at most, roughly; the
	 * first one is given in any case
	 */
	public HistoryQuery withMaxBytes(long maxBytes) {
		return new HistoryQuery(this.limit, this.since, this.reverse, Math.min(this.maxBytes, maxBytes));
	}

}
