package io.github.realtimespring.autoconfigure.actuate;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.hub.session.Session;

/**
 * A session as shown to operators.
 *
 * @param id the session's {@linkplain Session#publicId() name for others}
 * @param transport what carries its frames
 * @param protocol what its client speaks
 * @param user the name of its principal, empty for an anonymous client
 * @param openedAt when it was opened
 * @param expiresAt when the client's proof of identity expires, or {@code null}
 * @param subscriptions how many subscriptions it has
 * @param pendingFrames frames on their way to the client
 * @param pendingBytes bytes on their way to the client
 */
public record SessionDescription(String id, String transport, String protocol, String user, Instant openedAt,
		@Nullable Instant expiresAt, int subscriptions, int pendingFrames, long pendingBytes) {

	static SessionDescription of(Session session) {
		return new SessionDescription(session.publicId(), session.transport(), session.protocol(),
				session.identity().user(), session.openedAt(), session.identity().expiresAt(),
				session.subscriptions().size(), session.outbound().pendingFrames(), session.outbound().pendingBytes());
	}

}
