package io.github.realtimespring.internal.hub;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.hub.dispatch.DispatchOptions;
import io.github.realtimespring.internal.hub.inbound.InboundLimits;
import io.github.realtimespring.internal.hub.recovery.StreamOptions;
import io.github.realtimespring.internal.limit.RateLimitOptions;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.resume.ResumeOptions;
import io.github.realtimespring.internal.tenant.Tenants;

/**
 * Options of a hub. Immutable.
 */
public final class HubOptions {

	private final OutboundLimits outbound;

	private final InboundLimits inbound;

	private final int maxSubscriptions;

	private final DispatchOptions dispatch;

	private final Duration interestLinger;

	private final StreamOptions streams;

	private final ResumeOptions resume;

	private final PatternOptions patterns;

	private final Duration maxSessionAge;

	private final SessionLimits sessions;

	private final Tenants tenants;

	private final @Nullable ToLongFunction<String> conflation;

	private final RateLimitOptions rates;

	private HubOptions(Builder builder) {
		this.outbound = builder.outbound;
		this.inbound = builder.inbound;
		this.maxSubscriptions = builder.maxSubscriptions;
		this.dispatch = new DispatchOptions(builder.lanes, builder.laneCapacity, builder.outbound, builder.flushDelay,
				builder.tenants);
		this.interestLinger = builder.interestLinger;
		this.streams = builder.streams;
		this.resume = builder.resume;
		this.patterns = builder.patterns;
		this.maxSessionAge = builder.maxSessionAge;
		this.sessions = builder.sessions;
		this.tenants = builder.tenants;
		this.conflation = builder.conflation;
		this.rates = builder.rates;
	}

	/**
	 * Create a builder with the default options: 256 messages inbound, 128 subscriptions,
	 * one lane of 65,536 publications, no history, sessions of a day.
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the default options.
	 */
	public static HubOptions defaults() {
		return builder().build();
	}

	/**
	 * Create a builder with these options.
	 */
	public Builder mutate() {
		return new Builder().outbound(this.outbound)
			.inbound(this.inbound)
			.maxSubscriptions(this.maxSubscriptions)
			.lanes(this.dispatch.lanes(), this.dispatch.laneCapacity())
			.interestLinger(this.interestLinger)
			.flushDelay(this.dispatch.flushDelay())
			.streams(this.streams)
			.resume(this.resume)
			.patterns(this.patterns)
			.maxSessionAge(this.maxSessionAge)
			.sessions(this.sessions)
			.tenants(this.tenants)
			.conflation(this.conflation)
			.rates(this.rates);
	}

	/**
	 * Return the limits of each session's outbound queue.
	 */
	public OutboundLimits outbound() {
		return this.outbound;
	}

	/**
	 * Return the limits of the inbound queues.
	 */
	public InboundLimits inbound() {
		return this.inbound;
	}

	/**
	 * Return the maximum number of subscriptions of a session.
	 */
	public int maxSubscriptions() {
		return this.maxSubscriptions;
	}

	/** Return the options of the delivery. */
	public DispatchOptions dispatch() {
		return this.dispatch;
	}

	/**
	 * Return how long the node stays subscribed to a channel in the relay after the last
	 * subscriber has left.
	 */
	public Duration interestLinger() {
		return this.interestLinger;
	}

	/** Return the options of channels with history. */
	public StreamOptions streams() {
		return this.streams;
	}

	/** Return the options of session resumption. */
	public ResumeOptions resume() {
		return this.resume;
	}

	/**
	 * Return the limits of subscriptions to patterns.
	 */
	public PatternOptions patterns() {
		return this.patterns;
	}

	/**
	 * Return the maximum age of a session whose verified identity doesn't expire, zero
	 * for no limit.
	 */
	public Duration maxSessionAge() {
		return this.maxSessionAge;
	}

	/**
	 * Return how long sessions may last whatever their identities permit.
	 */
	public SessionLimits sessions() {
		return this.sessions;
	}

	/** Return the tenants of clients. */
	public Tenants tenants() {
		return this.tenants;
	}

	/**
	 * Return the interval of each channel in nanoseconds, zero for those that are not
	 * conflated; {@code null} if none is.
	 */
	@Nullable ToLongFunction<String> conflation() {
		return this.conflation;
	}

	/** Return the limits of the rates at which clients send. */
	public RateLimitOptions rates() {
		return this.rates;
	}

	/**
	 * Return these options by the names that channels have on the relay.
	 */
	HubOptions onRelay() {
		if (!this.tenants.isEnabled()) {
			return this;
		}
		ToLongFunction<String> interval = this.conflation;
		return mutate().streams(this.streams.by(this.tenants::strip))
			.conflation((interval != null) ? (channel) -> interval.applyAsLong(this.tenants.strip(channel)) : null)
			.build();
	}

	/**
	 * Return the maximum size, in bytes, of the stored publications that a client gets in
	 * one reply: a quarter of its outbound queue.
	 */
	public long maxReadBytes() {
		return this.outbound.maxBytes() / 4;
	}

	/**
	 * Builds {@link HubOptions}. Not thread-safe.
	 */
	public static final class Builder {

		private OutboundLimits outbound = OutboundLimits.defaults();

		private InboundLimits inbound = InboundLimits.defaults();

		private int maxSubscriptions = 128;

		private int lanes = 1;

		private int laneCapacity = 65_536;

		private Duration interestLinger = Duration.ofSeconds(5);

		private ToLongFunction<String> flushDelay = (channel) -> 0;

		private StreamOptions streams = StreamOptions.NONE;

		private ResumeOptions resume = ResumeOptions.defaults();

		private PatternOptions patterns = PatternOptions.defaults();

		private Duration maxSessionAge = Duration.ofHours(24);

		private SessionLimits sessions = SessionLimits.NONE;

		private Tenants tenants = Tenants.OFF;

		private @Nullable ToLongFunction<String> conflation;

		private RateLimitOptions rates = RateLimitOptions.NONE;

		private Builder() {
		}

		/**
		 * Set the limits of each session's outbound queue.
		 */
		public Builder outbound(OutboundLimits outbound) {
			Assert.notNull(outbound, "'outbound' must not be null");
			this.outbound = outbound;
			return this;
		}

		/**
		 * Set the limits of the inbound queues.
		 */
		public Builder inbound(InboundLimits inbound) {
			Assert.notNull(inbound, "'inbound' must not be null");
			this.inbound = inbound;
			return this;
		}

		/**
		 * Set the maximum number of pending inbound messages of a session, and how long a
		 * client that is not read from may see no progress.
		 */
		public Builder inbound(int maxPending, Duration stallTimeout) {
			InboundLimits defaults = InboundLimits.defaults();
			return inbound(new InboundLimits(maxPending, defaults.maxBytes(), defaults.maxTotalBytes(), stallTimeout));
		}

		/**
		 * Set the maximum number of subscriptions of a session.
		 */
		public Builder maxSubscriptions(int maxSubscriptions) {
			Assert.isTrue(maxSubscriptions > 0, "'maxSubscriptions' must be positive");
			this.maxSubscriptions = maxSubscriptions;
			return this;
		}

		/**
		 * Set the number of lanes and the maximum number of publications that wait in
		 * one.
		 */
		public Builder lanes(int lanes, int capacity) {
			this.lanes = lanes;
			this.laneCapacity = capacity;
			return this;
		}

		/**
		 * Set how long the node stays subscribed to a channel in the relay after the last
		 * subscriber has left.
		 */
		public Builder interestLinger(Duration interestLinger) {
			Assert.notNull(interestLinger, "'interestLinger' must not be null");
			this.interestLinger = interestLinger;
			return this;
		}

		/**
		 * Set the maximum time in nanoseconds that publications of a channel wait for
		 * others to leave in the same write.
		 */
		public Builder flushDelay(ToLongFunction<String> flushDelay) {
			this.flushDelay = flushDelay;
			return this;
		}

		/**
		 * Set the options of channels with history.
		 */
		public Builder streams(StreamOptions streams) {
			Assert.notNull(streams, "'streams' must not be null");
			this.streams = streams;
			return this;
		}

		/**
		 * Set which channels keep history, with the default options of streams.
		 */
		public Builder history(Function<String, HistoryOptions> history) {
			return streams(StreamOptions.withDefaults(history));
		}

		/**
		 * Set the options of session resumption.
		 */
		public Builder resume(ResumeOptions resume) {
			Assert.notNull(resume, "'resume' must not be null");
			this.resume = resume;
			return this;
		}

		/**
		 * Set the limits of subscriptions to patterns.
		 */
		public Builder patterns(PatternOptions patterns) {
			Assert.notNull(patterns, "'patterns' must not be null");
			this.patterns = patterns;
			return this;
		}

		/**
		 * Set the maximum age of a session whose verified identity doesn't expire, zero
		 * for no limit.
		 */
		public Builder maxSessionAge(Duration maxSessionAge) {
			Assert.isTrue(!maxSessionAge.isNegative(), "'maxSessionAge' must not be negative");
			this.maxSessionAge = maxSessionAge;
			return this;
		}

		/**
		 * Set how long sessions may last whatever their identities permit.
		 */
		public Builder sessions(SessionLimits sessions) {
			Assert.notNull(sessions, "'sessions' must not be null");
			this.sessions = sessions;
			return this;
		}

		/**
		 * Set the tenants of clients.
		 */
		public Builder tenants(Tenants tenants) {
			Assert.notNull(tenants, "'tenants' must not be null");
			this.tenants = tenants;
			return this;
		}

		/**
		 * Set the interval in nanoseconds in which at most one publication of a channel
		 * leaves the node, zero for no limit; {@code null} if no channel has one.
		 */
		public Builder conflation(@Nullable ToLongFunction<String> conflation) {
			this.conflation = conflation;
			return this;
		}

		/** Set the limits of the rates at which clients send. */
		public Builder rates(RateLimitOptions rates) {
			this.rates = rates;
			return this;
		}

		/**
		 * Build the options.
		 */
		public HubOptions build() {
			return new HubOptions(this);
		}

	}

}
