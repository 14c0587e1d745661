package io.github.realtimespring.autoconfigure.actuate;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.hub.session.Session;

/**
 * A session as shown to operators.
 *
 * @param id the session's {@linkplain Session#publicId() name for others}
 * @param user the name of its principal, empty for an anonymous client
 * @param tenant the client's tenant, or {@code null}
 * @param expiresAt when the client's proof of identity expires, or {@code null}
 * @param connection the session's connection
 * @param subscriptions how many subscriptions it has
 * @param pending what is on its way to the client
 */
public record SessionDescription(String id, String user, @Nullable String tenant, @Nullable Instant expiresAt,
		Connection connection, int subscriptions, Pending pending) {

	static SessionDescription of(Session session) {
		return new SessionDescription(session.publicId(), session.identity().user(), session.tenant(),
				session.identity().expiresAt(),
				new Connection(session.transport(), session.protocol(), session.openedAt()),
				session.subscriptions().size(),
				new Pending(session.outbound().pendingFrames(), session.outbound().pendingBytes()));
	}

	/**
	 * The connection of a session.
	 *
	 * @param transport what carries its frames
	 * @param protocol what its client speaks
	 * @param openedAt when it was opened
	 */
	public record Connection(String transport, String protocol, Instant openedAt) {

	}

	/**
	 * What is on its way to a client.
	 *
	 * @param frames the number of frames
	 * @param bytes their size in bytes
	 */
	public record Pending(int frames, long bytes) {

	}

}
