package io.github.realtimespring.internal.hub;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.RecordingSocketWriter;
import io.github.realtimespring.test.TestProtocol;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionLimits}.
 */
class SessionLimitsTests {

	private static final Executor DIRECT = Runnable::run;

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final Hub hub = new Hub(new LocalRelay(), HubOptions.defaults(), DIRECT, DIRECT, RealtimeMetrics.NONE);

	private final long now = System.currentTimeMillis();

	@Test
	void aSessionWithoutMessagesIsClosedAfterTheIdleTimeout() {
		SessionLimits limits = new SessionLimits(Duration.ofSeconds(10), Duration.ZERO);
		Session session = open("idle");
		limits.check(session, 0, this.now);
		limits.check(session, 10 * SECOND, this.now);
		assertThat(session.isOpen()).isTrue();
		limits.check(session, 10 * SECOND + 1, this.now);
		assertThat(session.closeCode()).isEqualTo(new TestProtocol().closeCode(CloseReason.IDLE));
	}

	@Test
	void heartBeatsDoNotKeepASessionAlive() {
		SessionLimits limits = new SessionLimits(Duration.ofSeconds(10), Duration.ZERO);
		Session session = this.hub.open("beating", "test", new StompProtocol(), ClientIdentity.ANONYMOUS,
				new RecordingSocketWriter());
		limits.check(session, 0, this.now);
		session.traffic().countReceived(1);
		session.traffic().countHeartbeatSent();
		session.send(Frame.text(new byte[] { '\n' }));
		limits.check(session, 11 * SECOND, this.now);
		assertThat(session.isOpen()).isFalse();
	}

	@Test
	void shortMessagesOfAProtocolWithoutHeartBeatsDo() {
		SessionLimits limits = new SessionLimits(Duration.ofSeconds(10), Duration.ZERO);
		Session session = open("terse");
		limits.check(session, 0, this.now);
		session.traffic().countReceived(1);
		limits.check(session, 9 * SECOND, this.now);
		session.traffic().countReceived(0);
		limits.check(session, 18 * SECOND, this.now);
		assertThat(session.isOpen()).isTrue();
	}

	@Test
	void messagesInEitherDirectionDo() {
		SessionLimits limits = new SessionLimits(Duration.ofSeconds(10), Duration.ZERO);
		Session session = open("talking");
		limits.check(session, 0, this.now);
		session.traffic().countReceived(20);
		limits.check(session, 9 * SECOND, this.now);
		session.send(Frame.text(new byte[20]));
		limits.check(session, 18 * SECOND, this.now);
		limits.check(session, 27 * SECOND, this.now);
		assertThat(session.isOpen()).isTrue();
	}

	@Test
	void sessionsThatWereOpenedTogetherReachTheMaximumAgeAtDifferentTimes() {
		SessionLimits limits = new SessionLimits(Duration.ZERO, Duration.ofHours(1));
		int closed = 0;
		for (int i = 0; i < 200; i++) {
			Session session = open("session-" + i * 7919);
			long opened = session.openedAt().toEpochMilli();
			limits.check(session, 0, opened + Duration.ofMinutes(54).toMillis());
			assertThat(session.isOpen()).isTrue();
			limits.check(session, 0, opened + Duration.ofMinutes(57).toMillis());
			closed += session.isOpen() ? 0 : 1;
			limits.check(session, 0, opened + Duration.ofMinutes(60).toMillis() + 1);
			assertThat(session.closeCode()).isEqualTo(new TestProtocol().closeCode(CloseReason.REBALANCE));
		}
		assertThat(closed).isBetween(20, 180);
	}

	@Test
	void withoutLimitsNothingIsClosed() {
		Session session = open("unlimited");
		SessionLimits.NONE.check(session, Long.MAX_VALUE, Long.MAX_VALUE);
		assertThat(session.isOpen()).isTrue();
	}

	private Session open(String id) {
		return this.hub.open(id, "test", new TestProtocol(), ClientIdentity.ANONYMOUS, new RecordingSocketWriter());
	}

}
