package io.github.realtimespring.internal.transport.websocket;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;

import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;

import static org.assertj.core.api.Assertions.assertThat;

class MessageAssemblerTests {

	private final MessageAssembler assembler = new MessageAssembler(10);

	@Test
	void aWholeMessageIsPassedOnAsItIs() {
		TextMessage text = new TextMessage("hello");
		BinaryMessage binary = new BinaryMessage(new byte[] { 1 });
		assertThat(this.assembler.add(text)).isSameAs(text);
		assertThat(this.assembler.add(binary)).isSameAs(binary);
	}

	@Test
	void partsBecomeOneMessage() {
		assertThat(this.assembler.add(new TextMessage("hé", false))).isNull();
		assertThat(this.assembler.add(new TextMessage("l", false))).isNull();
		assertThat(this.assembler.add(new TextMessage("lo", true))).isEqualTo(new TextMessage("héllo"));
		assertThat(this.assembler.add(new BinaryMessage(ByteBuffer.wrap(new byte[] { 0, 1 }), false))).isNull();
		assertThat(this.assembler.add(new BinaryMessage(ByteBuffer.wrap(new byte[] { 2 }), true)))
			.isEqualTo(new BinaryMessage(new byte[] { 0, 1, 2 }));
		assertThat(this.assembler.add(new TextMessage("next"))).isEqualTo(new TextMessage("next"));
	}

	@Test
	void theLimitIsOfTheWholeMessageInBytes() {
		assertThat(count(new TextMessage("123456789é", true))).isFalse();
		assertThat(count(new TextMessage("1234567890", true))).isTrue();
		assertThat(count(new TextMessage("12345", false))).isTrue();
		assertThat(count(new TextMessage("67890", false))).isTrue();
		assertThat(count(new TextMessage("1", true))).isFalse();
	}

	@Test
	void textAndBinaryHaveTheirOwnLimits() {
		this.assembler.binaryLimit(3);
		assertThat(count(new BinaryMessage(new byte[4]))).isFalse();
		assertThat(count(new TextMessage("1234"))).isTrue();
	}

	@Test
	void textIsHeldAsBytesAndACharacterMayBeCutInTwo() {
		String smile = "\uD83D\uDE00";
		assertThat(this.assembler.add(new TextMessage("a" + smile.charAt(0), false))).isNull();
		assertThat(this.assembler.held()).isPositive().isLessThan(16);
		assertThat(this.assembler.add(new TextMessage("", false))).isNull();
		assertThat(this.assembler.add(new TextMessage(smile.charAt(1) + "é", true)))
			.isEqualTo(new TextMessage("a" + smile + "é"));
		assertThat(this.assembler.held()).isZero();
	}

	private boolean count(WebSocketMessage<?> part) {
		return this.assembler.count(part, part.getPayloadLength());
	}

}
