package io.github.realtimespring.internal.publish;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.SessionClosedEvent;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.RecordingSocketWriter;
import io.github.realtimespring.test.TestProtocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

class SessionEventPublisherTests {

	private final List<Object> events = new ArrayList<>();

	private final List<Runnable> tasks = new ArrayList<>();

	private final Hub hub = new Hub(new LocalRelay(), HubOptions.defaults(), Runnable::run, Runnable::run,
			RealtimeMetrics.NONE);

	@Test
	void theEndOfASessionIsPublishedWithItsTraffic() {
		this.hub.start();
		this.hub.whenClosed(new SessionEventPublisher(this.events::add, this.tasks::add));
		Session session = open();
		session.traffic().countReceived(10);
		session.send(Frame.text("four".getBytes(UTF_8)));
		session.countDropped(DropReason.SESSION_CLOSED, 3);
		session.close(new CloseCode(3503, "force disconnect"));
		this.hub.remove(session, new CloseCode(1006, ""));
		assertThat(this.events).isEmpty();
		this.tasks.forEach(Runnable::run);
		assertThat(this.events).singleElement().isInstanceOfSatisfying(SessionClosedEvent.class, (event) -> {
			assertThat(event.session()).isSameAs(session);
			assertThat(event.sentCode()).isEqualTo(new CloseCode(3503, "force disconnect"));
			assertThat(event.observedCode().code()).isEqualTo(1006);
			assertThat(event.duration()).isLessThan(Duration.ofMinutes(5));
			assertThat(event.traffic()).isEqualTo(new SessionClosedEvent.Traffic(1, 10, 1, 4, 3));
		});
	}

	@Test
	void aConnectionThatTheClientEndedHasNoCodeOfThisNode() {
		this.hub.start();
		this.hub.whenClosed(new SessionEventPublisher(this.events::add, Runnable::run));
		this.hub.remove(open(), new CloseCode(1000, "bye"));
		assertThat(this.events).singleElement()
			.isInstanceOfSatisfying(SessionClosedEvent.class, (event) -> assertThat(event.sentCode()).isNull());
	}

	@Test
	void aListenerThatFailsDisturbsNobody() {
		this.hub.start();
		this.hub.whenClosed(new SessionEventPublisher((event) -> {
			throw new IllegalStateException("expected by the test");
		}, Runnable::run));
		assertThatCode(() -> this.hub.remove(open(), new CloseCode(1000, "bye"))).doesNotThrowAnyException();
		assertThat(this.hub.sessions()).isEmpty();
	}

	private Session open() {
		return this.hub.open("s", "websocket", new TestProtocol(), ClientIdentity.ANONYMOUS,
				new RecordingSocketWriter());
	}

}
