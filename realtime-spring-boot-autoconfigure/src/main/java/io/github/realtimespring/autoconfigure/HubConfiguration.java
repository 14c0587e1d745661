package io.github.realtimespring.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.util.unit.DataSize;

import io.github.realtimespring.autoconfigure.properties.DispatchProperties;
import io.github.realtimespring.autoconfigure.properties.InboundProperties;
import io.github.realtimespring.autoconfigure.properties.LimitsProperties;
import io.github.realtimespring.autoconfigure.properties.OutboundProperties;
import io.github.realtimespring.autoconfigure.properties.PatternProperties;
import io.github.realtimespring.autoconfigure.properties.RealtimeProperties;
import io.github.realtimespring.autoconfigure.properties.RealtimeSecurityProperties;
import io.github.realtimespring.autoconfigure.properties.ResumeProperties;
import io.github.realtimespring.autoconfigure.properties.TenantProperties;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.channel.UserChannels;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.PatternOptions;
import io.github.realtimespring.internal.hub.SessionLimits;
import io.github.realtimespring.internal.hub.inbound.InboundLimits;
import io.github.realtimespring.internal.hub.inbound.UnauthenticatedLimits;
import io.github.realtimespring.internal.hub.recovery.StreamOptions;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.resume.ResumeOptions;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.Relay;

/**
 * The hub with its options.
 */
@Configuration(proxyBeanMethods = false)
class HubConfiguration {

	private final RealtimeProperties channels;

	private final InboundProperties inbound;

	private final OutboundProperties outbound;

	private final LimitsProperties limits;

	private final DispatchProperties dispatch;

	private final PatternProperties patterns;

	private final ResumeProperties resume;

	HubConfiguration(RealtimeProperties channels, InboundProperties inbound, OutboundProperties outbound,
			LimitsProperties limits, DispatchProperties dispatch, PatternProperties patterns, ResumeProperties resume) {
		this.channels = channels;
		this.inbound = inbound;
		this.outbound = outbound;
		this.limits = limits;
		this.dispatch = dispatch;
		this.patterns = patterns;
		this.resume = resume;
	}

	@Bean
	@ConditionalOnMissingBean
	Hub realtimeHub(Relay relay, Namespaces namespaces,
			@Qualifier(RealtimeExecutors.INBOUND) AsyncTaskExecutor inboundExecutor,
			@Qualifier(RealtimeExecutors.APPLICATION) AsyncTaskExecutor applicationExecutor,
			@Qualifier(RealtimeExecutors.CLOSE) AsyncTaskExecutor closeExecutor, RealtimeSecurityProperties security,
			TenantProperties tenants, ObjectProvider<RealtimeMetrics> metrics) {
		HubOptions options = HubOptions.builder()
			.outbound(new OutboundLimits(this.outbound.maxBytes().toBytes(), this.outbound.maxMessages(),
					this.outbound.writeTimeout()))
			.maxSubscriptions(this.limits.maxSubscriptions())
			.lanes(this.dispatch.lanes(), this.dispatch.laneCapacity())
			.inbound(inboundLimits(InboundLimits.defaults()))
			.flushDelay((channel) -> flushDelay(namespaces.findOrDefault(channel)))
			.streams(streams(namespaces))
			.conflation(conflation(namespaces))
			.maxSessionAge(security.maxSessionAge())
			.sessions(new SessionLimits(this.limits.idleTimeout(), this.limits.maxAge()))
			.tenants(tenants.toTenants())
			.rates(this.limits.rate().toOptions())
			.patterns(new PatternOptions(this.patterns.maxPerSession(), this.patterns.maxPerNode(),
					this.patterns.recheckInterval()))
			.resume(new ResumeOptions(this.resume.enabled(), this.resume.window(), this.resume.tokenLifetime(),
					this.resume.maxSize().toBytes()))
			.build();
		return new Hub(relay, options, inboundExecutor, applicationExecutor, closeExecutor, unauthenticatedLimits(),
				metrics.getIfAvailable(() -> RealtimeMetrics.NONE));
	}

	private InboundLimits inboundLimits(InboundLimits defaults) {
		DataSize total = this.inbound.maxTotalBytes();
		return new InboundLimits(this.inbound.maxPending(), this.inbound.maxBytes().toBytes(),
				(total != null) ? total.toBytes() : defaults.maxTotalBytes(), defaults.stallTimeout());
	}

	private UnauthenticatedLimits unauthenticatedLimits() {
		LimitsProperties.Unauthenticated unauthenticated = this.limits.unauthenticated();
		Integer perAddress = unauthenticated.maxPerAddress();
		return new UnauthenticatedLimits(unauthenticated.maxConnections(this.limits.maxSessions()),
				(perAddress != null) ? perAddress : Integer.MAX_VALUE, unauthenticated.maxBytes().toBytes());
	}

	private StreamOptions streams(Namespaces namespaces) {
		HistoryOptions ofUsers = this.channels.userChannels().history().toOptions();
		RealtimeProperties.Recovery recovery = this.channels.recovery();
		return new StreamOptions(
				(channel) -> UserChannels.isUserChannel(channel) ? ofUsers
						: namespaces.findOrDefault(channel).history(),
				recovery.maxPublications(), recovery.checkInterval(), this.limits.newChannels());
	}

	/**
	 * Channels of users are not conflated: each of their messages may matter.
	 */
	private @Nullable ToLongFunction<String> conflation(Namespaces namespaces) {
		Map<String, Long> intervals = new HashMap<>();
		this.channels.namespaces().forEach((name, options) -> {
			if (!options.conflationInterval().isZero()) {
				intervals.put(name, options.conflationInterval().toNanos());
			}
		});
		return intervals.isEmpty() ? null : (channel) -> UserChannels.isUserChannel(channel) ? 0
				: intervals.getOrDefault(namespaces.findOrDefault(channel).name(), 0L);
	}

	private long flushDelay(Namespace namespace) {
		Duration own = namespace.flushDelay();
		return ((own != null) ? own : this.outbound.flushDelay()).toNanos();
	}

}
