package io.github.realtimespring.compatibility.application;

import java.util.concurrent.CompletableFuture;

import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.stereotype.Controller;

/**
 * Methods that fail, and who handles that.
 */
@Controller
class FaultController {

	@MessageMapping("/faults/state")
	void state(String payload) {
		throw new IllegalStateException(payload);
	}

	@MessageMapping("/faults/argument")
	void argument(String payload) {
		throw new NumberFormatException(payload);
	}

	@MessageMapping("/faults/unhandled")
	void unhandled(String payload) throws Exception {
		throw new java.io.IOException(payload);
	}

	@MessageMapping("/faults/error")
	void error(String payload) {
		throw new AssertionError(payload);
	}

	@MessageMapping("/faults/advised")
	void advised(String payload) {
		throw new UnsupportedOperationException(payload);
	}

	@MessageMapping("/faults/future")
	CompletableFuture<String> future(String payload) {
		return CompletableFuture.failedFuture(new IllegalStateException(payload));
	}

	@MessageMapping("/faults/trade")
	void trade(@jakarta.validation.Valid Trade trade) {
	}

	@MessageMapping("/faults/unwritable")
	@SendTo("/topic/unwritable")
	Object unwritable(String payload) {
		return new Object() {

			public String getValue() {
				throw new IllegalStateException("can't be written");
			}

		};
	}

	@MessageExceptionHandler
	@SendToUser(destinations = "/queue/errors", broadcast = false)
	String handle(IllegalStateException ex) {
		return "state: " + ex.getMessage();
	}

	@MessageExceptionHandler(IllegalArgumentException.class)
	@SendToUser("/queue/errors")
	String handleArgument(Exception ex) {
		return "argument: " + ex.getClass().getSimpleName();
	}

	@MessageExceptionHandler
	@SendToUser("/queue/errors")
	String handleInvalid(MethodArgumentNotValidException ex) {
		return "invalid: " + ex.getBindingResult().getFieldErrors().stream().map((e) -> e.getField()).sorted().toList();
	}

}
