package io.github.realtimespring.protocol.stomp;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;

class TransactionsTests {

	private final Transactions transactions = new Transactions(10);

	private static Message<?> message(int size) {
		return MessageBuilder.withPayload(new byte[size]).build();
	}

	@Test
	void framesWaitInOrderForTheirTransactionsEnd() {
		Message<?> first = message(1);
		Message<?> second = message(2);
		assertThat(this.transactions.begin("t")).isNull();
		assertThat(this.transactions.add("t", first)).isNull();
		assertThat(this.transactions.add("t", second)).isNull();
		assertThat(this.transactions.end("t")).isEqualTo(List.of(first, second));
		assertThat(this.transactions.end("t")).isNull();
	}

	@Test
	void whatIsTooMuchIsRefusedAndRoomReturnsWithTheEnd() {
		this.transactions.begin("t");
		assertThat(this.transactions.add("t", message(8))).isNull();
		assertThat(this.transactions.add("t", message(3))).isNotNull();
		this.transactions.end("t");
		this.transactions.begin("t");
		assertThat(this.transactions.add("t", message(10))).isNull();
	}

	@Test
	void headersCountToo() {
		StompHeaderAccessor ack = StompHeaderAccessor.create(StompCommand.ACK);
		ack.setNativeHeader("x", "0123456789");
		this.transactions.begin("t");
		assertThat(this.transactions.add("t", MessageBuilder.createMessage(new byte[0], ack.getMessageHeaders())))
			.isNotNull();
	}

	@Test
	void framesAndTransactionsAreLimitedInNumber() {
		for (int i = 0; i < Transactions.MAX_OPEN; i++) {
			assertThat(this.transactions.begin("t" + i)).isNull();
		}
		assertThat(this.transactions.begin("more")).isNotNull();
		for (int i = 0; i < Transactions.MAX_FRAMES; i++) {
			assertThat(this.transactions.add("t0", message(0))).isNull();
		}
		assertThat(this.transactions.add("t0", message(0))).isNotNull();
	}

	@Test
	void aTransactionBeginsOnce() {
		assertThat(this.transactions.begin("t")).isNull();
		assertThat(this.transactions.begin("t")).isNotNull();
		assertThat(this.transactions.add("unknown", message(0))).isNotNull();
	}

}
