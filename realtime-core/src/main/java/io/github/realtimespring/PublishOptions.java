package io.github.realtimespring;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Options of a publication. Immutable; created by a {@link #builder()}.
 *
 * @since 0.1.0
 */
public final class PublishOptions {

	/**
	 * No options.
	 */
	public static final PublishOptions NONE = builder().build();

	/**
	 * Maximum length of an idempotency key, in characters.
	 */
	public static final int MAX_KEY_LENGTH = 128;

	private final @Nullable String idempotencyKey;

	private final long version;

	private final String versionEpoch;

	private final Map<String, String> tags;

	private final boolean skipHistory;

	private PublishOptions(Builder builder) {
		this.idempotencyKey = builder.idempotencyKey;
		this.version = builder.version;
		this.versionEpoch = builder.versionEpoch;
		this.tags = builder.tags;
		this.skipHistory = builder.skipHistory;
	}

	/**
	 * Return the key that identifies the publication among those of its channel.
	 * @return the key, or {@code null} if there is none
	 */
	public @Nullable String idempotencyKey() {
		return this.idempotencyKey;
	}

	/**
	 * Return the version of the state that the publication carries.
	 * @return the version, zero if there is none
	 */
	public long version() {
		return this.version;
	}

	/**
	 * Return the epoch of the version.
	 * @return the epoch, may be empty
	 */
	public String versionEpoch() {
		return this.versionEpoch;
	}

	/**
	 * Return the tags of the publication.
	 * @return an unmodifiable map of names and values
	 */
	public Map<String, String> tags() {
		return this.tags;
	}

	/**
	 * Return whether the publication is delivered without being stored in the history.
	 * @return whether to skip the history
	 */
	public boolean skipHistory() {
		return this.skipHistory;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof PublishOptions options
				&& Objects.equals(this.idempotencyKey, options.idempotencyKey) && this.version == options.version
				&& this.versionEpoch.equals(options.versionEpoch) && this.tags.equals(options.tags)
				&& this.skipHistory == options.skipHistory);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.idempotencyKey, this.version, this.versionEpoch, this.tags, this.skipHistory);
	}

	@Override
	public String toString() {
		return "PublishOptions[idempotencyKey=" + this.idempotencyKey + ", version=" + this.version + ", versionEpoch="
				+ this.versionEpoch + ", tags=" + this.tags + ", skipHistory=" + this.skipHistory + "]";
	}

	/**
	 * Create a builder of options.
	 * @return a builder without options
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Builds {@link PublishOptions}. Not thread-safe.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private @Nullable String idempotencyKey;

		private long version;

		private String versionEpoch = "";

		private Map<String, String> tags = Map.of();

		private boolean skipHistory;

		private Builder() {
		}

		/**
		 * Set the idempotency key. Another publication of the channel with the same key
		 * within five minutes is not published; its result is the position of the first.
		 * This makes it safe to publish again when the outcome is unknown.
		 * @param key the key, 1 to {@value PublishOptions#MAX_KEY_LENGTH} characters
		 * @return this builder
		 */
		public Builder idempotencyKey(String key) {
			Assert.isTrue(!key.isEmpty() && key.length() <= MAX_KEY_LENGTH,
					() -> "'key' must have 1 to " + MAX_KEY_LENGTH + " characters");
			this.idempotencyKey = key;
			return this;
		}

		/**
		 * Set the version of the state that the publication carries. A publication whose
		 * version is not above the channel's latest of the same epoch is suppressed.
		 * @param version the version, positive
		 * @return this builder
		 */
		public Builder version(long version) {
			return version(version, "");
		}

		/**
		 * Set the version of the state that the publication carries. A publication whose
		 * version is not above the channel's latest of the same epoch is suppressed.
		 * @param version the version, positive
		 * @param epoch the version's epoch; versions of different epochs are not compared
		 * @return this builder
		 */
		public Builder version(long version, String epoch) {
			Assert.isTrue(version > 0, "'version' must be positive");
			Assert.notNull(epoch, "'epoch' must not be null");
			this.version = version;
			this.versionEpoch = epoch;
			return this;
		}

		/**
		 * Set the tags of the publication. Centrifuge clients receive them as tags, STOMP
		 * clients as headers.
		 * @param tags names and values
		 * @return this builder
		 */
		public Builder tags(Map<String, String> tags) {
			this.tags = Map.copyOf(tags);
			return this;
		}

		/**
		 * Deliver the publication without storing it in the history.
		 * @return this builder
		 */
		public Builder skipHistory() {
			this.skipHistory = true;
			return this;
		}

		/**
		 * Build the options.
		 * @return the options
		 */
		public PublishOptions build() {
			return new PublishOptions(this);
		}

	}

}
