package io.github.realtimespring.benchmarks.gauge.node;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Joins the application's sources ({@code spring.main.sources}), and has its metrics
 * carry the burden for each publication that they count as sent. A proxy, so that it
 * passes on what later versions of the interface add.
 */
@Configuration(proxyBeanMethods = false)
@Import(BurdenController.class)
public class BurdenExtension {

	/** Replies and other short frames are no deliveries. */
	private static final int PAYLOAD = 128;

	@Bean
	static Burden gaugeBurden() {
		return new Burden();
	}

	@Bean
	static BeanPostProcessor gaugeMetrics(Burden burden) {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String name) {
				return (bean instanceof RealtimeMetrics metrics) ? burdened(metrics, burden) : bean;
			}

		};
	}

	static RealtimeMetrics burdened(RealtimeMetrics metrics, Burden burden) {
		return (RealtimeMetrics) Proxy.newProxyInstance(RealtimeMetrics.class.getClassLoader(),
				new Class<?>[] { RealtimeMetrics.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("messagesSent") && arguments[1] instanceof Integer count
							&& arguments[2] instanceof Long bytes && bytes >= (long) PAYLOAD * count) {
						burden.carry(count);
					}
					try {
						return method.invoke(metrics, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

}
