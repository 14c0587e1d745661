package io.github.realtimespring.internal.protocol.stomp.spring;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.util.Assert;
import org.springframework.web.socket.messaging.StompSubProtocolErrorHandler;

import io.github.realtimespring.internal.guard.LogText;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.internal.protocol.stomp.frame.StompError;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;

/**
 * Creates the ERROR frames of rejected frames. In an application that configured the
 * message broker itself an ERROR frame has the exception's message, as Spring's would.
 * Otherwise it has a general message, and the exception's message stays on the server,
 * because it may contain classes, destinations or input of the client.
 */
public class StompErrors extends StompSubProtocolErrorHandler {

	private static final Log logger = LimitedLog.of(StompErrors.class);

	private static final byte[] NO_BODY = new byte[0];

	private static final int MAX_CAUSES = 10;

	private final StompSessions sessions;

	/**
	 * Create the error handler.
	 * @param sessions the STOMP sessions
	 */
	public StompErrors(StompSessions sessions) {
		Assert.notNull(sessions, "'sessions' must not be null");
		this.sessions = sessions;
	}

	@Override
	public @Nullable Message<byte[]> handleClientMessageProcessingError(@Nullable Message<byte[]> clientMessage,
			Throwable ex) {
		StompHeaderAccessor client = (clientMessage != null)
				? MessageHeaderAccessor.getAccessor(clientMessage, StompHeaderAccessor.class) : null;
		StompHeaderAccessor error = StompHeaderAccessor.create(StompCommand.ERROR);
		error.setMessage(this.sessions.brokerOwnership().isConfiguredByApplication() ? String.valueOf(ex.getMessage())
				: describe(ex));
		error.setLeaveMutable(true);
		if (client != null && client.getReceipt() != null) {
			error.setReceiptId(client.getReceipt());
		}
		this.sessions.metrics().protocolError(StompProtocol.NAME, StompError.REFUSED.tag());
		StompSession stomp = (clientMessage != null) ? this.sessions.find(clientMessage.getHeaders()) : null;
		if (stomp != null) {
			stomp.markRefused();
		}
		if (logger.isInfoEnabled()) {
			logger.info(describe(client, stomp, rootCause(ex)));
		}
		return handleInternal(error, NO_BODY, ex, client);
	}

	private static String describe(@Nullable StompHeaderAccessor client, @Nullable StompSession stomp,
			Throwable cause) {
		StringBuilder text = new StringBuilder("Refused ");
		text.append((client != null && client.getCommand() != null) ? client.getCommand() : "a frame");
		if (client != null && client.getDestination() != null) {
			text.append(" to '").append(LogText.of(client.getDestination())).append('\'');
		}
		if (stomp != null) {
			text.append(" in session ").append(stomp.session().publicId());
		}
		text.append(": ").append(cause.getClass().getName());
		return (cause.getMessage() != null) ? text.append(": ").append(LogText.of(cause.getMessage())).toString()
				: text.toString();
	}

	/**
	 * The message for the client. Exceptions of Spring Security are recognized by name,
	 * because it may be absent.
	 */
	private static String describe(Throwable ex) {
		Throwable current = ex;
		for (int i = 0; current != null && i < MAX_CAUSES; i++) {
			for (Class<?> type = current.getClass(); type != Object.class; type = type.getSuperclass()) {
				if (type.getName().equals("org.springframework.security.access.AccessDeniedException")) {
					return "Access denied";
				}
				if (type.getName().equals("org.springframework.security.core.AuthenticationException")) {
					return "Unauthorized";
				}
			}
			current = current.getCause();
		}
		return "The frame was not accepted";
	}

	private static Throwable rootCause(Throwable ex) {
		Throwable current = ex;
		for (int i = 0; current.getCause() != null && i < MAX_CAUSES; i++) {
			current = current.getCause();
		}
		return current;
	}

}
