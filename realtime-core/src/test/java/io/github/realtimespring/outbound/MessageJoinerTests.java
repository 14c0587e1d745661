package io.github.realtimespring.outbound;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MessageJoinerTests {

	@Test
	void neighbouringLinesShareOneMessage() {
		List<Frame> messages = MessageJoiner.join(List.of(line("a"), line("b"), line("c")));
		assertThat(messages).extracting(Frame::string).containsExactly("a\nb\nc");
	}

	@Test
	void otherFramesStandAlone() {
		Frame text = Frame.text("t".getBytes(StandardCharsets.UTF_8));
		List<Frame> messages = MessageJoiner.join(List.of(line("a"), text, line("b"), line("c"), text));
		assertThat(messages).extracting(Frame::string).containsExactly("a", "t", "b\nc", "t");
	}

	@Test
	void aFrameAloneIsNotCopied() {
		Frame line = line("a");
		Frame binary = Frame.binary(new byte[] { 1 });
		assertThat(MessageJoiner.join(List.of(line)).get(0)).isSameAs(line);
		assertThat(MessageJoiner.join(List.of(line, binary))).containsExactly(line, binary);
	}

	private static Frame line(String content) {
		return Frame.line(content.getBytes(StandardCharsets.UTF_8));
	}

}
