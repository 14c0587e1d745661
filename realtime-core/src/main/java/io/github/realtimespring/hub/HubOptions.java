package io.github.realtimespring.hub;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import org.springframework.util.Assert;

import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.outbound.OutboundLimits;
import io.github.realtimespring.resume.ResumeOptions;

/**
 * The limits of a hub.
 *
 * @param outbound what a session may have pending towards the client
 * @param inbound what sessions may have pending towards the application
 * @param maxSubscriptions subscriptions of one session
 * @param lanes threads that deliver publications
 * @param laneCapacity publications that one lane may have waiting
 * @param interestLinger how long the node keeps its interest in a channel after the last
 * subscriber has left
 * @param flushDelay how long publications of a channel may wait for others that leave in
 * the same write, in nanoseconds; asked by the lanes
 * @param streams what is done for channels that keep history
 * @param resume how sessions can be resumed
 * @param patterns the limits of subscriptions to patterns
 */
public record HubOptions(OutboundLimits outbound, InboundLimits inbound, int maxSubscriptions, int lanes,
		int laneCapacity, Duration interestLinger, ToLongFunction<String> flushDelay, StreamOptions streams,
		ResumeOptions resume, PatternOptions patterns) {

	private static final ToLongFunction<String> NO_DELAY = (channel) -> 0;

	public HubOptions {
		Assert.notNull(outbound, "'outbound' must not be null");
		Assert.notNull(inbound, "'inbound' must not be null");
		Assert.isTrue(maxSubscriptions > 0, "'maxSubscriptions' must be positive");
		Assert.isTrue(lanes > 0, "'lanes' must be positive");
		Assert.isTrue(laneCapacity > 0, "'laneCapacity' must be positive");
		Assert.notNull(interestLinger, "'interestLinger' must not be null");
		Assert.notNull(flushDelay, "'flushDelay' must not be null");
		Assert.notNull(streams, "'streams' must not be null");
		Assert.notNull(resume, "'resume' must not be null");
		Assert.notNull(patterns, "'patterns' must not be null");
	}

	/**
	 * Options without a flush delay and without history.
	 * @param inboundTimeout how long a client that isn't read from may see no progress
	 */
	public HubOptions(OutboundLimits outbound, int maxInboundPending, Duration inboundTimeout, int maxSubscriptions,
			int lanes, int laneCapacity, Duration interestLinger) {
		this(outbound, inboundLimits(maxInboundPending, inboundTimeout), maxSubscriptions, lanes, laneCapacity,
				interestLinger, NO_DELAY, StreamOptions.NONE, ResumeOptions.defaults(), PatternOptions.defaults());
	}

	private static InboundLimits inboundLimits(int maxPending, Duration stallTimeout) {
		InboundLimits defaults = InboundLimits.defaults();
		return new InboundLimits(maxPending, defaults.maxBytes(), defaults.maxTotalBytes(), stallTimeout);
	}

	/**
	 * The same options with other inbound limits.
	 */
	public HubOptions withInbound(InboundLimits inbound) {
		return new HubOptions(this.outbound, inbound, this.maxSubscriptions, this.lanes, this.laneCapacity,
				this.interestLinger, this.flushDelay, this.streams, this.resume, this.patterns);
	}

	/**
	 * The same options with a flush delay.
	 */
	public HubOptions withFlushDelay(ToLongFunction<String> flushDelay) {
		return new HubOptions(this.outbound, this.inbound, this.maxSubscriptions, this.lanes, this.laneCapacity,
				this.interestLinger, flushDelay, this.streams, this.resume, this.patterns);
	}

	/**
	 * The same options with history.
	 */
	public HubOptions withHistory(Function<String, HistoryOptions> history) {
		return withStreams(StreamOptions.withDefaults(history));
	}

	/**
	 * The same options with channels that keep history.
	 */
	public HubOptions withStreams(StreamOptions streams) {
		return new HubOptions(this.outbound, this.inbound, this.maxSubscriptions, this.lanes, this.laneCapacity,
				this.interestLinger, this.flushDelay, streams, this.resume, this.patterns);
	}

	/**
	 * The same options with sessions that can be resumed in another way.
	 */
	public HubOptions withResume(ResumeOptions resume) {
		return new HubOptions(this.outbound, this.inbound, this.maxSubscriptions, this.lanes, this.laneCapacity,
				this.interestLinger, this.flushDelay, this.streams, resume, this.patterns);
	}

	/**
	 * The same options with other limits of patterns.
	 */
	public HubOptions withPatterns(PatternOptions patterns) {
		return new HubOptions(this.outbound, this.inbound, this.maxSubscriptions, this.lanes, this.laneCapacity,
				this.interestLinger, this.flushDelay, this.streams, this.resume, patterns);
	}

	/**
	 * The default limits: 256 messages inbound, 128 subscriptions, one lane of 65,536.
	 */
	public static HubOptions defaults() {
		return new HubOptions(OutboundLimits.defaults(), 256, Duration.ofSeconds(60), 128, 1, 65536,
				Duration.ofSeconds(5));
	}

	/**
	 * The bytes of kept publications that a client gets at once, be it what it missed or
	 * a part of a channel's history: a quarter of what may be pending towards it.
	 */
	public long maxReadBytes() {
		return this.outbound.maxBytes() / 4;
	}

}
