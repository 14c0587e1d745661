package io.github.realtimespring.internal.audit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.Assert;

/**
 * Records who connected, was refused, was revoked, and by whom: in the log, and for a
 * listener. Of each action and reason only a number of entries is recorded in ten
 * seconds; then one entry has the number of the omitted ones. Thread-safe.
 */
public final class AuditTrail {

	/**
	 * The name of the logger.
	 */
	public static final String LOGGER = "realtime.audit";

	/**
	 * The system property that sets how many entries of an action and reason are recorded
	 * in ten seconds; 0 for no limit.
	 */
	public static final String LIMIT = "realtime.audit.limit";

	private static final int DEFAULT_LIMIT = 100;

	private static final int MAX_KINDS = 128;

	private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

	private final Log log = LogFactory.getLog(LOGGER);

	private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

	private final int limit;

	private final LongSupplier nanoTime;

	private volatile Listener listener = Listener.NONE;

	private volatile Supplier<String> principal = () -> "";

	/**
	 * Create a trail with the limit of the system property.
	 */
	public AuditTrail() {
		this(Integer.getInteger(LIMIT, DEFAULT_LIMIT), System::nanoTime);
	}

	AuditTrail(int limit, LongSupplier nanoTime) {
		this.limit = (limit > 0) ? limit : Integer.MAX_VALUE;
		this.nanoTime = nanoTime;
	}

	/**
	 * Set who receives the entries, too.
	 */
	public void setListener(Listener listener) {
		Assert.notNull(listener, "'listener' must not be null");
		this.listener = listener;
	}

	/**
	 * Set what returns the name of the principal that the current thread works for, empty
	 * if there is none.
	 */
	public void setPrincipal(Supplier<String> principal) {
		Assert.notNull(principal, "'principal' must not be null");
		this.principal = principal;
	}

	/**
	 * The name of the principal that the current thread works for, empty if there is
	 * none.
	 */
	public String principal() {
		return this.principal.get();
	}

	/**
	 * Whether entries of an action are recorded.
	 */
	public boolean isEnabled(AuditAction action) {
		return isLogged(action) || this.listener.isActive();
	}

	private boolean isLogged(AuditAction action) {
		return action.isImportant() ? this.log.isInfoEnabled() : this.log.isDebugEnabled();
	}

	/**
	 * Record an entry.
	 * @param entry creates the entry, if it is recorded
	 * @param reason the entry's reason, one of a small number
	 */
	public void record(AuditAction action, String reason, Supplier<AuditEntry> entry) {
		if (isEnabled(action) && kind(action, reason).takes()) {
			write(entry.get());
		}
	}

	private Kind kind(AuditAction action, String reason) {
		String key = action + " " + reason;
		Kind known = this.kinds.get(key);
		if (known != null) {
			return known;
		}
		return (this.kinds.size() < MAX_KINDS) ? this.kinds.computeIfAbsent(key, (added) -> new Kind(action, reason))
				: this.kinds.computeIfAbsent(action.toString(), (added) -> new Kind(action, "other"));
	}

	private void write(AuditEntry entry) {
		if (isLogged(entry.action())) {
			String line = entry.toString();
			if (entry.action().isImportant()) {
				this.log.info(line);
			}
			else {
				this.log.debug(line);
			}
		}
		if (this.listener.isActive()) {
			this.listener.onEntry(entry);
		}
	}

	/**
	 * Record how many entries were omitted, where ten seconds are over. Called regularly.
	 */
	public void reportOmissions() {
		this.kinds.values().forEach(Kind::end);
	}

	/**
	 * Receives the entries.
	 */
	public interface Listener {

		/**
		 * Receives none.
		 */
		Listener NONE = new Listener() {

			@Override
			public boolean isActive() {
				return false;
			}

			@Override
			public void onEntry(AuditEntry entry) {
			}

		};

		/**
		 * Whether entries are wanted. Cheap.
		 */
		boolean isActive();

		/**
		 * Receive an entry. Must not block.
		 */
		void onEntry(AuditEntry entry);

	}

	/**
	 * The entries of one action and reason.
	 */
	private final class Kind {

		private final AuditAction action;

		private final String reason;

		private long since;

		private int recorded;

		private long omitted;

		private Kind(AuditAction action, String reason) {
			this.action = action;
			this.reason = reason;
			this.since = AuditTrail.this.nanoTime.getAsLong();
		}

		/**
		 * Whether one more entry is recorded.
		 */
		private boolean takes() {
			end();
			synchronized (this) {
				if (this.recorded < AuditTrail.this.limit) {
					this.recorded++;
					return true;
				}
				this.omitted++;
				return false;
			}
		}

		private void end() {
			long count;
			synchronized (this) {
				long now = AuditTrail.this.nanoTime.getAsLong();
				if (now - this.since < INTERVAL_NANOS) {
					return;
				}
				count = this.omitted;
				this.since = now;
				this.recorded = 0;
				this.omitted = 0;
			}
			if (count > 0) {
				write(new AuditEntry(this.action, this.reason).with("omitted", count));
			}
		}

	}

}
