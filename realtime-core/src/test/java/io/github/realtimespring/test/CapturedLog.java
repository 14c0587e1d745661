package io.github.realtimespring.test;

import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What a class of ours logs.
 */
public final class CapturedLog implements AutoCloseable {

	private final Logger logger;

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private final @Nullable Level previous;

	private CapturedLog(String name) {
		this.logger = (Logger) LoggerFactory.getLogger(name);
		this.previous = this.logger.getLevel();
		this.appender.start();
		this.logger.addAppender(this.appender);
	}

	/**
	 * Capture what a logger, and those below it, log.
	 */
	public static CapturedLog of(String name) {
		return new CapturedLog(name);
	}

	/**
	 * Capture what a logger, and those below it, log at a level and above.
	 */
	public static CapturedLog of(String name, Level level) {
		CapturedLog log = new CapturedLog(name);
		log.logger.setLevel(level);
		return log;
	}

	/**
	 * The lines so far.
	 */
	public List<ILoggingEvent> events() {
		synchronized (this.appender.list) {
			return List.copyOf(this.appender.list);
		}
	}

	/**
	 * The texts of the lines so far.
	 */
	public List<String> messages() {
		return events().stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	@Override
	public void close() {
		this.logger.detachAppender(this.appender);
		this.logger.setLevel(this.previous);
	}

}
