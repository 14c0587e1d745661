package io.github.realtimespring.internal.protocol.support;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.resume.ResumableClient;
import io.github.realtimespring.internal.resume.Resumption;
import io.github.realtimespring.internal.resume.Resumption.Resumed;
import io.github.realtimespring.internal.tenant.CurrentClient;

/**
 * Makes a session resumable, and reads the subscriptions of an earlier one.
 */
public final class ResumeStart {

	private ResumeStart() {
	}

	/**
	 * Begin a resumable session, possibly as the continuation of an earlier one. If its
	 * connection is lost meanwhile, the stored subscriptions stay for the next one.
	 * @param resumption the resumption of the node, {@code null} if it is off
	 * @param token the token of the earlier session, empty for none, {@code null} if the
	 * client doesn't want to resume
	 * @return completes with the earlier session's subscriptions; never fails
	 */
	public static CompletableFuture<Resumed> begin(@Nullable Resumption resumption, Session session,
			@Nullable String token) {
		if (resumption == null || token == null) {
			return CompletableFuture.completedFuture(new Resumed(null, null, null));
		}
		ResumableClient client = new ResumableClient(session.protocol(), session.publicId(),
				session.qualify(session.identity().destinationUser()), session.limitKey(), tenant(session));
		return CurrentClient.carry(resumption.begin(client, token)).thenApply((resumed) -> {
			if (!session.isOpen()) {
				resumption.end(session.publicId());
			}
			return resumed;
		}).toCompletableFuture();
	}

	private static @Nullable String tenant(Session session) {
		String tenant = session.tenant();
		return session.tenants().isEnabled() ? (tenant != null) ? tenant : "" : null;
	}

}
