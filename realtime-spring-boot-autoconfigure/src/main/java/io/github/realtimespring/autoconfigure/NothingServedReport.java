package io.github.realtimespring.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

import io.github.realtimespring.relay.LocalRelay;
import io.github.realtimespring.relay.Relay;

/**
 * Says at start what the configuration can't have meant: endpoints in an application that
 * serves none, and a relay other than the one that was chosen when the application was
 * built ahead of time.
 */
final class NothingServedReport implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(NothingServedReport.class);

	private static final String WEB_SOCKET = "realtimeServedEndpoints";

	private final BeanFactory beanFactory;

	private final RealtimeProperties properties;

	NothingServedReport(BeanFactory beanFactory, RealtimeProperties properties) {
		this.beanFactory = beanFactory;
		this.properties = properties;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!this.beanFactory.containsBean(WEB_SOCKET)) {
			logger.info("No WebSocket endpoint is served: that needs a servlet web application with Spring's WebSocket "
					+ "support (spring-boot-starter-websocket). Publishing works");
		}
		boolean local = this.beanFactory.containsBean("realtimeLocalRelay")
				&& this.beanFactory.getBean(Relay.class) instanceof LocalRelay;
		if (local && this.properties.relay() == RealtimeProperties.RelayType.REDIS) {
			logger.warn("realtime.relay=redis has no effect, messages stay on this node: the relay was chosen when the "
					+ "application was built ahead of time. Set the property at build time, too");
		}
	}

}
