package io.github.realtimespring;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * How to publish. Immutable.
 *
 * @param idempotencyKey identifies the publication among those of its channel: another
 * one with the same key, within five minutes, changes nothing and returns the position of
 * the first; {@code null} for none. Makes it safe to publish again when the outcome is
 * unknown
 * @param version of the state that the publication carries, 0 for none: one whose version
 * is not above the channel's is suppressed
 * @param versionEpoch versions of different epochs are not compared; empty for any
 * @param tags names and values that travel beside the payload
 * @param skipHistory whether the publication is only delivered, not kept
 */
public record PublishOptions(@Nullable String idempotencyKey, long version, String versionEpoch,
		Map<String, String> tags, boolean skipHistory) {

	/**
	 * No options.
	 */
	public static final PublishOptions NONE = new PublishOptions(null, 0, "", Map.of(), false);

	/**
	 * How long an idempotency key may be, in characters.
	 */
	public static final int MAX_KEY_LENGTH = 128;

	public PublishOptions {
		Assert.isTrue(
				idempotencyKey == null || (!idempotencyKey.isEmpty() && idempotencyKey.length() <= MAX_KEY_LENGTH),
				() -> "'idempotencyKey' must have 1 to " + MAX_KEY_LENGTH + " characters");
		Assert.isTrue(version >= 0, "'version' must not be negative");
		Assert.notNull(versionEpoch, "'versionEpoch' must not be null");
		tags = Map.copyOf(tags);
	}

	/**
	 * The same options with an idempotency key.
	 */
	public PublishOptions withIdempotencyKey(String key) {
		return new PublishOptions(key, this.version, this.versionEpoch, this.tags, this.skipHistory);
	}

	/**
	 * The same options with a version.
	 * @param version the version, positive
	 * @param epoch the version's epoch, may be empty
	 */
	public PublishOptions withVersion(long version, String epoch) {
		return new PublishOptions(this.idempotencyKey, version, epoch, this.tags, this.skipHistory);
	}

	/**
	 * The same options with tags.
	 */
	public PublishOptions withTags(Map<String, String> tags) {
		return new PublishOptions(this.idempotencyKey, this.version, this.versionEpoch, tags, this.skipHistory);
	}

	/**
	 * The same options for a publication that is not kept.
	 */
	public PublishOptions withoutHistory() {
		return new PublishOptions(this.idempotencyKey, this.version, this.versionEpoch, this.tags, true);
	}

}
