package io.github.realtimespring.internal.publish;

import java.util.concurrent.Executor;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.util.Assert;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.event.SessionClosedEvent;
import io.github.realtimespring.event.SessionEvent;
import io.github.realtimespring.internal.hub.EventSink;
import io.github.realtimespring.internal.logging.KeyValues;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.logging.LogContext;
import io.github.realtimespring.internal.tenant.CurrentClient;
import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Publishes events of sessions and channels to the application's listeners, off the
 * threads that cause them, and logs the end of each session in one line. The number of
 * waiting events is limited; those beyond are dropped and counted. Thread-safe.
 */
public class SessionEventPublisher implements EventSink {

	/**
	 * The logger of the ends of sessions, one line each at level DEBUG.
	 */
	public static final String CLOSED_LOGGER = "realtime.sessions";

	/**
	 * Maximum number of events that wait for listeners.
	 */
	public static final int CAPACITY = 16_384;

	private static final int STRIPES = 16;

	private static final Log logger = LimitedLog.of(SessionEventPublisher.class);

	private static final Log closedLogger = LogFactory.getLog(CLOSED_LOGGER);

	private final EventStripe[] stripes = new EventStripe[STRIPES];

	private final ApplicationEventPublisher events;

	private final Predicate<Class<?>> listened;

	private final LogContext logContext;

	private final RealtimeMetrics metrics;

	/**
	 * Create the publisher.
	 * @param events publishes to the application's listeners, which may block
	 * @param executor runs the listeners
	 * @param listened whether the application listens to events of a type; cheap
	 * @param logContext shows in the log which session a listener is called for
	 * @param metrics counts dropped events
	 */
	public SessionEventPublisher(ApplicationEventPublisher events, Executor executor, Predicate<Class<?>> listened,
			LogContext logContext, RealtimeMetrics metrics) {
		Assert.notNull(events, "'events' must not be null");
		Assert.notNull(executor, "'executor' must not be null");
		Assert.notNull(listened, "'listened' must not be null");
		Assert.notNull(logContext, "'logContext' must not be null");
		Assert.notNull(metrics, "'metrics' must not be null");
		this.events = events;
		this.listened = listened;
		this.logContext = logContext;
		this.metrics = metrics;
		for (int i = 0; i < STRIPES; i++) {
			this.stripes[i] = new EventStripe(CAPACITY / STRIPES, executor, this::publish, this::countDropped);
		}
	}

	@Override
	public boolean wants(Class<?> type) {
		return this.listened.test(type) || (type == SessionClosedEvent.class && closedLogger.isDebugEnabled());
	}

	@Override
	public void publish(String key, Object event) {
		if (event instanceof SessionClosedEvent closed) {
			if (closedLogger.isDebugEnabled()) {
				closedLogger.debug(describe(closed));
			}
			if (!this.listened.test(SessionClosedEvent.class)) {
				return;
			}
		}
		this.stripes[Math.floorMod(key.hashCode(), STRIPES)].add(event);
	}

	private void publish(Object event) {
		try (LogContext.Scope scope = (event instanceof SessionEvent known) ? this.logContext.open(known.session())
				: LogContext.Scope.NONE) {
			if (event instanceof SessionEvent known) {
				CurrentClient.run(known.session(), () -> this.events.publishEvent(event));
			}
			else {
				this.events.publishEvent(event);
			}
		}
		catch (Throwable ex) {
			logger.error("A listener failed for a " + event.getClass().getSimpleName(), ex);
		}
	}

	private void countDropped(int count) {
		this.metrics.eventsDropped(count);
		logger.warn("Dropped " + count + " events of sessions and channels: too many tasks of the application wait");
	}

	private static String describe(SessionClosedEvent event) {
		SessionClosedEvent.Traffic traffic = event.traffic();
		KeyValues line = new KeyValues().add("event", "closed")
			.add("session", event.session().publicId())
			.add("user", event.session().identity().user())
			.add("tenant", event.session().tenant())
			.add("protocol", event.session().protocol())
			.add("transport", event.session().transport());
		addCode(line, "sent", event.sentCode());
		addCode(line, "observed", event.observedCode());
		line.add("millis", event.duration().toMillis())
			.add("messages-received", traffic.messagesReceived())
			.add("bytes-received", traffic.bytesReceived())
			.add("messages-sent", traffic.messagesSent())
			.add("bytes-sent", traffic.bytesSent());
		traffic.messagesDropped().forEach((reason, count) -> line.add("dropped-" + reason.tag(), count));
		return line.toString();
	}

	private static void addCode(KeyValues line, String side, @Nullable CloseCode code) {
		if (code != null) {
			line.add(side + "-code", code.code()).add(side + "-reason", code.reason());
		}
	}

}
