package io.github.realtimespring.internal.audit;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.ClientSession;
import io.github.realtimespring.internal.logging.CorrelationId;
import io.github.realtimespring.internal.logging.KeyValues;

/**
 * One entry of the audit trail. It never has a token or a ticket.
 */
public final class AuditEntry {

	/**
	 * The key of the user who did it, or whom it happened to.
	 */
	public static final String USER = "user";

	/**
	 * The key of the client's tenant.
	 */
	public static final String TENANT = "tenant";

	/**
	 * The key of who asked for it.
	 */
	public static final String BY = "by";

	private final AuditAction action;

	private final String reason;

	private final Map<String, Object> details = new LinkedHashMap<>();

	/**
	 * Create an entry.
	 * @param reason the reason, one of a small number; empty for none
	 */
	public AuditEntry(AuditAction action, String reason) {
		this.action = action;
		this.reason = reason;
		if (!reason.isEmpty()) {
			this.details.put("reason", reason);
		}
	}

	/**
	 * Create an entry about a session.
	 */
	public static AuditEntry of(AuditAction action, String reason, ClientSession session) {
		return new AuditEntry(action, reason).with("session", session.publicId())
			.with(USER, session.identity().user())
			.with(TENANT, session.tenant())
			.with("protocol", session.protocol())
			.with("transport", session.transport())
			.with("address", session.address())
			.with("correlation-id", CorrelationId.of(session.attributes()));
	}

	/**
	 * Add a detail.
	 * @param value the value; {@code null} and empty values are left out
	 */
	public AuditEntry with(String key, @Nullable Object value) {
		if (value != null && !value.toString().isEmpty()) {
			this.details.put(key, value);
		}
		return this;
	}

	public AuditAction action() {
		return this.action;
	}

	String reason() {
		return this.reason;
	}

	/**
	 * The details, in order.
	 */
	public Map<String, Object> details() {
		return this.details;
	}

	/**
	 * The entry as a line of keys and values.
	 */
	@Override
	public String toString() {
		KeyValues line = new KeyValues().add("action", this.action.label());
		this.details.forEach(line::add);
		return line.toString();
	}

}
