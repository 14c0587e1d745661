package io.github.realtimespring.internal.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.util.Assert;

/**
 * Whether an application has listeners of a type of events. Asks the application context
 * and its parents, and in each of them the listeners that are registered and the beans
 * that have not been created yet. An answer is used again for a second, unless the number
 * of listeners has changed. Whatever can't be asked counts as a listener: another
 * multicaster than Spring's, another kind of context. Thread-safe.
 */
public final class ListenerInterest implements Predicate<Class<?>> {

	private static final long INTERVAL_NANOS = 1_000_000_000;

	/**
	 * Listens to everything, on behalf of listeners that know Spring Security's events.
	 */
	private static final String SECURITY_LISTENER = "org.springframework.security.context.DelegatingApplicationListener";

	private final List<ApplicationContext> contexts = new ArrayList<>();

	private final LongSupplier nanoTime;

	private final Map<Class<?>, Answer> answers = new ConcurrentHashMap<>();

	private final Map<BeanFactory, Listeners> names = new ConcurrentHashMap<>();

	/**
	 * Create the interest of an application.
	 * @param context the context in which events are published, after its singletons were
	 * created
	 * @param nanoTime the time
	 */
	public ListenerInterest(ApplicationContext context, LongSupplier nanoTime) {
		Assert.notNull(context, "'context' must not be null");
		Assert.notNull(nanoTime, "'nanoTime' must not be null");
		for (ApplicationContext next = context; next != null; next = next.getParent()) {
			this.contexts.add(next);
		}
		this.nanoTime = nanoTime;
	}

	@Override
	public boolean test(Class<?> type) {
		Answer answer = this.answers.get(type);
		long now = this.nanoTime.getAsLong();
		int size = size();
		if (answer == null || answer.listeners() != size) {
			answer = new Answer(ask(type), size, now);
			this.answers.put(type, answer);
		}
		else if (now - answer.time() > INTERVAL_NANOS) {
			// One thread asks, the others use the old answer meanwhile
			Answer renewed = new Answer(answer.interested(), size, now);
			if (this.answers.replace(type, answer, renewed)) {
				answer = new Answer(ask(type), size, now);
				this.answers.put(type, answer);
			}
		}
		return answer.interested();
	}

	private int size() {
		int size = 0;
		for (ApplicationContext context : this.contexts) {
			size += (context instanceof AbstractApplicationContext known) ? known.getApplicationListeners().size() : 0;
		}
		return size;
	}

	private boolean ask(Class<?> type) {
		ResolvableType event = ApplicationEvent.class.isAssignableFrom(type) ? ResolvableType.forClass(type)
				: ResolvableType.forClassWithGenerics(PayloadApplicationEvent.class, type);
		try {
			for (ApplicationContext context : this.contexts) {
				if (!(context instanceof AbstractApplicationContext known) || hasForeignMulticaster(context)
						|| isListenedTo(known, event)) {
					return true;
				}
			}
			return false;
		}
		catch (RuntimeException ex) {
			// For example because a listener is being added
			return true;
		}
	}

	private static boolean hasForeignMulticaster(ApplicationContext context) {
		String name = AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME;
		return context.containsLocalBean(name) && context.getBean(name, ApplicationEventMulticaster.class)
			.getClass() != SimpleApplicationEventMulticaster.class;
	}

	private boolean isListenedTo(AbstractApplicationContext context, ResolvableType event) {
		for (ApplicationListener<?> listener : List.copyOf(context.getApplicationListeners())) {
			GenericApplicationListener generic = (listener instanceof GenericApplicationListener known) ? known
					: new GenericApplicationListenerAdapter(listener);
			if (!listener.getClass().getName().equals(SECURITY_LISTENER) && generic.supportsEventType(event)) {
				return true;
			}
		}
		ConfigurableListableBeanFactory beans = context.getBeanFactory();
		for (String name : listenerNames(beans)) {
			if (!beans.containsSingleton(name) && mayListen(beans.getType(name, false), event)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * The names of listeners among all beans, which take long to find. They are looked
	 * for again when a bean was defined.
	 */
	private String[] listenerNames(ConfigurableListableBeanFactory beans) {
		int count = beans.getBeanDefinitionCount();
		Listeners known = this.names.get(beans);
		if (known == null || known.definitions() != count) {
			known = new Listeners(beans.getBeanNamesForType(ApplicationListener.class, true, false), count);
			this.names.put(beans, known);
		}
		return known.names();
	}

	/**
	 * Whether a listener that was not created yet may listen to events of a type.
	 */
	private static boolean mayListen(@Nullable Class<?> listener, ResolvableType event) {
		if (listener == null) {
			return true;
		}
		if (listener.getName().equals(SECURITY_LISTENER)) {
			return false;
		}
		ResolvableType declared = ResolvableType.forClass(listener).as(ApplicationListener.class).getGeneric();
		return GenericApplicationListener.class.isAssignableFrom(listener) || declared == ResolvableType.NONE
				|| declared.resolve() == null || declared.isAssignableFrom(event);
	}

	private record Listeners(String[] names, int definitions) {

	}

	private record Answer(boolean interested, int listeners, long time) {

	}

}
