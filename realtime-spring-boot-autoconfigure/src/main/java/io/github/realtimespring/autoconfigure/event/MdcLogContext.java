package io.github.realtimespring.autoconfigure.event;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import io.github.realtimespring.ClientSession;
import io.github.realtimespring.internal.logging.CorrelationId;
import io.github.realtimespring.internal.logging.LimitedLog;
import io.github.realtimespring.internal.logging.LogContext;

/**
 * Shows sessions in SLF4J's mapped diagnostic context. Values that a session lacks are
 * absent. Thread-safe.
 */
final class MdcLogContext implements LogContext {

	/**
	 * The session's public id.
	 */
	static final String SESSION = "realtime.session";

	/**
	 * The name of the session's user, escaped: a pattern layout writes it as it is.
	 */
	static final String USER = "realtime.user";

	/**
	 * The session's tenant.
	 */
	static final String TENANT = "realtime.tenant";

	/**
	 * The correlation id of the session's handshake.
	 */
	static final String CORRELATION = "realtime.correlation-id";

	private static final Scope REMOVE = () -> put(null, null, null, null);

	@Override
	public Scope open(ClientSession session) {
		String id = session.publicId();
		String outer = MDC.get(SESSION);
		if (id.equals(outer)) {
			return Scope.NONE;
		}
		String user = session.identity().user();
		Scope scope = (outer != null) ? restore(outer) : REMOVE;
		put(id, !user.isEmpty() ? LimitedLog.escape(user) : null, session.tenant(),
				CorrelationId.of(session.attributes()));
		return scope;
	}

	/**
	 * A scope within that of another session.
	 */
	private static Scope restore(String session) {
		String user = MDC.get(USER);
		String tenant = MDC.get(TENANT);
		String correlation = MDC.get(CORRELATION);
		return () -> put(session, user, tenant, correlation);
	}

	private static void put(@Nullable String session, @Nullable String user, @Nullable String tenant,
			@Nullable String correlation) {
		put(SESSION, session);
		put(USER, user);
		put(TENANT, tenant);
		put(CORRELATION, correlation);
	}

	private static void put(String key, @Nullable String value) {
		if (value != null) {
			MDC.put(key, value);
		}
		else {
			MDC.remove(key);
		}
	}

}
