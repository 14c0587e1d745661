package io.github.realtimespring.internal.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.test.CapturedLog;

import static org.assertj.core.api.Assertions.assertThat;

class AuditTrailTests {

	private static final long TEN_SECONDS = 10_000_000_000L;

	private final AtomicLong nanoTime = new AtomicLong();

	private final AuditTrail audit = new AuditTrail(2, this.nanoTime::get);

	@Test
	void anEntryIsALineOfKeysAndValues() {
		try (CapturedLog log = CapturedLog.of(AuditTrail.LOGGER, Level.INFO)) {
			this.audit.record(AuditAction.REFUSED, "unauthorized",
					() -> new AuditEntry(AuditAction.REFUSED, "unauthorized").with("address", "10.0.0.1")
						.with("origin", "https://a.example\r\naction=revoked")
						.with("absent", null));
			assertThat(log.messages()).containsExactly("action=refused reason=unauthorized address=10.0.0.1 "
					+ "origin=\"https://a.example\\u000d\\u000aaction=revoked\"");
		}
	}

	@Test
	void connectionsAreLoggedAtLevelDebug() {
		try (CapturedLog log = CapturedLog.of(AuditTrail.LOGGER, Level.INFO)) {
			record(AuditAction.CONNECTED, "");
			assertThat(this.audit.isEnabled(AuditAction.CONNECTED)).isFalse();
			assertThat(log.messages()).isEmpty();
		}
		try (CapturedLog log = CapturedLog.of(AuditTrail.LOGGER, Level.DEBUG)) {
			record(AuditAction.CONNECTED, "");
			assertThat(log.messages()).containsExactly("action=connected");
		}
	}

	@Test
	void eachActionAndReasonIsLimitedAndTheOmittedAreCounted() {
		try (CapturedLog log = CapturedLog.of(AuditTrail.LOGGER, Level.INFO)) {
			for (int i = 0; i < 5; i++) {
				record(AuditAction.REFUSED, "limit");
			}
			record(AuditAction.REFUSED, "draining");
			record(AuditAction.REVOKED, "");
			this.audit.reportOmissions();
			assertThat(log.messages()).containsExactly("action=refused reason=limit", "action=refused reason=limit",
					"action=refused reason=draining", "action=revoked");
			this.nanoTime.addAndGet(TEN_SECONDS);
			this.audit.reportOmissions();
			assertThat(log.messages()).last().isEqualTo("action=refused reason=limit omitted=3");
			record(AuditAction.REFUSED, "limit");
			assertThat(log.messages()).hasSize(6);
		}
	}

	@Test
	void zeroIsNoLimit() {
		AuditTrail unlimited = new AuditTrail(0, this.nanoTime::get);
		try (CapturedLog log = CapturedLog.of(AuditTrail.LOGGER, Level.INFO)) {
			for (int i = 0; i < 500; i++) {
				unlimited.record(AuditAction.REVOKED, "", () -> new AuditEntry(AuditAction.REVOKED, ""));
			}
			assertThat(log.messages()).hasSize(500);
		}
	}

	@Test
	void whenTheLogIsOffAListenerStillReceivesEntries() {
		List<AuditEntry> entries = new ArrayList<>();
		this.audit.setListener(new AuditTrail.Listener() {

			@Override
			public boolean isActive() {
				return true;
			}

			@Override
			public void onEntry(AuditEntry entry) {
				entries.add(entry);
			}

		});
		try (CapturedLog log = CapturedLog.of(AuditTrail.LOGGER, Level.OFF)) {
			record(AuditAction.CONNECTED, "");
			assertThat(log.messages()).isEmpty();
		}
		assertThat(entries).singleElement().hasToString("action=connected");
	}

	@Test
	void whenNobodyReadsTheTrailNoEntryIsCreated() {
		try (CapturedLog log = CapturedLog.of(AuditTrail.LOGGER, Level.OFF)) {
			this.audit.record(AuditAction.REVOKED, "", () -> {
				throw new IllegalStateException("not expected");
			});
		}
	}

	private void record(AuditAction action, String reason) {
		this.audit.record(action, reason, () -> new AuditEntry(action, reason));
	}

}
