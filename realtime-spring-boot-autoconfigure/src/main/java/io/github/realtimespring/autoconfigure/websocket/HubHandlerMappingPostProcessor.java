package io.github.realtimespring.autoconfigure.websocket;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

import io.github.realtimespring.internal.protocol.stomp.BrokerOwnership;

/**
 * Has an {@link EndpointSelector} decide about the endpoints of Spring's two handler
 * mappings for WebSocket, when both have been created and before the first of them
 * registers its handlers.
 */
class HubHandlerMappingPostProcessor implements InstantiationAwareBeanPostProcessor, BeanFactoryAware {

	static final String PLAIN_MAPPING = "webSocketHandlerMapping";

	static final String STOMP_MAPPING = "stompWebSocketHandlerMapping";

	private final ObjectProvider<EndpointSelector> selector;

	private final ObjectProvider<BrokerOwnership> broker;

	private final Map<String, Map<String, Object>> created = new HashMap<>();

	private @Nullable BeanFactory beanFactory;

	private boolean selected;

	/**
	 * Create the post-processor.
	 * @param selector decides about the endpoints
	 * @param broker who configured the message broker, none if STOMP is left to Spring
	 */
	HubHandlerMappingPostProcessor(ObjectProvider<EndpointSelector> selector, ObjectProvider<BrokerOwnership> broker) {
		this.selector = selector;
		this.broker = broker;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public boolean postProcessAfterInstantiation(Object bean, String beanName) {
		if (bean instanceof SimpleUrlHandlerMapping mapping) {
			switch (beanName) {
				case PLAIN_MAPPING -> created(beanName, mapping, STOMP_MAPPING);
				case STOMP_MAPPING -> created(beanName, mapping, PLAIN_MAPPING);
				default -> {
				}
			}
		}
		return true;
	}

	@SuppressWarnings("unchecked")
	private void created(String beanName, SimpleUrlHandlerMapping mapping, String other) {
		this.created.put(beanName, (Map<String, Object>) mapping.getUrlMap());
		if (!this.created.containsKey(other) && this.beanFactory != null && this.beanFactory.containsBean(other)) {
			// What one of them holds decides about the other
			this.beanFactory.getBean(other);
		}
		if (!this.selected) {
			this.selected = true;
			this.selector.getObject()
				.select(this.created.getOrDefault(PLAIN_MAPPING, Map.of()),
						this.created.getOrDefault(STOMP_MAPPING, Map.of()), this.broker.getIfAvailable());
		}
	}

}
