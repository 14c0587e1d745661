package io.github.realtimespring.internal.publish;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.util.Assert;

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.SessionClosedEvent;
import io.github.realtimespring.internal.logging.LimitedLog;

/**
 * Publishes the ends of sessions as application events, off the threads that end them,
 * and logs them in one line each. Thread-safe.
 */
public class SessionEventPublisher implements Consumer<SessionClosedEvent> {

	private static final Log logger = LimitedLog.of(SessionEventPublisher.class);

	private final ApplicationEventPublisher events;

	private final Executor executor;

	/**
	 * Create the publisher.
	 * @param events publishes to the application's listeners, which may block
	 * @param executor runs the listeners
	 */
	public SessionEventPublisher(ApplicationEventPublisher events, Executor executor) {
		Assert.notNull(events, "'events' must not be null");
		Assert.notNull(executor, "'executor' must not be null");
		this.events = events;
		this.executor = executor;
	}

	@Override
	public void accept(SessionClosedEvent event) {
		if (logger.isDebugEnabled()) {
			logger.debug(describe(event));
		}
		try {
			this.executor.execute(() -> publish(event));
		}
		catch (RejectedExecutionException ex) {
			logger.warn("The end of session " + event.session().publicId()
					+ " was not published as an event: too many tasks of the application wait");
		}
	}

	private void publish(SessionClosedEvent event) {
		try {
			this.events.publishEvent(event);
		}
		catch (RuntimeException ex) {
			logger.error("A listener failed for the end of session " + event.session().publicId(), ex);
		}
	}

	private static String describe(SessionClosedEvent event) {
		SessionClosedEvent.Traffic traffic = event.traffic();
		return "Session closed: id=" + event.session().publicId() + " protocol=" + event.session().protocol()
				+ " transport=" + event.session().transport() + " sent=" + code(event.sentCode()) + " observed="
				+ event.observedCode().code() + " millis=" + event.duration().toMillis() + " received="
				+ traffic.messagesReceived() + "/" + traffic.bytesReceived() + "B written=" + traffic.messagesSent()
				+ "/" + traffic.bytesSent() + "B dropped=" + traffic.messagesDropped();
	}

	private static String code(@Nullable CloseCode code) {
		return (code != null) ? String.valueOf(code.code()) : "-";
	}

}
