package io.github.realtimespring.internal.publish;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.ResolvableType;

import io.github.realtimespring.event.ClientConnectedEvent;
import io.github.realtimespring.event.SessionClosedEvent;
import io.github.realtimespring.event.SessionEvent;

import static org.assertj.core.api.Assertions.assertThat;

class ListenerInterestTests {

	private final AtomicLong nanoTime = new AtomicLong();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final ListenerInterest interest = new ListenerInterest(this.context, this.nanoTime::get);

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void listenersOfOtherEventsAreNoInterest() {
		this.context.addApplicationListener(new Refreshed());
		this.context.registerBean(Refreshed.class);
		this.context.refresh();
		assertThat(this.interest.test(SessionClosedEvent.class)).isFalse();
	}

	/**
	 * Nor does Spring know, which passes it all events.
	 */
	@Test
	void aLambdaDoesNotShowWhatItListensTo() {
		this.context.addApplicationListener((ContextRefreshedEvent event) -> {
		});
		this.context.refresh();
		assertThat(this.interest.test(SessionClosedEvent.class)).isTrue();
	}

	@Test
	void anAnnotatedMethodIsFoundByTheTypeOfItsEvent() {
		this.context.registerBean(Annotated.class);
		this.context.refresh();
		assertThat(this.interest.test(SessionClosedEvent.class)).isTrue();
		assertThat(this.interest.test(ClientConnectedEvent.class)).isFalse();
	}

	@Test
	void aMethodForAllEventsOfSessionsIsFound() {
		this.context.registerBean(AllOfSessions.class);
		this.context.refresh();
		assertThat(this.interest.test(SessionClosedEvent.class)).isTrue();
		assertThat(this.interest.test(ClientConnectedEvent.class)).isTrue();
		assertThat(this.interest.test(String.class)).isFalse();
	}

	@Test
	void aListenerOfEverythingIsFound() {
		this.context.registerBean(Everything.class);
		this.context.refresh();
		assertThat(this.interest.test(SessionClosedEvent.class)).isTrue();
	}

	@Test
	void aBeanThatWasNotCreatedYetIsFound() {
		this.context.registerBean("lazy", Payloads.class, (definition) -> definition.setLazyInit(true));
		this.context.refresh();
		assertThat(this.context.getBeanFactory().containsSingleton("lazy")).isFalse();
		assertThat(this.interest.test(SessionClosedEvent.class)).isTrue();
		assertThat(this.interest.test(ClientConnectedEvent.class)).isFalse();
	}

	@Test
	void aListenerThatIsAddedAndRemovedLaterIsNoticedAtOnce() {
		this.context.refresh();
		assertThat(this.interest.test(SessionClosedEvent.class)).isFalse();
		ApplicationListener<PayloadApplicationEvent<SessionClosedEvent>> listener = new Payloads();
		this.context.addApplicationListener(listener);
		assertThat(this.interest.test(SessionClosedEvent.class)).isTrue();
		this.context.removeApplicationListener(listener);
		assertThat(this.interest.test(SessionClosedEvent.class)).isFalse();
	}

	@Test
	void aListenerThatReplacesAnotherIsNoticedAfterASecond() {
		this.context.refresh();
		ApplicationListener<ContextRefreshedEvent> other = new Refreshed();
		this.context.addApplicationListener(other);
		assertThat(this.interest.test(SessionClosedEvent.class)).isFalse();
		this.context.removeApplicationListener(other);
		this.context.addApplicationListener(new Payloads());
		this.nanoTime.addAndGet(1_000_000_001);
		assertThat(this.interest.test(SessionClosedEvent.class)).isTrue();
	}

	@Test
	void aListenerThatCanNotBeAskedCounts() {
		this.context.addApplicationListener(new Broken());
		this.context.refresh();
		assertThat(this.interest.test(SessionClosedEvent.class)).isTrue();
	}

	@Test
	void aBeanThatIsDefinedLaterIsFoundAfterASecond() {
		this.context.refresh();
		assertThat(this.interest.test(SessionClosedEvent.class)).isFalse();
		this.context.registerBean("late", Payloads.class, (definition) -> definition.setLazyInit(true));
		this.nanoTime.addAndGet(1_000_000_001);
		assertThat(this.interest.test(SessionClosedEvent.class)).isTrue();
	}

	@Test
	void listenersOfTheParentCount() {
		try (GenericApplicationContext parent = new GenericApplicationContext()) {
			parent.addApplicationListener(new Payloads());
			parent.refresh();
			this.context.setParent(parent);
			this.context.refresh();
			assertThat(new ListenerInterest(this.context, this.nanoTime::get).test(SessionClosedEvent.class)).isTrue();
		}
	}

	@Test
	void anotherMulticasterThanSpringsMayHaveListenersOfItsOwn() {
		this.context.registerBean(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
				Multicaster.class);
		this.context.refresh();
		assertThat(this.interest.test(SessionClosedEvent.class)).isTrue();
	}

	static class Annotated {

		@EventListener
		void onClosed(SessionClosedEvent event) {
		}

	}

	static class AllOfSessions {

		@EventListener
		void onEvent(SessionEvent event) {
		}

	}

	static class Refreshed implements ApplicationListener<ContextRefreshedEvent> {

		@Override
		public void onApplicationEvent(ContextRefreshedEvent event) {
		}

	}

	static class Everything implements ApplicationListener<ApplicationEvent> {

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
		}

	}

	static class Payloads implements ApplicationListener<PayloadApplicationEvent<SessionClosedEvent>> {

		@Override
		public void onApplicationEvent(PayloadApplicationEvent<SessionClosedEvent> event) {
		}

	}

	static class Multicaster extends SimpleApplicationEventMulticaster {

	}

	private static final class Broken implements GenericApplicationListener {

		@Override
		public boolean supportsEventType(ResolvableType type) {
			if (type.getRawClass() == PayloadApplicationEvent.class) {
				throw new IllegalStateException("broken");
			}
			return false;
		}

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
		}

	}

}
