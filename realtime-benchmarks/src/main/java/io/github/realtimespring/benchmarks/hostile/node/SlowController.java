package io.github.realtimespring.benchmarks.hostile.node;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.stereotype.Controller;

/**
 * Methods that keep a thread of the application. Each answers with the caller's name
 * only, however much it was sent.
 */
@Controller
class SlowController {

	private static final int SLOW_MILLIS = 100;

	private static final int HELD_MILLIS = 2000;

	@MessageMapping("hostile.slow")
	Map<String, String> slow(Map<String, String> call) throws InterruptedException {
		return answer(call, SLOW_MILLIS);
	}

	@MessageMapping("hostile.hold")
	Map<String, String> hold(Map<String, String> call) throws InterruptedException {
		return answer(call, HELD_MILLIS);
	}

	private static Map<String, String> answer(Map<String, String> call, int millis) throws InterruptedException {
		TimeUnit.MILLISECONDS.sleep(millis);
		return Map.of("from", call.getOrDefault("from", ""));
	}

}
