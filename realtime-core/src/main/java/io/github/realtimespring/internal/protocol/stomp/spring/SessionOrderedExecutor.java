package io.github.realtimespring.internal.protocol.stomp.spring;

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

import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.protocol.stomp.frame.StompError;
import io.github.realtimespring.internal.protocol.stomp.session.FrameReceipt;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;

/**
 * Runs the tasks of clients' messages in their session's inbound queue: in order within a
 * session, concurrently across sessions. Thread-safe.
 */
public final class SessionOrderedExecutor implements TaskExecutor {

	private static final Log logger = LimitedLog.of(SessionOrderedExecutor.class);

	private final StompSessions sessions;

	private final Executor shared;

	/**
	 * Create the executor.
	 * @param shared runs tasks without a session of the hub
	 */
	public SessionOrderedExecutor(StompSessions sessions, Executor shared) {
		this.sessions = sessions;
		this.shared = shared;
	}

	@Override
	public void execute(Runnable task) {
		MessageHeaders headers = (task instanceof MessageHandlingRunnable handling) ? handling.getMessage().getHeaders()
				: null;
		boolean disconnect = headers != null
				&& SimpMessageHeaderAccessor.getMessageType(headers) == SimpMessageType.DISCONNECT;
		StompSession stomp = (headers != null) ? this.sessions.find(headers) : null;
		if (stomp != null && stomp.isOver() && !disconnect) {
			return;
		}
		Session session = (stomp != null) ? stomp.session() : otherSession(headers);
		FrameReceipt receipt = (headers != null) ? FrameReceipt.of(headers) : null;
		Runnable guarded = () -> run(task, session, disconnect ? null : stomp, receipt);
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
				this.sessions.closeOverloaded(stomp);
			}
			if (disconnect) {
				this.shared.execute(guarded);
			}
		}
	}

	/**
	 * The session of another protocol that a message of the application names.
	 */
	private @Nullable Session otherSession(@Nullable MessageHeaders headers) {
		String id = (headers != null) ? SimpMessageHeaderAccessor.getSessionId(headers) : null;
		return (id != null) ? this.sessions.hub().session(id) : null;
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

	private void run(Runnable task, @Nullable Session session, @Nullable StompSession stomp,
			@Nullable FrameReceipt receipt) {
		if (stomp != null && (stomp.isRefused() || isRevoked(stomp.session()))) {
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
			// The exception's own words show the client's message, and the id of a
			// session that the hub no longer knows may be that of its URL
			String failed = (session != null) ? "A message of session " + session.publicId() + " could not be handled"
					: "A message of no session could not be handled";
			logger.error(failed + ": " + describe(ex));
			logger.debug(failed, ex);
			if (stomp != null && receipt != null) {
				// The client requested a receipt, which would wrongly confirm success
				receipt.fail("The frame could not be processed", StompError.FAILED);
			}
		}
	}

	/**
	 * Whether a session was closed because its client is revoked: what the client sent
	 * before is not executed any more.
	 */
	private static boolean isRevoked(Session session) {
		CloseCode code = session.closeCode();
		return code != null && code.equals(session.sessionProtocol().closeCode(CloseReason.REVOKED));
	}

	private static String describe(Throwable ex) {
		Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
		StackTraceElement[] trace = cause.getStackTrace();
		return cause.getClass().getName() + ((trace.length > 0) ? " at " + trace[0] : "");
	}

}
