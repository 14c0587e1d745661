package io.github.realtimespring.internal.protocol.stomp.broker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.protocol.stomp.frame.BadHeaderException;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.protocol.stomp.session.StompSessions;
import io.github.realtimespring.internal.protocol.support.ResumeStart;
import io.github.realtimespring.internal.resume.Resumption.Resumed;
import io.github.realtimespring.internal.resume.SavedSubscription;
import io.github.realtimespring.internal.tenant.CurrentClient;

/**
 * Resumes sessions on request of CONNECT, by restoring their subscriptions. In the
 * session's inbound queue.
 */
final class StompResumeHandler {

	/**
	 * Of CONNECT: the token of the session to resume, empty to begin one that can be
	 * resumed.
	 */
	static final String RESUME = "resume";

	/**
	 * Of CONNECTED: by which the session can be resumed.
	 */
	static final String RESUME_TOKEN = "resume-token";

	/**
	 * Header of CONNECTED: whether the session was resumed.
	 */
	static final String RESUMED = "resumed";

	/**
	 * Prefix of the headers of CONNECT with the client's position in the stream of a
	 * subscription: the subscription's id follows. The value is the offset, a slash and
	 * the epoch.
	 */
	private static final String RESUME_POSITION = "resume-position.";

	private final StompSessions sessions;

	private final StompSubscriptionHandler subscriptions;

	private final SubscribeInterceptors interceptors;

	StompResumeHandler(StompSessions sessions, StompSubscriptionHandler subscriptions,
			SubscribeInterceptors interceptors) {
		this.sessions = sessions;
		this.subscriptions = subscriptions;
		this.interceptors = interceptors;
	}

	/**
	 * Whether the client of a CONNECT frame wants a session that can be resumed, and may
	 * have one.
	 */
	boolean isWanted(MessageHeaders headers) {
		return this.sessions.hub().resumption() != null && header(headers, RESUME) != null;
	}

	/**
	 * Begin a session, perhaps in the place of an earlier one.
	 * @return completes with the earlier session's subscriptions; never fails
	 */
	CompletableFuture<Resumed> begin(StompSession stomp, MessageHeaders headers) {
		String token = header(headers, RESUME);
		return ResumeStart
			.begin(this.sessions.hub().resumption(), stomp.session(), (token != null) ? token.trim() : null)
			.thenApply((resumed) -> {
				stomp.setSavedSession(resumed.session());
				return resumed;
			});
	}

	/**
	 * Resume the session of a client that is connected now: restore the permitted
	 * subscriptions of the earlier session one after another, and report the outcome of
	 * each to the client.
	 * @return always completes normally
	 */
	CompletableFuture<?> restore(StompSession stomp, Map<String, SavedSubscription> subscriptions,
			MessageHeaders headers) {
		this.sessions.hub().events().publishResumed(stomp.session());
		List<Supplier<CompletableFuture<?>>> all = subscriptions.entrySet()
			.stream()
			.map((entry) -> restore(stomp, entry.getKey(), entry.getValue(), headers))
			.toList();
		CompletableFuture<?> done = CompletableFuture.completedFuture(null);
		for (Supplier<CompletableFuture<?>> next : all) {
			done = done.thenCompose((ok) -> CurrentClient.carry(next.get()));
		}
		return done;
	}

	private Supplier<CompletableFuture<?>> restore(StompSession stomp, String id, SavedSubscription saved,
			MessageHeaders headers) {
		StreamPosition known = SubscribeFrame.position(RESUME_POSITION + id, header(headers, RESUME_POSITION + id));
		SubscribeFrame frame = SubscribeFrame.of(id, saved, (known != null) ? known : saved.position());
		stomp.addRestored(id, saved);
		return this.subscriptions.restore(stomp, frame, () -> this.interceptors.admit(stomp.session(), headers, frame));
	}

	/**
	 * Check the positions that the client claims, before anything is done.
	 * @throws BadHeaderException if one is none
	 */
	void check(MessageHeaders headers) {
		Object all = headers.get(NativeMessageHeaderAccessor.NATIVE_HEADERS);
		if (all instanceof Map<?, ?> names) {
			for (Object name : names.keySet()) {
				if (name instanceof String text && text.startsWith(RESUME_POSITION)) {
					SubscribeFrame.position(text, header(headers, text));
				}
			}
		}
	}

	private static @Nullable String header(MessageHeaders headers, String name) {
		return NativeMessageHeaderAccessor.getFirstNativeHeader(name, headers);
	}

}
