package io.github.realtimespring.internal.hub;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.internal.transport.websocket.PlainProtocol;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.RecordingSocketWriter;

import static org.assertj.core.api.Assertions.assertThat;

class CloseCodeTests {

	private final List<Integer> closed = new ArrayList<>();

	private final Hub hub = new Hub(new LocalRelay(), HubOptions.defaults(), Runnable::run, Runnable::run,
			new RealtimeMetrics() {
				@Override
				public void sessionClosed(String transport, String protocol, int code) {
					CloseCodeTests.this.closed.add(code);
				}
			});

	@Test
	void codesThatClientsInventAreOneValueInMeters() {
		for (int code = 1008; code < 5000; code += (code == 1008) ? 3 : 1) {
			this.hub.remove(open(), new CloseCode(code, "invented"));
		}
		assertThat(this.closed).hasSizeGreaterThan(3000).containsOnly(RealtimeMetrics.CLIENT_CODE);
	}

	@Test
	void usualCodesAreKept() {
		this.hub.remove(open(), new CloseCode(1000, ""));
		this.hub.remove(open(), new CloseCode(1006, ""));
		assertThat(this.closed).containsExactly(1000, 1006);
	}

	@Test
	void theCodeThatTheNodeGaveIsTheOneInMeters() {
		Session session = open();
		session.close(new CloseCode(3501, "bad request"));
		this.hub.remove(session, new CloseCode(4999, "invented"));
		assertThat(this.closed).containsExactly(3501);
	}

	private Session open() {
		return this.hub.open("s", "test", PlainProtocol.INSTANCE, ClientIdentity.ANONYMOUS,
				new RecordingSocketWriter());
	}

}
