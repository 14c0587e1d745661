package io.github.realtimespring.internal.protocol.stomp;

import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.stereotype.Controller;

/**
 * An application's methods.
 */
@Controller
class EchoController {

	private final Map<String, Integer> counts = new ConcurrentHashMap<>();

	private final Semaphore waiting = new Semaphore(0);

	private final Semaphore released = new Semaphore(0);

	@MessageMapping("to/{topic}")
	@SendTo("/topic/{topic}")
	String to(@DestinationVariable String topic, @Payload String text) {
		return text;
	}

	@MessageMapping("count")
	void count(@Payload String text) {
		this.counts.merge(text, 1, Integer::sum);
	}

	int counted(String text) {
		return this.counts.getOrDefault(text, 0);
	}

	@MessageMapping("wait")
	void await() throws InterruptedException {
		this.waiting.release();
		this.released.acquire();
	}

	/**
	 * Wait until a client's message waits.
	 */
	void awaitWaiting() throws InterruptedException {
		this.waiting.acquire();
	}

	void release(int messages) {
		this.released.release(messages);
	}

	@MessageMapping("alone")
	@SendToUser(broadcast = false)
	String alone(@Payload String text) {
		return text;
	}

	@MessageMapping("together")
	@SendToUser({ "/queue/together", "/queue/alone" })
	String together(@Payload String text) {
		return text;
	}

	@SubscribeMapping("whoami")
	String whoAmI(Optional<Principal> user) {
		return user.map(Principal::getName).orElse("?");
	}

	@SubscribeMapping("protocol")
	String protocol(@Header("realtimeProtocol") String protocol) {
		return protocol;
	}

	@MessageMapping("fail")
	void fail(@Payload String text) {
		throw new IllegalArgumentException(text);
	}

	@MessageMapping("crash")
	void crash(@Payload String text) {
		throw new IllegalStateException(text, new IllegalStateException(text));
	}

	@MessageMapping("numbers")
	void numbers(@Payload int[] numbers) {
	}

	@MessageExceptionHandler
	@SendToUser("/queue/errors")
	String failed(IllegalArgumentException ex) {
		return "failed: " + ex.getMessage();
	}

}
