package io.github.realtimespring.sample;

import java.time.Instant;
import java.util.UUID;

import org.springframework.http.HttpStatus;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Notifies one user, on whichever node that user is connected: plain Spring, nothing of
 * the realtime edge is named here.
 */
@RestController
class NotificationController {

	private static final int MAX_LENGTH = 1000;

	private final SimpMessagingTemplate messaging;

	private final SampleNode node;

	NotificationController(SimpMessagingTemplate messaging, SampleNode node) {
		this.messaging = messaging;
		this.node = node;
	}

	@PostMapping("/api/users/{user}/notifications")
	@ResponseStatus(HttpStatus.ACCEPTED)
	void send(@PathVariable String user, @RequestBody NotificationText body) {
		String text = body.text();
		if (!StringUtils.hasText(text) || text.length() > MAX_LENGTH) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "'text' must have 1 to 1000 characters");
		}
		this.messaging.convertAndSendToUser(user, "/queue/notifications",
				new Notification(UUID.randomUUID().toString(), Instant.now(), this.node.name(), text));
	}

}
