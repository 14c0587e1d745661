package io.github.realtimespring;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * One message on a channel. Instances are immutable and shared between threads and
 * receivers: nobody may change {@link #data()} or {@link #tags()} after construction.
 *
 * @param data the payload bytes, as they were sent
 * @param contentType the MIME type of the payload, or {@code null} if the publisher did
 * not say
 * @param tags names and values that travel beside the payload; on STOMP they are native
 * headers of the MESSAGE frame
 * @param info present only when a client published directly: who it is, or
 * {@link PublisherInfo#UNNAMED} where receivers must not know
 * @param targetSession the only session that may receive it, or {@code null} for every
 * subscriber of the channel
 * @param time milliseconds since the epoch at which it was published
 * @param position where it stands in the channel's stream, or {@code null} when the
 * channel keeps none
 */
public record Publication(byte[] data, @Nullable String contentType, Map<String, String> tags,
		@Nullable PublisherInfo info, @Nullable String targetSession, long time, @Nullable StreamPosition position) {

	/** What a tag takes in memory beside its characters, roughly. */
	private static final int TAG_OVERHEAD = 100;

	public Publication {
		Assert.notNull(data, "'data' must not be null");
		Assert.notNull(tags, "'tags' must not be null");
	}

	/**
	 * A publication of the given payload, made now, without tags.
	 * @param data the payload bytes
	 * @param contentType the payload's MIME type, or {@code null} if unknown
	 */
	public Publication(byte[] data, @Nullable String contentType) {
		this(data, contentType, Map.of(), null, null, System.currentTimeMillis(), null);
	}

	/**
	 * The bytes that the publication takes, roughly: its payload, its content type, and
	 * its tags with 100 bytes more for each. What this node's limits are compared with.
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
	 * A copy with another payload.
	 * @param data the payload bytes
	 * @param contentType the payload's MIME type, or {@code null} if unknown
	 */
	public Publication withData(byte[] data, @Nullable String contentType) {
		return new Publication(data, contentType, this.tags, this.info, this.targetSession, this.time, this.position);
	}

	/**
	 * A copy with other tags.
	 */
	public Publication withTags(Map<String, String> tags) {
		return new Publication(this.data, this.contentType, Map.copyOf(tags), this.info, this.targetSession, this.time,
				this.position);
	}

	/**
	 * A copy that names its publisher.
	 */
	public Publication withInfo(PublisherInfo info) {
		return new Publication(this.data, this.contentType, this.tags, info, this.targetSession, this.time,
				this.position);
	}

	/**
	 * A copy that only the given session may receive.
	 */
	public Publication withTargetSession(@Nullable String sessionId) {
		return new Publication(this.data, this.contentType, this.tags, this.info, sessionId, this.time, this.position);
	}

	/**
	 * A copy at the given position of its channel's stream.
	 */
	public Publication withPosition(StreamPosition position) {
		return new Publication(this.data, this.contentType, this.tags, this.info, this.targetSession, this.time,
				position);
	}

}
