package io.github.realtimespring.compatibility.application;

import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.web.bind.annotation.ControllerAdvice;

/**
 * Handles exceptions of all controllers.
 */
@ControllerAdvice
class FaultAdvice {

	@MessageExceptionHandler
	@SendToUser("/queue/errors")
	String handle(UnsupportedOperationException ex) {
		return "advice: " + ex.getMessage();
	}

}
