package io.github.realtimespring.internal.publish;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationEventPublisher;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.event.ChannelOccupiedEvent;
import io.github.realtimespring.event.SessionClosedEvent;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.logging.LogContext;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.CapturedLog;
import io.github.realtimespring.test.RecordingSocketWriter;
import io.github.realtimespring.test.TestProtocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class SessionEventPublisherTests {

	private final List<Object> events = new ArrayList<>();

	private final List<Runnable> tasks = new ArrayList<>();

	private final AtomicInteger dropped = new AtomicInteger();

	private final Hub hub = new Hub(new LocalRelay(), HubOptions.defaults(), Runnable::run, Runnable::run,
			RealtimeMetrics.NONE);

	@Test
	void theEndOfASessionIsPublishedWithItsTraffic() {
		this.hub.start();
		install(this.events::add, this.tasks::add);
		Session session = open();
		session.traffic().countReceived(10);
		session.send(Frame.text("four".getBytes(UTF_8)));
		session.countDropped(DropReason.SESSION_CLOSED, 3);
		session.close(new CloseCode(3503, "force disconnect"));
		this.hub.remove(session, new CloseCode(1006, ""));
		assertThat(this.events).isEmpty();
		this.tasks.forEach(Runnable::run);
		assertThat(this.events).singleElement().isInstanceOfSatisfying(SessionClosedEvent.class, (event) -> {
			assertThat(event.session()).isSameAs(session);
			assertThat(event.sentCode()).isEqualTo(new CloseCode(3503, "force disconnect"));
			assertThat(event.observedCode().code()).isEqualTo(1006);
			assertThat(event.duration()).isLessThan(Duration.ofMinutes(5));
			assertThat(event.traffic())
				.isEqualTo(new SessionClosedEvent.Traffic(1, 10, 1, 4, Map.of(DropReason.SESSION_CLOSED, 3L)));
		});
	}

	@Test
	void aConnectionThatTheClientEndedHasNoCodeOfThisNode() {
		this.hub.start();
		install(this.events::add, Runnable::run);
		this.hub.remove(open(), new CloseCode(1000, "bye"));
		assertThat(this.events).singleElement()
			.isInstanceOfSatisfying(SessionClosedEvent.class, (event) -> assertThat(event.sentCode()).isNull());
	}

	@Test
	void aListenerThatFailsDisturbsNobody() {
		this.hub.start();
		install((event) -> {
			throw new IllegalStateException("expected by the test");
		}, Runnable::run);
		assertThatCode(() -> this.hub.remove(open(), new CloseCode(1000, "bye"))).doesNotThrowAnyException();
		assertThat(this.hub.sessions()).isEmpty();
	}

	@Test
	void whileNobodyListensNoTaskIsExecuted() {
		this.hub.start();
		this.hub.events()
			.install(new SessionEventPublisher(this.events::add, this.tasks::add, (type) -> false, LogContext.NONE,
					RealtimeMetrics.NONE), LogContext.NONE);
		this.hub.remove(open(), new CloseCode(1000, "bye"));
		assertThat(this.tasks).isEmpty();
	}

	@Test
	void eventsOfOneKeyKeepTheirOrderOverManyTasks() {
		SessionEventPublisher publisher = publisher(this.events::add, this.tasks::add);
		List<Object> published = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			published.add(new ChannelOccupiedEvent("chat:" + i, null));
			publisher.publish("key", published.get(i));
		}
		assertThat(this.tasks).hasSize(1);
		while (!this.tasks.isEmpty()) {
			this.tasks.remove(0).run();
		}
		assertThat(this.events).isEqualTo(published);
	}

	@Test
	void aStormOfEventsIsDroppedBeyondTheCapacityAndCounted() {
		SessionEventPublisher publisher = publisher(this.events::add, this.tasks::add);
		int capacity = SessionEventPublisher.CAPACITY / 16;
		for (int i = 0; i < capacity + 7; i++) {
			publisher.publish("key", new ChannelOccupiedEvent("chat:" + i, null));
		}
		assertThat(this.dropped).hasValue(7);
		while (!this.tasks.isEmpty()) {
			this.tasks.remove(0).run();
		}
		assertThat(this.events).hasSize(capacity);
		publisher.publish("key", new ChannelOccupiedEvent("chat:later", null));
		this.tasks.remove(0).run();
		assertThat(this.events).last().isEqualTo(new ChannelOccupiedEvent("chat:later", null));
	}

	@Test
	void whenTheExecutorIsFullEventsAreDroppedAndLaterOnesArePublished() {
		AtomicBoolean full = new AtomicBoolean(true);
		SessionEventPublisher publisher = publisher(this.events::add, (task) -> {
			if (full.get()) {
				throw new RejectedExecutionException("expected by the test");
			}
			task.run();
		});
		publisher.publish("key", new ChannelOccupiedEvent("chat:lost", null));
		assertThat(this.dropped).hasValue(1);
		full.set(false);
		publisher.publish("key", new ChannelOccupiedEvent("chat:later", null));
		assertThat(this.events).containsExactly(new ChannelOccupiedEvent("chat:later", null));
	}

	@Test
	void anErrorOfAListenerDoesNotStopLaterEvents() {
		SessionEventPublisher publisher = publisher((event) -> {
			this.events.add(event);
			throw new StackOverflowError("expected by the test");
		}, Runnable::run);
		publisher.publish("key", new ChannelOccupiedEvent("chat:1", null));
		publisher.publish("key", new ChannelOccupiedEvent("chat:2", null));
		assertThat(this.events).hasSize(2);
	}

	@Test
	void theLineOfAnEndHasTheCodesAndReasonsOfBothSides() {
		this.hub.start();
		try (CapturedLog log = CapturedLog.of(SessionEventPublisher.CLOSED_LOGGER, Level.DEBUG)) {
			install(this.events::add, Runnable::run);
			Session session = open();
			session.countDropped(DropReason.SESSION_CLOSED, 3);
			session.close(new CloseCode(3503, "force disconnect"));
			this.hub.remove(session, new CloseCode(4000, "my \"own\" reason\nsession=forged"));
			assertThat(log.messages()).singleElement()
				.asString()
				.startsWith("event=closed session=" + session.publicId() + " protocol=")
				.contains(" sent-code=3503 sent-reason=\"force disconnect\" observed-code=4000 observed-reason="
						+ "\"my \\\"own\\\" reason\\u000asession=forged\" millis=")
				.endsWith("messages-received=0 bytes-received=0 messages-sent=0 bytes-sent=0 dropped-session-closed=3");
		}
	}

	private void install(ApplicationEventPublisher events, Executor executor) {
		this.hub.events().install(publisher(events, executor), LogContext.NONE);
	}

	/**
	 * Listens only to the ends of sessions.
	 */
	private SessionEventPublisher publisher(ApplicationEventPublisher events, Executor executor) {
		return new SessionEventPublisher(events, executor, (type) -> type == SessionClosedEvent.class, LogContext.NONE,
				new RealtimeMetrics() {

					@Override
					public void eventsDropped(int count) {
						SessionEventPublisherTests.this.dropped.addAndGet(count);
					}

				});
	}

	private Session open() {
		return this.hub.open("s", "websocket", new TestProtocol(), ClientIdentity.ANONYMOUS,
				new RecordingSocketWriter());
	}

}
