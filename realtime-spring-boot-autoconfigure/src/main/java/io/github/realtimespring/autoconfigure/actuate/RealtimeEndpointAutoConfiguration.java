package io.github.realtimespring.autoconfigure.actuate;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

import io.github.realtimespring.RealtimeOperations;
import io.github.realtimespring.autoconfigure.RealtimeAutoConfiguration;
import io.github.realtimespring.autoconfigure.RealtimeNode;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.lifecycle.Admission;
import io.github.realtimespring.internal.lifecycle.DrainLifecycle;
import io.github.realtimespring.internal.lifecycle.LoadShedding;

/**
 * Auto-configuration of the actuator endpoint.
 */
@AutoConfiguration(after = RealtimeAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(Hub.class)
@ConditionalOnAvailableEndpoint(RealtimeEndpoint.class)
public final class RealtimeEndpointAutoConfiguration {

	RealtimeEndpointAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	NodeControl realtimeNodeControl(ApplicationContext context, DrainLifecycle drain, LoadShedding shedding) {
		return new NodeControl(context, drain, shedding);
	}

	@Bean
	@ConditionalOnMissingBean
	RealtimeEndpoint realtimeEndpoint(RealtimeNode node, Hub hub, Admission admission, NodeControl control,
			RealtimeOperations operations) {
		return new RealtimeEndpoint(node, hub, admission, control, operations);
	}

}
