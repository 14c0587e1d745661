package io.github.realtimespring.protocol.stomp;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskExecutor;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.invocation.AbstractMethodMessageHandler;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.support.MessageHandlingRunnable;

import io.github.realtimespring.hub.Session;
import io.github.realtimespring.observability.LimitedLog;

/**
 * Runs what clients' messages ask for in each session's inbound queue: one after another
 * for one session, side by side for different ones. Thread-safe.
 */
final class SessionOrderedExecutor implements TaskExecutor {

	private static final Log logger = LimitedLog.of(SessionOrderedExecutor.class);

	private final StompSessions sessions;

	private final Executor shared;

	/**
	 * Create the executor.
	 * @param shared runs what belongs to no session of the hub
	 */
	SessionOrderedExecutor(StompSessions sessions, Executor shared) {
		this.sessions = sessions;
		this.shared = shared;
	}

	@Override
	public void execute(Runnable task) {
		MessageHeaders headers = (task instanceof MessageHandlingRunnable handling) ? handling.getMessage().getHeaders()
				: null;
		String id = (headers != null) ? SimpMessageHeaderAccessor.getSessionId(headers) : null;
		Session session = (id != null) ? this.sessions.hub().session(id) : null;
		boolean disconnect = headers != null
				&& SimpMessageHeaderAccessor.getMessageType(headers) == SimpMessageType.DISCONNECT;
		StompSession stomp = this.sessions.find(id);
		FrameReceipt receipt = (headers != null) ? FrameReceipt.of(headers) : null;
		String name = (session != null) ? session.publicId() : id;
		Runnable guarded = () -> run(task, name, disconnect ? null : stomp, receipt);
		if (session == null) {
			this.shared.execute(guarded);
			return;
		}
		try {
			if (isForApplication(task)) {
				session.inbound().executeApplication(guarded);
			}
			else {
				session.inbound().execute(guarded);
			}
		}
		catch (RejectedExecutionException ex) {
			// Not thrown: the channel would run the task here, ahead of its turn
			if (stomp != null) {
				this.sessions.overloaded(stomp);
			}
			if (disconnect) {
				this.shared.execute(guarded);
			}
		}
	}

	/**
	 * Whether a task calls one of the application's methods.
	 */
	private static boolean isForApplication(Runnable task) {
		if (!(task instanceof MessageHandlingRunnable handling)
				|| !(handling.getMessageHandler() instanceof AbstractMethodMessageHandler<?> methods)) {
			return false;
		}
		MessageHeaders headers = handling.getMessage().getHeaders();
		SimpMessageType type = SimpMessageHeaderAccessor.getMessageType(headers);
		String destination = SimpMessageHeaderAccessor.getDestination(headers);
		return destination != null && (type == SimpMessageType.MESSAGE || type == SimpMessageType.SUBSCRIBE)
				&& methods.getDestinationPrefixes().stream().anyMatch(destination::startsWith);
	}

	private void run(Runnable task, @Nullable String name, @Nullable StompSession stomp,
			@Nullable FrameReceipt receipt) {
		if (stomp != null && stomp.isRefused()) {
			return;
		}
		try {
			if (receipt != null) {
				receipt.run(task);
			}
			else {
				task.run();
			}
		}
		catch (RuntimeException ex) {
			// The exception's own words show the client's message
			logger.error("A message of session " + name + " could not be handled: " + describe(ex));
			if (logger.isDebugEnabled()) {
				logger.debug("A message of session " + name + " could not be handled", ex);
			}
			if (stomp != null && receipt != null) {
				// The client asked to be told, and a receipt would say the opposite
				receipt.fail("The frame could not be processed", "failed");
			}
		}
	}

	private static String describe(Throwable ex) {
		Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
		StackTraceElement[] trace = cause.getStackTrace();
		return cause.getClass().getName() + ((trace.length > 0) ? " at " + trace[0] : "");
	}

}
