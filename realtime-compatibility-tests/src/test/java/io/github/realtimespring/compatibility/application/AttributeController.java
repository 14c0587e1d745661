package io.github.realtimespring.compatibility.application;

import java.util.Map;
import java.util.TreeMap;

import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.stereotype.Controller;

/**
 * Says which attributes a session has.
 */
@Controller
class AttributeController {

	private final Recorder recorder;

	AttributeController(Recorder recorder) {
		this.recorder = recorder;
	}

	@MessageMapping("/attributes")
	void attributes(SimpMessageHeaderAccessor accessor) {
		Map<String, Object> attributes = new TreeMap<>(accessor.getSessionAttributes());
		this.recorder.call(accessor.getSessionId(), "attributes", attributes.keySet(), attributes.get("key"));
	}

}
