package io.github.realtimespring.protocol.stomp;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;
import org.springframework.util.Assert;
import org.springframework.web.bind.annotation.ControllerAdvice;

/**
 * Takes messages of STOMP clients that an application's method could not be called with:
 * the payload can't be converted, or is not valid. That is the client's fault, while
 * Spring logs it as this node's error, together with parts of what the client sent.
 *
 * <p>
 * Comes last: handlers of the application's own, in the controller or in an advice, have
 * precedence.
 */
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
public class UnreadableMessages {

	private static final Log logger = LogFactory.getLog(UnreadableMessages.class);

	private final StompSessions sessions;

	/**
	 * Create the advice.
	 * @param sessions the STOMP sessions
	 */
	public UnreadableMessages(StompSessions sessions) {
		Assert.notNull(sessions, "'sessions' must not be null");
		this.sessions = sessions;
	}

	@MessageExceptionHandler({ MessageConversionException.class, MethodArgumentResolutionException.class })
	void unreadable(MessagingException exception, Message<?> message) {
		StompSession stomp = this.sessions.find(SimpMessageHeaderAccessor.getSessionId(message.getHeaders()));
		if (!this.sessions.brokerConfiguration().isOnHub()) {
			// As Spring says it
			logger.error("Unhandled exception from message handler method", exception);
			return;
		}
		if (stomp == null) {
			// A call over another protocol, which answers for itself
			return;
		}
		if (exception.getFailedMessage() == null) {
			logger.error("What a method returned could not be converted", exception);
			return;
		}
		String receipt = NativeMessageHeaderAccessor.getFirstNativeHeader(StompHeaderAccessor.STOMP_RECEIPT_HEADER,
				message.getHeaders());
		if (receipt != null) {
			// The client asked to be told, and a receipt would say the opposite
			this.sessions.refuse(stomp, "The message could not be read", receipt, "unreadable");
			return;
		}
		this.sessions.metrics().protocolError(StompProtocol.NAME, "unreadable");
		if (logger.isInfoEnabled()) {
			logger.info("Ignored a message in session " + stomp.session().id() + ": it could not be read ("
					+ exception.getClass().getSimpleName() + ")");
		}
	}

}
