package io.github.realtimespring.internal.hub.session;

import java.time.Duration;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.test.CountedMessages;
import io.github.realtimespring.test.RecordingSocketWriter;
import io.github.realtimespring.test.TestProtocol;

/**
 * Sessions of a hub that does everything on the calling thread.
 */
final class TestSessions {

	private TestSessions() {
	}

	/**
	 * Open a session.
	 * @param maxBytes bytes that may be pending
	 * @param maxFrames frames that may be pending
	 * @param counted counts messages
	 * @param writer the session's socket
	 */
	static Session open(int maxBytes, int maxFrames, CountedMessages counted, RecordingSocketWriter writer) {
		HubOptions options = HubOptions.builder()
			.outbound(new OutboundLimits(maxBytes, maxFrames, Duration.ofSeconds(10)))
			.inbound(10, Duration.ofSeconds(10))
			.maxSubscriptions(10)
			.lanes(1, 10)
			.interestLinger(Duration.ZERO)
			.build();
		Hub hub = new Hub(new LocalRelay(), options, Runnable::run, Runnable::run, counted);
		return hub.open("s", "test", new TestProtocol(), ClientIdentity.ANONYMOUS, writer);
	}

}
