package io.github.realtimespring.internal.protocol.stomp.frame;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.inbound.InboundLimits;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.internal.timer.TimingWheel;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.RecordingSocketWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class TransactionsTests {

	private final TimingWheel timer = new TimingWheel();

	private final AtomicInteger tooOld = new AtomicInteger();

	private final Hub hub = hub(InboundLimits.defaults());

	private final Transactions transactions = transactions(this.hub, Duration.ofMinutes(1));

	@BeforeEach
	void startTimer() {
		this.timer.start();
	}

	@AfterEach
	void stopTimer() {
		this.timer.stop();
	}

	private static Hub hub(InboundLimits limits) {
		return new Hub(new LocalRelay(), HubOptions.builder().inbound(limits).build(), Runnable::run, Runnable::run,
				RealtimeMetrics.NONE);
	}

	private static Transactions transactions(Hub hub, Duration maxAge) {
		Session session = hub.open("s" + hub.sessions().size(), "test", new StompProtocol(), ClientIdentity.ANONYMOUS,
				new RecordingSocketWriter());
		session.markConnected();
		return new Transactions(session.inbound(), 10, maxAge);
	}

	private @Nullable String begin(String id) {
		return begin(this.transactions, id);
	}

	private @Nullable String begin(Transactions transactions, String id) {
		return transactions.begin(id, this.timer, this.tooOld::incrementAndGet);
	}

	private static Message<?> message(int size) {
		return MessageBuilder.withPayload(new byte[size]).build();
	}

	@Test
	void framesWaitInOrderForTheirTransactionsEnd() {
		Message<?> first = message(1);
		Message<?> second = message(2);
		assertThat(begin("t")).isNull();
		assertThat(this.transactions.add("t", first)).isNull();
		assertThat(this.transactions.add("t", second)).isNull();
		assertThat(this.transactions.end("t")).isEqualTo(List.of(first, second));
		assertThat(this.transactions.end("t")).isNull();
	}

	@Test
	void whatIsTooMuchIsRefusedAndRoomReturnsWithTheEnd() {
		begin("t");
		assertThat(this.transactions.add("t", message(8))).isNull();
		assertThat(this.transactions.add("t", message(3))).isNotNull();
		this.transactions.end("t");
		begin("t");
		assertThat(this.transactions.add("t", message(10))).isNull();
	}

	@Test
	void headersCountToo() {
		StompHeaderAccessor ack = StompHeaderAccessor.create(StompCommand.ACK);
		ack.setNativeHeader("x", "0123456789");
		begin("t");
		assertThat(this.transactions.add("t", MessageBuilder.createMessage(new byte[0], ack.getMessageHeaders())))
			.isNotNull();
	}

	@Test
	void framesAndTransactionsAreLimitedInNumber() {
		for (int i = 0; i < Transactions.MAX_OPEN; i++) {
			assertThat(begin("t" + i)).isNull();
		}
		assertThat(begin("more")).isNotNull();
		for (int i = 0; i < Transactions.MAX_FRAMES; i++) {
			assertThat(this.transactions.add("t0", message(0))).isNull();
		}
		assertThat(this.transactions.add("t0", message(0))).isNotNull();
	}

	@Test
	void aTransactionBeginsOnce() {
		assertThat(begin("t")).isNull();
		assertThat(begin("t")).isNotNull();
		assertThat(this.transactions.add("unknown", message(0))).isNotNull();
	}

	@Test
	void whatFramesHoldCountsTowardsTheNodesBudget() {
		begin("t");
		begin("other");
		for (int i = 0; i < 4; i++) {
			assertThat(this.transactions.add("t", message(1))).isNull();
			assertThat(this.transactions.add("other", message(1))).isNull();
		}
		int frames = 4 * (1 + Transactions.FRAME_BYTES);
		int others = frames + "other".length() + Transactions.FRAME_BYTES;
		assertThat(this.hub.statistics().pendingInboundBytes())
			.isEqualTo(others + frames + "t".length() + Transactions.FRAME_BYTES);
		this.transactions.end("t");
		assertThat(this.hub.statistics().pendingInboundBytes()).isEqualTo(others);
		this.transactions.clear();
		assertThat(this.hub.statistics().pendingInboundBytes()).isZero();
	}

	@Test
	void whatHeadersTakeBesideTheirCharactersCountsTowardsTheNodesBudget() {
		StompHeaderAccessor headers = StompHeaderAccessor.create(StompCommand.ACK);
		headers.setNativeHeader("a", "");
		headers.setNativeHeader("b", "");
		headers.addNativeHeader("b", "");
		begin("t");
		long before = this.hub.statistics().pendingInboundBytes();
		Message<?> message = MessageBuilder.createMessage(new byte[0], headers.getMessageHeaders());
		assertThat(this.transactions.add("t", message)).isNull();
		assertThat(this.hub.statistics().pendingInboundBytes() - before)
			.isGreaterThan(3 * 150 + Transactions.FRAME_BYTES);
		this.transactions.end("t");
		assertThat(this.hub.statistics().pendingInboundBytes()).isZero();
	}

	@Test
	void whenTheBudgetIsUsedUpThenFramesAreRefused() {
		Hub small = hub(new InboundLimits(256, 1000, 10 * Transactions.FRAME_BYTES, Duration.ofMinutes(1)));
		Transactions own = transactions(small, Duration.ofMinutes(1));
		begin(own, "t");
		int kept = 0;
		while (own.add("t", message(0)) == null) {
			kept++;
		}
		assertThat(kept).isBetween(5, 10);
		own.end("t");
		begin(own, "t");
		assertThat(own.add("t", message(0))).isNull();
	}

	@Test
	void aTransactionThatIsOpenForTooLongIsRolledBackWithAllOthers() {
		Transactions own = transactions(this.hub, Duration.ofMillis(100));
		begin(own, "old");
		own.add("old", message(1));
		begin(own, "young");
		await().until(() -> this.tooOld.get() == 1);
		assertThat(own.end("old")).isNull();
		assertThat(own.end("young")).isNull();
		assertThat(this.hub.statistics().pendingInboundBytes()).isZero();
	}

	@Test
	void aTransactionThatEndsInTimeLeavesTheNextItsOwnTime() {
		Transactions own = transactions(this.hub, Duration.ofMillis(300));
		long start = System.nanoTime();
		begin(own, "first");
		own.end("first");
		await().until(() -> System.nanoTime() - start > 150_000_000);
		long secondBegan = System.nanoTime();
		begin(own, "second");
		await().until(() -> this.tooOld.get() == 1);
		assertThat(Duration.ofNanos(System.nanoTime() - secondBegan)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
	}

	@Test
	void whatHasEndedIsNeverTooOld() {
		Transactions own = transactions(this.hub, Duration.ofMillis(50));
		begin(own, "cleared");
		own.clear();
		AtomicInteger later = new AtomicInteger();
		this.timer.schedule(Duration.ofMillis(200), later::incrementAndGet);
		await().until(() -> later.get() == 1);
		assertThat(this.tooOld).hasValue(0);
	}

}
