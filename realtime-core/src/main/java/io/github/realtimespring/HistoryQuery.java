package io.github.realtimespring;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A query for publications in the history of a channel. Immutable.
 *
 * @since 0.1.0
 */
public final class HistoryQuery {

	/**
	 * Query for the position of the stream without publications.
	 */
	public static final HistoryQuery POSITION = builder().build();

	private final int limit;

	private final @Nullable StreamPosition since;

	private final boolean reverse;

	private final long maxBytes;

	private HistoryQuery(Builder builder) {
		this.limit = builder.limit;
		this.since = builder.since;
		this.reverse = builder.reverse;
		this.maxBytes = builder.maxBytes;
	}

	/**
	 * Query for the oldest publications, oldest first.
	 * @param limit maximum number of publications
	 * @return the query
	 */
	public static HistoryQuery oldest(int limit) {
		return builder().limit(limit).build();
	}

	/**
	 * Query for the newest publications, newest first.
	 * @param limit maximum number of publications
	 * @return the query
	 */
	public static HistoryQuery newest(int limit) {
		return builder().limit(limit).reverse(true).build();
	}

	/**
	 * Query for the publications that follow a position, oldest first.
	 * @param position the position; an empty epoch matches the current one
	 * @param limit maximum number of publications
	 * @return the query
	 */
	public static HistoryQuery since(StreamPosition position, int limit) {
		return builder().limit(limit).since(position).build();
	}

	/**
	 * Create a builder of a query.
	 * @return a builder of a query for the position only
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the maximum number of publications.
	 * @return the limit; zero returns the position of the stream only
	 */
	public int limit() {
		return this.limit;
	}

	/**
	 * Return the position at which to begin, exclusive.
	 * @return the position, or {@code null} to begin at the oldest publication, in
	 * reverse order at the newest
	 */
	public @Nullable StreamPosition since() {
		return this.since;
	}

	/**
	 * Return whether the newest publications come first.
	 * @return whether the order is reversed
	 */
	public boolean reverse() {
		return this.reverse;
	}

	/**
	 * Return the approximate maximum size of all publications.
	 * @return the size in bytes; the first publication is returned whatever its size
	 */
	public long maxBytes() {
		return this.maxBytes;
	}

	/**
	 * Return this query with an additional limit of bytes.
	 * @param maxBytes approximate maximum size of all publications in bytes; the first
	 * one is returned whatever its size
	 * @return the query with the lower of both limits
	 */
	public HistoryQuery withMaxBytes(long maxBytes) {
		return builder().limit(this.limit)
			.since(this.since)
			.reverse(this.reverse)
			.maxBytes(Math.min(this.maxBytes, maxBytes))
			.build();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof HistoryQuery query && this.limit == query.limit
				&& Objects.equals(this.since, query.since) && this.reverse == query.reverse
				&& this.maxBytes == query.maxBytes);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.limit, this.since, this.reverse, this.maxBytes);
	}

	@Override
	public String toString() {
		return "HistoryQuery[limit=" + this.limit + ", since=" + this.since + ", reverse=" + this.reverse
				+ ", maxBytes=" + this.maxBytes + "]";
	}

	/**
	 * Builds a {@link HistoryQuery}. Not thread-safe.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private int limit;

		private @Nullable StreamPosition since;

		private boolean reverse;

		private long maxBytes = Long.MAX_VALUE;

		private Builder() {
		}

		/**
		 * Set the maximum number of publications.
		 * @param limit the limit; zero, the default, returns the position of the stream
		 * only
		 * @return this builder
		 */
		public Builder limit(int limit) {
			Assert.isTrue(limit >= 0, "'limit' must not be negative");
			this.limit = limit;
			return this;
		}

		/**
		 * Set the position at which to begin, exclusive.
		 * @param position the position; an empty epoch matches the current one;
		 * {@code null} to begin with the oldest publication, or with the newest one in
		 * reverse order
		 * @return this builder
		 */
		public Builder since(@Nullable StreamPosition position) {
			this.since = position;
			return this;
		}

		/**
		 * Set whether the newest publications come first.
		 * @param reverse whether to reverse the order
		 * @return this builder
		 */
		public Builder reverse(boolean reverse) {
			this.reverse = reverse;
			return this;
		}

		/**
		 * Set the approximate maximum size of all publications.
		 * @param maxBytes the size in bytes; the first publication is returned whatever
		 * its size
		 * @return this builder
		 */
		public Builder maxBytes(long maxBytes) {
			Assert.isTrue(maxBytes >= 0, "'maxBytes' must not be negative");
			this.maxBytes = maxBytes;
			return this;
		}

		/**
		 * Build the query.
		 * @return the query
		 * @throws IllegalArgumentException if the order is reversed and nothing precedes
		 * the position
		 */
		public HistoryQuery build() {
			Assert.isTrue(!this.reverse || this.since == null || this.since.offset() > 0,
					"Nothing is before the offset 0");
			return new HistoryQuery(this);
		}

	}

}
