package io.github.realtimespring.checker.node;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.github.realtimespring.relay.Relay;

/**
 * Joins the application's sources ({@code spring.main.sources}), and wraps its relay.
 */
@Configuration(proxyBeanMethods = false)
@Import({ ChaosController.class, NetworkExtension.class, PublishServer.class })
public class NodeExtension {

	@Bean
	static Mutations chaosMutations() {
		return new Mutations();
	}

	@Bean
	static BeanPostProcessor chaosRelay(Mutations mutations) {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String name) {
				return (bean instanceof Relay relay) ? new MutatingRelay(relay, mutations) : bean;
			}

		};
	}

}
