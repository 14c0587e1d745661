package io.github.realtimespring.compatibility.application;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.springframework.context.annotation.Lazy;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.stereotype.Controller;

/**
 * What becomes of return values.
 */
@Controller
@MessageMapping("/returns")
public class ReturnController {

	private final SimpMessagingTemplate template;

	private volatile CompletableFuture<String> future = new CompletableFuture<>();

	ReturnController(@Lazy SimpMessagingTemplate template) {
		this.template = template;
	}

	@MessageMapping("/default")
	String byDefault(String payload) {
		return "default " + payload;
	}

	@MessageMapping("/nothing")
	void nothing(String payload) {
	}

	@MessageMapping("/null")
	String nil(String payload) {
		return null;
	}

	@MessageMapping("/sendto")
	@SendTo({ "/topic/one", "/topic/two" })
	String sendTo(String payload) {
		return "sendto " + payload;
	}

	@MessageMapping("/placeholder/{name}")
	@SendTo("/topic/{name}")
	String placeholder(String payload) {
		return "placeholder " + payload;
	}

	@MessageMapping("/json")
	@SendTo("/topic/json")
	Trade json(Trade trade) {
		return new Trade(trade.ticker(), trade.shares() + 1);
	}

	@MessageMapping("/bytes")
	@SendTo("/topic/bytes")
	byte[] bytes(byte[] payload) {
		return payload;
	}

	@MessageMapping("/user")
	@SendToUser("/queue/answers")
	String user(String payload) {
		return "user " + payload;
	}

	@MessageMapping("/userdefault")
	@SendToUser
	String userDefault(String payload) {
		return "userdefault " + payload;
	}

	@MessageMapping("/session")
	@SendToUser(destinations = "/queue/answers", broadcast = false)
	String session(String payload) {
		return "session " + payload;
	}

	@MessageMapping("/both")
	@SendTo("/topic/both")
	@SendToUser("/queue/both")
	String both(String payload) {
		return "both " + payload;
	}

	@MessageMapping("/future")
	@SendTo("/topic/future")
	CompletableFuture<String> future(String payload) {
		this.future = new CompletableFuture<>();
		return this.future;
	}

	@MessageMapping("/stage")
	@SendToUser("/queue/stage")
	CompletionStage<String> stage(String payload) {
		return CompletableFuture.completedFuture("stage " + payload);
	}

	@MessageMapping("/mono")
	@SendTo("/topic/mono")
	reactor.core.publisher.Mono<String> mono(String payload) {
		return reactor.core.publisher.Mono.just("mono " + payload);
	}

	@MessageMapping("/template")
	void template(String payload, SimpMessageHeaderAccessor accessor) {
		this.template.convertAndSend("/topic/template", "template " + payload);
		this.template.convertAndSendToUser(accessor.getSessionId(), "/queue/answers", "by session " + payload,
				accessor.getMessageHeaders());
		this.template.convertAndSendToUser("bob", "/queue/answers", "by name " + payload, Map.of("key", "value"));
	}

	public void complete(String value) {
		this.future.complete(value);
	}

	public void fail(Exception ex) {
		this.future.completeExceptionally(ex);
	}

}
