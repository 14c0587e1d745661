package io.github.realtimespring.autoconfigure;

import java.lang.reflect.Method;
import java.util.List;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.util.Assert;

/**
 * Makes the executors and the scheduler of one of Spring's configuration classes
 * fallbacks, where the auto-configuration and not the application imports that class.
 * Otherwise they would compete with the application's own for injection, {@code @Async}
 * and {@code @Scheduled}. Spring's handler mappings, which ask for a scheduler by its
 * type, go on to get Spring's.
 */
public final class FallbackExecutors implements BeanFactoryPostProcessor {

	private final Class<?> configuration;

	private final String scheduler;

	/**
	 * Create the post-processor.
	 * @param configuration the configuration class
	 * @param scheduler the name of its scheduler
	 */
	public FallbackExecutors(Class<?> configuration, String scheduler) {
		Assert.notNull(configuration, "'configuration' must not be null");
		Assert.notNull(scheduler, "'scheduler' must not be null");
		this.configuration = configuration;
		this.scheduler = scheduler;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		for (String name : beanFactory.getBeanDefinitionNames()) {
			BeanDefinition definition = beanFactory.getBeanDefinition(name);
			if (this.configuration.getName().equals(definition.getFactoryBeanName())) {
				process(name, definition);
			}
		}
	}

	private void process(String name, BeanDefinition definition) {
		if (name.endsWith("Executor") || name.equals(this.scheduler)) {
			definition.setFallback(true);
		}
		else if (name.endsWith("HandlerMapping")) {
			for (Method method : this.configuration.getMethods()) {
				int scheduler = List.of(method.getParameterTypes()).indexOf(TaskScheduler.class);
				if (method.getName().equals(definition.getFactoryMethodName()) && scheduler >= 0) {
					definition.getConstructorArgumentValues()
						.addIndexedArgumentValue(scheduler, new RuntimeBeanReference(this.scheduler));
				}
			}
		}
	}

}
