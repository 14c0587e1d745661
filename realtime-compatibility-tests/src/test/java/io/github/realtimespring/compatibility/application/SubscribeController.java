package io.github.realtimespring.compatibility.application;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.stereotype.Controller;

/**
 * Methods that are called by SUBSCRIBE.
 */
@Controller
class SubscribeController {

	private final Recorder recorder;

	SubscribeController(Recorder recorder) {
		this.recorder = recorder;
	}

	@SubscribeMapping("/initial/{name}")
	Trade initial(@DestinationVariable String name, SimpMessageHeaderAccessor accessor) {
		this.recorder.call(accessor.getSessionId(), "initial", name, accessor.getSubscriptionId());
		return new Trade(name, 1);
	}

	@SubscribeMapping("/silent")
	void silent(SimpMessageHeaderAccessor accessor) {
		this.recorder.call(accessor.getSessionId(), "silent");
	}

	@SubscribeMapping("/broadcast")
	@SendTo("/topic/subscribed")
	String broadcast(SimpMessageHeaderAccessor accessor) {
		return "somebody subscribed";
	}

	@SubscribeMapping("/touser")
	@SendToUser("/queue/subscribed")
	String toUser() {
		return "you subscribed";
	}

	@SubscribeMapping("/failing")
	String failing() {
		throw new IllegalArgumentException("no data");
	}

}
