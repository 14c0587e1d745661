package io.github.realtimespring.internal.protocol.stomp.spring;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.util.Assert;
import org.springframework.web.bind.annotation.ControllerAdvice;

import io.github.realtimespring.internal.guard.ProtocolAdvice;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.internal.protocol.stomp.frame.StompError;
import io.github.realtimespring.internal.protocol.stomp.session.FrameReceipt;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;

/**
 * Handles exceptions of the application's methods that no other handler takes. A payload
 * that can't be converted or is invalid is the client's error. Spring would log it as
 * this node's error, together with parts of the payload. Everything else is logged as by
 * Spring. A frame that failed gets no receipt.
 *
 * <p>
 * Comes last: handlers of the application's own, in the controller or in an advice, have
 * precedence.
 */
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
public class ConversionErrorHandler implements ProtocolAdvice {

	private static final Log logger = LimitedLog.of(ConversionErrorHandler.class);

	private final StompSessions sessions;

	/**
	 * Create the advice.
	 * @param sessions the STOMP sessions
	 */
	public ConversionErrorHandler(StompSessions sessions) {
		Assert.notNull(sessions, "'sessions' must not be null");
		this.sessions = sessions;
	}

	@MessageExceptionHandler({ MessageConversionException.class, MethodArgumentResolutionException.class })
	void handleUnreadable(MessagingException exception, Message<?> message) {
		StompSession stomp = this.sessions.find(message.getHeaders());
		if (!this.sessions.brokerOwnership().isOnHub()) {
			// As Spring says it
			logger.error("Unhandled exception from message handler method", exception);
			return;
		}
		if (stomp == null) {
			// A call over another protocol, which answers for itself
			return;
		}
		FrameReceipt receipt = FrameReceipt.current();
		if (exception.getFailedMessage() == null) {
			logger.error("Return value of a method could not be converted", exception);
			failReceipt(receipt);
			return;
		}
		if (logger.isDebugEnabled()) {
			// Not the exception, whose text has all headers of the message
			logger.debug("A message could not be read: " + exception.getMessage());
		}
		if (receipt != null) {
			// The client requested a receipt, which would wrongly confirm success
			receipt.fail("The message could not be read", StompError.UNREADABLE);
			return;
		}
		this.sessions.metrics().protocolError(StompProtocol.NAME, StompError.UNREADABLE.tag());
		if (logger.isInfoEnabled()) {
			logger.info("Ignored a message in session " + stomp.session().publicId() + ": it could not be read ("
					+ exception.getClass().getSimpleName() + ")");
		}
	}

	/**
	 * Logs all other exceptions like Spring, and withholds the receipt of the frame.
	 */
	@MessageExceptionHandler(Throwable.class)
	void handleOther(Exception exception, Message<?> message) {
		Object protocol = message.getHeaders().get(StompProtocol.HEADER);
		if (protocol != null && !protocol.equals(StompProtocol.NAME)) {
			// A call over another protocol, which answers for itself
			return;
		}
		logger.error("Unhandled exception from message handler method", exception);
		failReceipt(FrameReceipt.current());
	}

	private static void failReceipt(@Nullable FrameReceipt receipt) {
		if (receipt != null) {
			receipt.fail("The frame could not be processed", StompError.FAILED);
		}
	}

}
