package io.github.realtimespring.compatibility.application;

import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.validation.Valid;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.stereotype.Controller;

/**
 * The arguments of the reference's table.
 */
@Controller
class ArgumentController {

	private final Recorder recorder;

	private final ScopedBean scoped;

	ArgumentController(Recorder recorder, ScopedBean scoped) {
		this.recorder = recorder;
		this.scoped = scoped;
	}

	@MessageMapping("/arguments/message")
	void message(Message<String> message, MessageHeaders headers) {
		this.recorder.note(message, "call", "message " + MessageText.of(message));
		this.recorder.note(message, "call", "headers " + new TreeMap<>(headers).keySet());
	}

	@MessageMapping("/arguments/accessors")
	void accessors(MessageHeaderAccessor any, SimpMessageHeaderAccessor simp, StompHeaderAccessor stomp) {
		this.recorder.call(simp.getSessionId(), "accessors", simp.getMessageType(), simp.getDestination(),
				stomp.getCommand(), stomp.getContentType(), stomp.getNativeHeader("key"), any.isMutable(),
				stomp.getContentLength(), stomp.getReceipt());
	}

	@MessageMapping("/arguments/text")
	void text(String payload, @Header("simpSessionId") String session) {
		this.recorder.call(session, "text", payload);
	}

	@MessageMapping("/arguments/bytes")
	void bytes(byte[] payload, @Header("simpSessionId") String session) {
		this.recorder.call(session, "bytes", java.util.HexFormat.of().formatHex(payload));
	}

	@MessageMapping("/arguments/trade")
	void trade(@Payload Trade trade, @Header("simpSessionId") String session) {
		this.recorder.call(session, "trade", trade);
	}

	@MessageMapping("/arguments/valid")
	void valid(@Valid @Payload Trade trade, @Header("simpSessionId") String session) {
		this.recorder.call(session, "valid", trade);
	}

	@MessageMapping("/arguments/optional")
	void optional(@Payload(required = false) String payload, @Header("simpSessionId") String session) {
		this.recorder.call(session, "optional", payload);
	}

	@MessageMapping("/arguments/headers")
	void headers(@Header("number") int number, @Header(name = "absent", defaultValue = "default") String absent,
			@Header("maybe") Optional<String> maybe, @Headers Map<String, Object> all,
			@Header("simpSessionId") String session) {
		this.recorder.call(session, "headers", number, absent, maybe, all.get("nativeHeaders"));
	}

	@MessageMapping("/arguments/principal")
	void principal(Principal principal, @Header("simpSessionId") String session) {
		this.recorder.call(session, "principal", (principal != null) ? principal.getName() : "nobody");
	}

	@MessageMapping("/arguments/rooms/{room}/seats/{seat}")
	void variables(@DestinationVariable String room, @DestinationVariable int seat,
			@Header("simpSessionId") String session) {
		this.recorder.call(session, "variables", room, seat);
	}

	@MessageMapping("/arguments/any/**")
	void any(SimpMessageHeaderAccessor accessor) {
		this.recorder.call(accessor.getSessionId(), "any", accessor.getDestination(),
				accessor.getHeader("lookupDestination"));
	}

	@MessageMapping("/arguments/star*")
	void star(SimpMessageHeaderAccessor accessor) {
		this.recorder.call(accessor.getSessionId(), "star", accessor.getDestination());
	}

	@MessageMapping({ "/arguments/one", "/arguments/two" })
	void several(SimpMessageHeaderAccessor accessor) {
		this.recorder.call(accessor.getSessionId(), "several", accessor.getDestination());
	}

	@MessageMapping("/arguments/attributes")
	void attributes(SimpMessageHeaderAccessor accessor) {
		Map<String, Object> attributes = accessor.getSessionAttributes();
		attributes.merge("count", 1, (a, b) -> (Integer) a + (Integer) b);
		this.recorder.call(accessor.getSessionId(), "attributes", attributes.get("count"));
	}

	@MessageMapping("/arguments/scoped")
	void scoped(SimpMessageHeaderAccessor accessor) {
		this.recorder.call(accessor.getSessionId(), "scoped", this.scoped.next());
	}

}
