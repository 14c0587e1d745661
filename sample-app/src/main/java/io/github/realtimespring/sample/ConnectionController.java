package io.github.realtimespring.sample;

import java.security.Principal;

import org.jspecify.annotations.Nullable;

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
	ConnectionInfo subscribed(@Nullable Principal user) {
		return info(user);
	}

	@MessageMapping("connection")
	@SendToUser(destinations = "/queue/connection", broadcast = false)
	ConnectionInfo called(@Nullable Principal user) {
		return info(user);
	}

	private ConnectionInfo info(@Nullable Principal user) {
		return new ConnectionInfo(this.node.name(), (user != null) ? user.getName() : null);
	}

}
