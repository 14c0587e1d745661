package io.github.realtimespring.internal.protocol.stomp.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.internal.protocol.stomp.frame.StompVersion;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.test.CountedMessages;
import io.github.realtimespring.test.RecordingSocketWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a session may have unacknowledged: four frames of 100 bytes together.
 */
class AcknowledgementsTests {

	private final RecordingSocketWriter writer = new RecordingSocketWriter();

	private final CountedMessages counted = new CountedMessages();

	private final Session session = new Hub(new LocalRelay(), HubOptions.defaults(), Runnable::run, Runnable::run,
			this.counted)
		.open("s", "test", new StompProtocol(), ClientIdentity.ANONYMOUS, this.writer);

	private final Acknowledgements acknowledgements = new Acknowledgements(this.session, StompVersion.V1_2,
			new OutboundLimits(100, 4, Duration.ofSeconds(10)));

	private final AckWindow window = this.acknowledgements.open("a", true, 0);

	private final AckWindow other = this.acknowledgements.open("b", false, 1);

	@Test
	void allSubscriptionsOfASessionShareItsLimits() {
		offer(this.window, 1, 10);
		offer(this.window, 2, 10);
		offer(this.other, 1, 10);
		offer(this.other, 2, 10);
		assertThat(this.writer.closeCode()).isNull();
		offer(this.other, 3, 10);
		assertThat(this.writer.closeCode().reason()).isEqualTo("slow");
	}

	@Test
	void bytesAreLimitedButOneFrameMayBeOfAnySize() {
		offer(this.window, 1, 500);
		assertThat(this.writer.closeCode()).isNull();
		assertThat(this.window.settle(1, false)).isTrue();
		offer(this.window, 2, 80);
		offer(this.window, 3, 30);
		assertThat(this.writer.closeCode().reason()).isEqualTo("slow");
	}

	@Test
	void whatIsSettledOrClosedMakesRoom() {
		for (int i = 0; i < 3; i++) {
			AckWindow more = this.acknowledgements.open("more", false, 1);
			offer(more, 1, 25);
			offer(more, 2, 25);
			more.close();
			offer(this.window, 2 * i + 1, 25);
			offer(this.window, 2 * i + 2, 25);
			assertThat(this.window.settle(2 * i + 2, false)).isTrue();
		}
		assertThat(this.writer.closeCode()).isNull();
	}

	@Test
	void whatComesAgainTakesNoMoreRoomAndKeepsItsPlace() {
		offer(this.window, 5, 10);
		offer(this.window, 6, 10);
		for (int i = 1; i <= 10; i++) {
			assertThat(this.window.settle(2L * i, true)).isTrue();
			assertThat(this.window.firstUnacknowledged()).isEqualTo(position(5));
		}
		assertThat(this.window.settle(21, false)).isTrue();
		assertThat(this.window.firstUnacknowledged()).isEqualTo(position(6));
		assertThat(this.writer.closeCode()).isNull();
	}

	@Test
	void whatWaitsIsNotAcknowledged() {
		offer(this.other, 7, 10);
		offer(this.other, 8, 10);
		assertThat(this.other.settle(2, false)).isFalse();
		assertThat(this.other.firstUnacknowledged()).isEqualTo(position(7));
		assertThat(this.other.settle(1, false)).isTrue();
		assertThat(this.other.firstUnacknowledged()).isEqualTo(position(8));
		this.other.close();
		assertThat(this.other.settle(2, false)).isFalse();
		assertThat(this.other.firstUnacknowledged()).isEqualTo(position(8));
	}

	@Test
	void whatThereIsNoRoomForIsNotAcknowledged() {
		offer(this.window, 1, 90);
		offer(this.other, 7, 20);
		offer(this.other, 8, 20);
		assertThat(this.writer.closeCode().reason()).isEqualTo("slow");
		assertThat(this.other.firstUnacknowledged()).isEqualTo(position(7));
	}

	@Test
	void whatStillWaitsAtTheEndIsCountedAsDropped() {
		offer(this.other, 1, 10);
		offer(this.other, 2, 10);
		this.other.notice(Frame.text(new byte[10]));
		offer(this.other, 3, 10);
		assertThat(this.other.settle(1, true)).isTrue();
		this.other.close();
		this.other.close();
		assertThat(this.counted.dropped(DropReason.SESSION_CLOSED)).isEqualTo(2);
	}

	@Test
	void whatThereIsNoRoomForIsCountedAsDropped() {
		offer(this.other, 1, 60);
		offer(this.other, 2, 30);
		this.session.outbound().flush();
		offer(this.other, 3, 30);
		assertThat(this.writer.closeCode().reason()).isEqualTo("slow");
		assertThat(this.counted.dropped(DropReason.SESSION_CLOSED)).isEqualTo(2);
	}

	@Test
	void anIdIsKnownToItsOwnSubscriptionAndSessionOnly() {
		offer(this.window, 1, 10);
		String id = this.window.key() + "-1";
		Acknowledgements elsewhere = new Acknowledgements(this.session, StompVersion.V1_2, OutboundLimits.defaults());
		elsewhere.open("a", true, 0);
		assertThat(elsewhere.settle(id, "a", false)).isNull();
		assertThat(this.acknowledgements.settle(id, "b", false)).isNull();
		for (String unknown : List.of("", "-", "1", this.window.key(), this.window.key() + "-", id + "1")) {
			assertThat(this.acknowledgements.settle(unknown, null, false)).as(unknown).isNull();
		}
		assertThat(this.acknowledgements.settle(id, "a", false)).isNotNull();
		assertThat(this.acknowledgements.settle(id, null, false)).isNull();
	}

	private static void offer(AckWindow window, long offset, int size) {
		String frame = "MESSAGE\n" + "x".repeat(size - "MESSAGE\n".length());
		window.offer(Frame.text(frame.getBytes(StandardCharsets.UTF_8)), position(offset));
	}

	private static StreamPosition position(long offset) {
		return new StreamPosition(offset, "epoch");
	}

}
