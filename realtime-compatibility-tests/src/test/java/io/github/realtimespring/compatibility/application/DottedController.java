package io.github.realtimespring.compatibility.application;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.stereotype.Controller;

/**
 * Methods with dots in their destinations.
 */
@Controller
@MessageMapping("red")
class DottedController {

	private final Recorder recorder;

	DottedController(Recorder recorder) {
		this.recorder = recorder;
	}

	@MessageMapping("blue.{green}")
	String dotted(@DestinationVariable String green, SessionLengthResolver.Length length,
			SimpMessageHeaderAccessor accessor) {
		this.recorder.call(accessor.getSessionId(), "dotted", green, length);
		return green;
	}

	@MessageMapping("letter")
	@SendTo("/topic.letters")
	CustomizedApplication.Letter letter(CustomizedApplication.Letter letter, SimpMessageHeaderAccessor accessor) {
		this.recorder.call(accessor.getSessionId(), "letter", letter);
		return letter;
	}

	@MessageMapping("reply")
	@SendToUser("/queue.replies")
	String reply(String payload) {
		return payload;
	}

	@SubscribeMapping("ask")
	String ask() {
		return "answer";
	}

}
