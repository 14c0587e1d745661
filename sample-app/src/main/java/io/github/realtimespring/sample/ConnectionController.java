package io.github.realtimespring.sample;

import java.security.Principal;
import java.util.Optional;

import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.stereotype.Controller;

/**
 * Tells a client which node serves it: a STOMP client that subscribes to
 * {@code /app/connection} gets one answer to that subscription, a Centrifuge client calls
 * the RPC method {@code connection}.
 */
@Controller
class ConnectionController {

	private final SampleNode node;

	ConnectionController(SampleNode node) {
		this.node = node;
	}

	@SubscribeMapping("connection")
	ConnectionInfo subscribed(Optional<Principal> user) {
		return info(user);
	}

	@MessageMapping("connection")
	@SendToUser(destinations = "/queue/connection", broadcast = false)
	ConnectionInfo called(Optional<Principal> user) {
		return info(user);
	}

	private ConnectionInfo info(Optional<Principal> user) {
		return new ConnectionInfo(this.node.name(), user.map(Principal::getName).orElse(null));
	}

}
