package io.github.realtimespring.autoconfigure;

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.ClassUtils;

/**
 * Reports at start a configuration that is probably a mistake: an application that serves
 * no WebSocket endpoint, or reactive security in one that runs on servlets.
 */
final class NothingServedReport implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(NothingServedReport.class);

	private static final String WEB_SOCKET = "realtimeServedEndpoints";

	private static final List<String> REACTIVE = List.of("org.springframework.web.server.WebFilter",
			"org.springframework.security.web.server.SecurityWebFilterChain");

	private final ListableBeanFactory beanFactory;

	NothingServedReport(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!this.beanFactory.containsBean(WEB_SOCKET)) {
			logger.info("No WebSocket endpoint is served: that needs a servlet web application with Spring's WebSocket "
					+ "support (spring-boot-starter-websocket). Publishing works");
		}
		else {
			warnOfReactiveBeans();
		}
	}

	/**
	 * The servlet support that comes with the starter makes an application of WebFlux one
	 * of servlets.
	 */
	private void warnOfReactiveBeans() {
		ClassLoader classLoader = getClass().getClassLoader();
		for (String type : REACTIVE) {
			if (ClassUtils.isPresent(type, classLoader)) {
				String[] names = this.beanFactory.getBeanNamesForType(ClassUtils.resolveClassName(type, classLoader),
						true, false);
				if (names.length > 0) {
					logger.warn("This is a servlet application, so these beans of the type " + type
							+ " protect nothing: " + String.join(", ", names)
							+ ". spring.main.web-application-type=reactive makes it a WebFlux application, without our "
							+ "WebSocket endpoints");
				}
			}
		}
	}

}
