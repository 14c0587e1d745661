package io.github.realtimespring.internal.outbound;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FrameBatchTests {

	@Test
	void neighbouringLinesShareOneMessage() {
		FrameBatch batch = FrameBatch.head(List.of(line("a"), line("b"), line("c")));
		assertThat(batch.messages()).extracting(Frame::string).containsExactly("a\nb\nc");
		assertThat(bytes(batch)).containsExactly(0x81, 5, 'a', '\n', 'b', '\n', 'c');
		assertThat(batch.count()).isEqualTo(3);
		assertThat(batch.size()).isEqualTo(3);
	}

	@Test
	void otherFramesStandAlone() {
		Frame text = text("t");
		FrameBatch batch = FrameBatch.head(List.of(line("a"), text, line("b"), line("c"), text, binary(7)));
		assertThat(batch.messages().subList(0, 4)).extracting(Frame::string).containsExactly("a", "t", "b\nc", "t");
		assertThat(bytes(batch)).containsExactly(0x81, 1, 'a', 0x81, 1, 't', 0x81, 3, 'b', '\n', 'c', 0x81, 1, 't',
				0x82, 1, 7);
	}

	@Test
	void aFrameAloneIsOneBatchForAllSessions() {
		Frame line = line("a");
		FrameBatch batch = FrameBatch.head(List.of(line));
		assertThat(batch.messages()).containsExactly(line);
		assertThat(FrameBatch.head(List.of(line))).isSameAs(batch);
		assertThat(batch.webSocketBytes().array()).isSameAs(batch.webSocketBytes().array());
	}

	@Test
	void theHeaderGrowsWithTheMessage() {
		assertThat(header(125)).containsExactly(0x81, 125);
		assertThat(header(126)).containsExactly(0x81, 126, 0, 126);
		assertThat(header(0xffff)).containsExactly(0x81, 126, 0xff, 0xff);
		assertThat(header(0x10000)).containsExactly(0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0);
	}

	@Test
	void aBatchIsBounded() {
		Frame half = Frame.line(new byte[FrameBatch.MAX_BYTES / 2]);
		assertThat(FrameBatch.head(List.of(half, half, line("a"))).count()).isEqualTo(2);
		assertThat(FrameBatch.head(List.of(Frame.line(new byte[100_000]), line("a"))).count()).isOne();
		assertThat(FrameBatch.head(Collections.nCopies(1000, line("a"))).count()).isEqualTo(FrameBatch.MAX_FRAMES);
	}

	@Test
	void aBatchKnowsTheQueuesItIsTheHeadOf() {
		Frame a = line("a");
		Frame b = line("b");
		FrameBatch batch = FrameBatch.head(List.of(a, b));
		assertThat(batch.isHeadOf(List.of(a, b))).isTrue();
		assertThat(batch.isHeadOf(List.of(a))).isFalse();
		assertThat(batch.isHeadOf(List.of(b, a))).isFalse();
		assertThat(batch.isHeadOf(List.of(a, b, a))).isFalse();
		List<Frame> queue = new ArrayList<>(Collections.nCopies(FrameBatch.MAX_FRAMES, a));
		FrameBatch full = FrameBatch.head(queue);
		queue.add(b);
		assertThat(full.isHeadOf(queue)).isTrue();
	}

	private static int[] header(int size) {
		ByteBuffer encoded = FrameBatch.head(List.of(Frame.text(new byte[size]))).webSocketBytes();
		int[] header = new int[encoded.remaining() - size];
		for (int i = 0; i < header.length; i++) {
			header[i] = encoded.get() & 0xff;
		}
		return header;
	}

	private static int[] bytes(FrameBatch batch) {
		ByteBuffer encoded = batch.webSocketBytes();
		int[] bytes = new int[encoded.remaining()];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = encoded.get() & 0xff;
		}
		return bytes;
	}

	private static Frame line(String content) {
		return Frame.line(content.getBytes(StandardCharsets.UTF_8));
	}

	private static Frame text(String content) {
		return Frame.text(content.getBytes(StandardCharsets.UTF_8));
	}

	private static Frame binary(int content) {
		return Frame.binary(new byte[] { (byte) content });
	}

}
