package io.github.realtimespring.internal.protocol.stomp.broker;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.hub.session.ChannelFilter;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.logging.LimitedLog;

/**
 * Decides which channels a session receives through a pattern: those that the pattern
 * matches and that the session may see. The options of namespaces answer at once; an
 * application's authorizer, which may block, is asked off the delivery path, and again
 * when its answer is older than a limit or the session's identity has changed.
 * Thread-safe.
 */
final class PatternFilter implements ChannelFilter {

	private static final Log logger = LimitedLog.of(PatternFilter.class);

	/**
	 * Maximum number of channels whose answers are cached.
	 */
	private static final int MAX_ANSWERS = 1024;

	private final Predicate<String> matching;

	private final StompPermissions permissions;

	private final Session session;

	private final long maxAgeNanos;

	private final Map<String, Answer> answers = new LinkedHashMap<>(4, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
			return size() > MAX_ANSWERS;
		}

	};

	/**
	 * Create a filter.
	 * @param matching whether the pattern matches a channel
	 * @param permissions decides the permissions of the session
	 * @param session the session
	 * @param maxAge validity of an answer of an authorizer
	 */
	PatternFilter(Predicate<String> matching, StompPermissions permissions, Session session, Duration maxAge) {
		this.matching = matching;
		this.permissions = permissions;
		this.session = session;
		this.maxAgeNanos = maxAge.toNanos();
	}

	@Override
	public Decision decide(String channel) {
		if (!this.matching.test(channel)) {
			return Decision.REJECT;
		}
		ClientIdentity identity = this.session.identity();
		if (!this.permissions.mayBlock()) {
			return decision(this.permissions.isVisible(channel, identity));
		}
		Answer answer = answer(channel);
		if (answer == null || answer.identity() != identity
				|| System.nanoTime() - answer.nanoTime() > this.maxAgeNanos) {
			return Decision.UNKNOWN;
		}
		return decision(answer.visible());
	}

	@Override
	public void resolve(String channel) {
		ClientIdentity identity = this.session.identity();
		// Taken before the call, so that a change during the call expires in time
		long now = System.nanoTime();
		boolean visible = false;
		try {
			visible = this.permissions.isVisible(channel, identity);
		}
		catch (RuntimeException ex) {
			logger.error("Authorizer failed; denying channel '" + channel + "' to a pattern subscription", ex);
		}
		synchronized (this.answers) {
			this.answers.put(channel, new Answer(identity, visible, now));
		}
	}

	private @Nullable Answer answer(String channel) {
		synchronized (this.answers) {
			return this.answers.get(channel);
		}
	}

	private static Decision decision(boolean visible) {
		return visible ? Decision.ACCEPT : Decision.REJECT;
	}

	private record Answer(ClientIdentity identity, boolean visible, long nanoTime) {

	}

}
