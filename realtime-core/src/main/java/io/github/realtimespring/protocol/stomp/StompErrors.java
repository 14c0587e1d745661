package io.github.realtimespring.protocol.stomp;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.util.Assert;
import org.springframework.web.socket.messaging.StompSubProtocolErrorHandler;

import io.github.realtimespring.observability.RealtimeMetrics;

/**
 * Tells a client in plain words that a frame was not accepted. The exception's own words
 * stay on the server: they may name classes, destinations or what the client sent.
 */
public class StompErrors extends StompSubProtocolErrorHandler {

	private static final Log logger = LogFactory.getLog(StompErrors.class);

	private static final byte[] NO_BODY = new byte[0];

	private static final int MAX_CAUSES = 10;

	private final RealtimeMetrics metrics;

	public StompErrors(RealtimeMetrics metrics) {
		Assert.notNull(metrics, "'metrics' must not be null");
		this.metrics = metrics;
	}

	@Override
	public @Nullable Message<byte[]> handleClientMessageProcessingError(@Nullable Message<byte[]> clientMessage,
			Throwable ex) {
		StompHeaderAccessor client = (clientMessage != null)
				? MessageHeaderAccessor.getAccessor(clientMessage, StompHeaderAccessor.class) : null;
		StompHeaderAccessor error = StompHeaderAccessor.create(StompCommand.ERROR);
		error.setMessage(describe(ex));
		error.setLeaveMutable(true);
		if (client != null && client.getReceipt() != null) {
			error.setReceiptId(client.getReceipt());
		}
		this.metrics.protocolError(StompProtocol.NAME, "refused");
		if (logger.isInfoEnabled()) {
			logger.info("Refused " + ((client != null && client.getCommand() != null) ? client.getCommand() : "a frame")
					+ " in session " + ((client != null) ? client.getSessionId() : "?") + ": "
					+ rootCause(ex).getClass().getSimpleName());
		}
		return handleInternal(error, NO_BODY, ex, client);
	}

	/**
	 * What the client is told. Security's exceptions are told by their names, because
	 * Spring Security may be absent.
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
