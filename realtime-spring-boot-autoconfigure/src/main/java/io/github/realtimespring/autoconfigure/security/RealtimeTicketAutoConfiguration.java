package io.github.realtimespring.autoconfigure.security;

import java.time.Clock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.properties.RealtimeSecurityProperties;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.security.TokenRules;
import io.github.realtimespring.internal.ticket.MemoryTicketStore;
import io.github.realtimespring.internal.ticket.TicketStore;
import io.github.realtimespring.internal.ticket.TicketStoreProvider;
import io.github.realtimespring.internal.ticket.Tickets;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.security.TokenAuthenticator;

/**
 * Auto-configuration of one-time tickets, which clients request with an authenticated
 * HTTP request and present in the handshake.
 */
@AutoConfiguration(after = { RealtimeAutoConfiguration.class, RealtimeSecurityAutoConfiguration.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ RouterFunctions.class, ServerResponse.class })
@ConditionalOnBooleanProperty("realtime.security.ticket.enabled")
public final class RealtimeTicketAutoConfiguration {

	private static final Log logger = LogFactory.getLog(RealtimeTicketAutoConfiguration.class);

	private final RealtimeSecurityProperties.Ticket properties;

	RealtimeTicketAutoConfiguration(RealtimeSecurityProperties properties) {
		this.properties = properties.ticket();
	}

	@Bean
	@ConditionalOnMissingBean
	Tickets realtimeTickets(Relay relay) {
		return new Tickets(store(relay), this.properties.ttl(), this.properties.bindAddress(),
				this.properties.maxPerUser(), this.properties.maxWaiting(), Clock.systemUTC());
	}

	private static TicketStore store(Relay relay) {
		if (relay instanceof TicketStoreProvider provider) {
			return provider.tickets();
		}
		if (relay.isShared()) {
			logger.warn("The relay stores no tickets: a ticket is valid only on the node that issued it");
		}
		return new MemoryTicketStore();
	}

	@Bean
	RouterFunction<ServerResponse> realtimeTicketRouterFunction(Tickets tickets,
			ObjectProvider<TokenAuthenticator> authenticator, TokenRules rules, Hub hub) {
		return RouterFunctions.route()
			.POST(this.properties.path(),
					new TicketHandler(tickets, authenticator.getIfAvailable(), rules, hub.options().tenants()))
			.build();
	}

}
