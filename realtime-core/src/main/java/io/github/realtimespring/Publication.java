package io.github.realtimespring;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A message on a channel. Instances are immutable and shared between threads and
 * receivers: do not change {@link #data()} after construction.
 *
 * @since 0.1.0
 */
public final class Publication {

	/** Approximate memory of a tag in addition to its characters, in bytes. */
	private static final int TAG_OVERHEAD = 100;

	private final byte[] data;

	private final @Nullable String contentType;

	private final Map<String, String> tags;

	private final @Nullable PublisherInfo info;

	private final @Nullable String targetSession;

	private final long time;

	private final @Nullable StreamPosition position;

	/**
	 * Create a publication with the current time and without tags.
	 * @param data the payload
	 * @param contentType the MIME type of the payload, or {@code null} if it is unknown
	 */
	public Publication(byte[] data, @Nullable String contentType) {
		this(data, contentType, Map.of(), null, null, System.currentTimeMillis(), null);
	}

	private Publication(byte[] data, @Nullable String contentType, Map<String, String> tags,
			@Nullable PublisherInfo info, @Nullable String targetSession, long time,
			@Nullable StreamPosition position) {
		Assert.notNull(data, "'data' must not be null");
		Assert.notNull(tags, "'tags' must not be null");
		this.data = data;
		this.contentType = contentType;
		this.tags = tags;
		this.info = info;
		this.targetSession = targetSession;
		this.time = time;
		this.position = position;
	}

	/**
	 * Create a builder of a publication.
	 * @param data the payload
	 * @return the builder
	 */
	public static Builder builder(byte[] data) {
		return new Builder(data);
	}

	/**
	 * Create a builder with the values of this publication.
	 * @return the builder
	 */
	public Builder mutate() {
		return new Builder(this.data).contentType(this.contentType)
			.tags(this.tags)
			.info(this.info)
			.targetSession(this.targetSession)
			.time(this.time)
			.position(this.position);
	}

	/**
	 * Return the payload.
	 * @return the bytes as they were published; must not be changed
	 */
	public byte[] data() {
		return this.data;
	}

	/**
	 * Return the MIME type of the payload.
	 * @return the type, or {@code null} if it is unknown
	 */
	public @Nullable String contentType() {
		return this.contentType;
	}

	/**
	 * Return the tags, which Centrifuge clients receive as tags and STOMP clients as
	 * headers.
	 * @return names and values; must not be changed
	 */
	public Map<String, String> tags() {
		return this.tags;
	}

	/**
	 * Return the client that published the message directly.
	 * @return the client, {@link PublisherInfo#UNNAMED} if receivers must not know it, or
	 * {@code null} if the application published the message
	 */
	public @Nullable PublisherInfo info() {
		return this.info;
	}

	/**
	 * Return the id of the only session that may receive the publication.
	 * @return the id, or {@code null} for all subscribers of the channel
	 */
	public @Nullable String targetSession() {
		return this.targetSession;
	}

	/**
	 * Return the time of the publication.
	 * @return milliseconds since the epoch
	 */
	public long time() {
		return this.time;
	}

	/**
	 * Return the position in the channel's stream.
	 * @return the position, or {@code null} if the channel keeps no history
	 */
	public @Nullable StreamPosition position() {
		return this.position;
	}

	/**
	 * Return the approximate size: payload, content type, and tags with 100 bytes of
	 * overhead each. Limits are compared with this size.
	 * @return the size in bytes
	 */
	public long size() {
		long size = this.data.length + ((this.contentType != null) ? this.contentType.length() : 0);
		if (!this.tags.isEmpty()) {
			for (Map.Entry<String, String> tag : this.tags.entrySet()) {
				size += TAG_OVERHEAD + tag.getKey().length() + tag.getValue().length();
			}
		}
		return size;
	}

	/**
	 * Copy this publication with other tags.
	 * @param tags names and values
	 * @return the copy
	 */
	public Publication withTags(Map<String, String> tags) {
		return new Publication(this.data, this.contentType, Map.copyOf(tags), this.info, this.targetSession, this.time,
				this.position);
	}

	/**
	 * Copy this publication with a position.
	 * @param position the position in the channel's stream
	 * @return the copy
	 */
	public Publication withPosition(StreamPosition position) {
		return new Publication(this.data, this.contentType, this.tags, this.info, this.targetSession, this.time,
				position);
	}

	@Override
	public String toString() {
		return "Publication[" + this.data.length + " bytes, contentType=" + this.contentType + ", position="
				+ this.position + "]";
	}

	/**
	 * Builds a {@link Publication}. Not thread-safe.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private byte[] data;

		private @Nullable String contentType;

		private Map<String, String> tags = Map.of();

		private @Nullable PublisherInfo info;

		private @Nullable String targetSession;

		private long time;

		private boolean timed;

		private @Nullable StreamPosition position;

		private Builder(byte[] data) {
			Assert.notNull(data, "'data' must not be null");
			this.data = data;
		}

		/**
		 * Set the payload.
		 * @param data the bytes; the array must not be changed afterwards
		 * @return this builder
		 */
		public Builder data(byte[] data) {
			Assert.notNull(data, "'data' must not be null");
			this.data = data;
			return this;
		}

		/**
		 * Set the MIME type of the payload.
		 * @param contentType the type, or {@code null} if it is unknown
		 * @return this builder
		 */
		public Builder contentType(@Nullable String contentType) {
			this.contentType = contentType;
			return this;
		}

		/**
		 * Set the tags.
		 * @param tags names and values; the map must not be changed afterwards
		 * @return this builder
		 */
		public Builder tags(Map<String, String> tags) {
			Assert.notNull(tags, "'tags' must not be null");
			this.tags = tags;
			return this;
		}

		/**
		 * Set the client that published the message directly.
		 * @param info the client, or {@code null} if the application publishes
		 * @return this builder
		 */
		public Builder info(@Nullable PublisherInfo info) {
			this.info = info;
			return this;
		}

		/**
		 * Set the only session that may receive the publication.
		 * @param targetSession the session's id, or {@code null} for all subscribers
		 * @return this builder
		 */
		public Builder targetSession(@Nullable String targetSession) {
			this.targetSession = targetSession;
			return this;
		}

		/**
		 * Set the time of the publication, the current time unless set.
		 * @param time milliseconds since the epoch
		 * @return this builder
		 */
		public Builder time(long time) {
			this.time = time;
			this.timed = true;
			return this;
		}

		/**
		 * Set the position in the channel's stream.
		 * @param position the position, or {@code null} if the channel keeps no history
		 * @return this builder
		 */
		public Builder position(@Nullable StreamPosition position) {
			this.position = position;
			return this;
		}

		/**
		 * Build the publication.
		 * @return the publication
		 */
		public Publication build() {
			return new Publication(this.data, this.contentType, this.tags, this.info, this.targetSession,
					this.timed ? this.time : System.currentTimeMillis(), this.position);
		}

	}

}
