package io.github.realtimespring.internal.transport.websocket.jetty;

import java.time.Duration;

import org.eclipse.jetty.websocket.core.CoreSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mock;
import org.mockito.junit.jupiter.MockitoExtension;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.never;

@ExtendWith(MockitoExtension.class)
class IdleTimeoutTests {

	@Mock
	private CoreSession session;

	@Test
	void jettysOwnIsRaised() {
		given(this.session.getIdleTimeout()).willReturn(Duration.ofSeconds(30));
		IdleTimeout.raise(this.session);
		then(this.session).should().setIdleTimeout(Duration.ofMinutes(10));
	}

	@Test
	void oneThatIsConfiguredStays() {
		given(this.session.getIdleTimeout()).willReturn(Duration.ofSeconds(29));
		IdleTimeout.raise(this.session);
		then(this.session).should(never()).setIdleTimeout(any());
	}

}
