package io.github.realtimespring.autoconfigure.centrifuge;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.properties.CentrifugeProperties;
import io.github.realtimespring.autoconfigure.properties.LimitsProperties;
import io.github.realtimespring.autoconfigure.security.RealtimeSecurityAutoConfiguration;
import io.github.realtimespring.internal.guard.ChannelPermissions;
import io.github.realtimespring.internal.guard.CommandGuard;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.ProtocolHandler;
import io.github.realtimespring.internal.protocol.centrifuge.ApplicationHandlers;
import io.github.realtimespring.internal.protocol.centrifuge.CentrifugeOptions;
import io.github.realtimespring.internal.protocol.centrifuge.CentrifugeProtocolHandler;
import io.github.realtimespring.internal.security.RefreshLimits;
import io.github.realtimespring.internal.security.TokenPolicy;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.rpc.ClientMessageListener;
import io.github.realtimespring.rpc.RpcHandler;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * Auto-configuration of the Centrifuge protocol. An application that declares a
 * {@link ProtocolHandler} of its own serves that one in its place.
 */
@AutoConfiguration(after = { RealtimeAutoConfiguration.class, RealtimeSecurityAutoConfiguration.class })
@ConditionalOnBooleanProperty(name = "realtime.centrifuge.enabled", matchIfMissing = true)
public final class RealtimeCentrifugeAutoConfiguration {

	RealtimeCentrifugeAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(ProtocolHandler.class)
	CentrifugeProtocolHandler realtimeCentrifugeProtocolHandler(Hub hub, ChannelPermissions permissions,
			CommandGuard guard, CentrifugeProperties properties, LimitsProperties limits, TokenPolicy policy,
			RefreshLimits refreshLimits, ObjectProvider<TokenAuthenticator> authenticator,
			ObjectProvider<RpcHandler> rpcHandler, ObjectProvider<ClientMessageListener> messageListener,
			ObjectProvider<RealtimeMetrics> metrics) {
		CentrifugeOptions options = CentrifugeOptions.builder()
			.ping(properties.pingInterval(), properties.pongTimeout())
			.connectTimeout(limits.connectTimeout())
			.maxChannelLength(limits.maxChannelLength())
			.token(policy.connect(), policy.required())
			.refreshLimits(refreshLimits)
			.build();
		ApplicationHandlers handlers = new ApplicationHandlers(rpcHandler.getIfAvailable(),
				messageListener.getIfAvailable());
		return new CentrifugeProtocolHandler(hub, permissions, guard, authenticator.getIfAvailable(), handlers, options,
				metrics.getIfAvailable(() -> RealtimeMetrics.NONE));
	}

}
