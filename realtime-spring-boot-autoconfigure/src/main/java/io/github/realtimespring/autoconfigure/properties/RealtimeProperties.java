package io.github.realtimespring.autoconfigure.properties;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.github.realtimespring.channel.ClientAccess;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.channel.RecoveryMode;

import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.require;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requireConflationInterval;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requireFlushDelay;
import static io.github.realtimespring.autoconfigure.properties.PropertyChecks.requirePositive;

/**
 * Configuration properties of a node and its channels.
 *
 * @param nodeName Name of the node in logs, health details and the actuator endpoint.
 * Host name with a random suffix by default.
 * @param mdcEnabled Whether SLF4J's mapped diagnostic context has the session, its user,
 * tenant and correlation id while code runs for it.
 * @param allowUnknownNamespaces Whether channels of a namespace that is not configured
 * use the default options instead of being rejected.
 * @param namespaces Options of channels by namespace, the part of a channel's name before
 * the first colon. The namespace 'default' is that of channels without a colon.
 * @param userChannels Channels that belong to one user each.
 * @param recovery Recovery of missed publications.
 * @param audit Audit trail.
 */
@ConfigurationProperties("realtime")
public record RealtimeProperties(@Nullable String nodeName, @DefaultValue("true") boolean mdcEnabled,
		@DefaultValue("false") boolean allowUnknownNamespaces, @DefaultValue Map<String, Channels> namespaces,
		@DefaultValue UserChannels userChannels, @DefaultValue Recovery recovery, @DefaultValue Audit audit) {

	/** A check of a quiet channel may come so much later than its interval says. */
	private static final Duration CHECK_DELAY = Duration.ofSeconds(10);

	public RealtimeProperties {
		namespaces.keySet().forEach(PropertyChecks::requireNamespace);
		namespaces.forEach((name, channels) -> requireChannels(channels, recovery, "realtime.namespaces." + name));
		requireHistory(userChannels.history(), recovery, "realtime.user-channels.history");
	}

	private static void requireChannels(Channels channels, Recovery recovery, String property) {
		Duration flushDelay = channels.flushDelay();
		requireFlushDelay((flushDelay != null) ? flushDelay : Duration.ZERO, property + ".flush-delay");
		requireHistory(channels.history(), recovery, property + ".history");
		requireConflationInterval(channels.conflationInterval(), property + ".conflation-interval");
	}

	/**
	 * A quiet channel's position is remembered because it is asked for time and again: if
	 * it were forgotten between, subscribers would be told of a loss that there was not.
	 */
	private static void requireHistory(History history, Recovery recovery, String property) {
		require(history.maxPublications() >= 0, property + ".max-publications", "must not be negative");
		requirePositive(history.ttl(), property + ".ttl");
		require(history.metaTtl().compareTo(history.ttl()) >= 0, property + ".meta-ttl",
				"must not be shorter than " + property + ".ttl");
		Duration least = recovery.checkInterval().plus(CHECK_DELAY);
		require(history.maxPublications() == 0 || history.metaTtl().compareTo(least) >= 0, property + ".meta-ttl",
				"must be at least realtime.recovery.check-interval plus " + CHECK_DELAY.toSeconds() + " seconds ("
						+ least.toSeconds() + "s)");
	}

	/**
	 * Options of the channels of one namespace.
	 *
	 * @param subscribe Clients that may subscribe.
	 * @param publish Clients that may publish directly, without a method of the
	 * application in between.
	 * @param flushDelay Maximum time to wait for other publications to send in the same
	 * write, up to one second. Value of realtime.outbound.flush-delay by default.
	 * @param history Publications that each channel keeps.
	 * @param patterns Whether STOMP clients may subscribe to patterns of channels. Always
	 * the case if the application configures the message broker itself.
	 * @param readHistory Clients that may read the history of channels to which they may
	 * subscribe. What a subscription recovers is not restricted.
	 * @param conflationInterval Interval in which at most one publication of each channel
	 * leaves a node, the first at once and then the latest, up to one minute. Those
	 * between are dropped. Zero publishes all.
	 */
	public record Channels(@DefaultValue("any") ClientAccess subscribe, @DefaultValue("none") ClientAccess publish,
			@Nullable Duration flushDelay, @DefaultValue History history, @DefaultValue("false") boolean patterns,
			@DefaultValue("any") ClientAccess readHistory, @DefaultValue("0ms") Duration conflationInterval) {

	}

	/**
	 * Publications that a channel keeps.
	 *
	 * @param maxPublications Maximum number of publications that each channel keeps. Zero
	 * disables history, and with it positions and the recovery of missed publications.
	 * @param ttl Time to keep a channel's publications after the latest one.
	 * @param metaTtl Time to keep a channel's position after its last use. Must not be
	 * shorter than the TTL of the publications and, with history, than
	 * realtime.recovery.check-interval plus ten seconds.
	 * @param recovery Publications that a returning subscriber receives.
	 */
	public record History(@DefaultValue("0") int maxPublications, @DefaultValue("5m") Duration ttl,
			@DefaultValue("1d") Duration metaTtl, @DefaultValue("stream") RecoveryMode recovery) {

		public HistoryOptions toOptions() {
			return (this.maxPublications > 0)
					? new HistoryOptions(this.maxPublications, this.ttl, this.metaTtl, this.recovery)
					: HistoryOptions.NONE;
		}

	}

	/**
	 * Options of the channels that belong to one user each, such as /user/queue/orders.
	 *
	 * @param history Publications that each channel keeps.
	 */
	public record UserChannels(@DefaultValue History history) {

	}

	/**
	 * Recovery of missed publications of channels that keep history.
	 *
	 * @param maxPublications Maximum number of missed publications to recover. A
	 * subscriber that missed more is notified and starts anew. Also the maximum number of
	 * publications in the answer to a request for a channel's history.
	 * @param checkInterval Time without a publication after which a subscription is
	 * checked for missed publications.
	 */
	public record Recovery(@DefaultValue("300") int maxPublications, @DefaultValue("20s") Duration checkInterval) {

		public Recovery {
			requirePositive(maxPublications, "realtime.recovery.max-publications");
			requirePositive(checkInterval, "realtime.recovery.check-interval");
		}

	}

	/**
	 * Audit trail of clients and of what operators ask for.
	 *
	 * @param eventsEnabled Whether to publish the audit trail as Spring Boot's audit
	 * events, too. Refused clients cause some: an AuditEventRepository with a maximum
	 * size forgets others for them.
	 */
	public record Audit(@DefaultValue("false") boolean eventsEnabled) {

	}

}
