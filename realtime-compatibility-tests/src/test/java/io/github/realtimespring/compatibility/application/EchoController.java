package io.github.realtimespring.compatibility.application;

import java.security.Principal;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.stereotype.Controller;

/**
 * Says what it gets.
 */
@Controller
class EchoController {

	private final Recorder recorder;

	EchoController(Recorder recorder) {
		this.recorder = recorder;
	}

	@MessageMapping({ "/echo", "echo" })
	String echo(String payload, Message<?> message, Principal user) {
		this.recorder.note(message, "call", "echo " + MessageText.of(message));
		return payload;
	}

	@MessageMapping({ "/reply", "reply" })
	@SendToUser("/queue/replies")
	String reply(String payload) {
		return payload;
	}

	@SubscribeMapping({ "/ask", "ask" })
	String ask() {
		return "answer";
	}

}
