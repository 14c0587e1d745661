package io.github.realtimespring.benchmarks.load.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class WebSocketDecoderTests implements WebSocketDecoder.Sink {

	private final WebSocketDecoder decoder = new WebSocketDecoder();

	private final List<String> messages = new ArrayList<>();

	private final List<Integer> controls = new ArrayList<>();

	@Test
	void whenFramesAreCutAnywhereThenMessagesAreTheSame() {
		byte[] stream = Bytes.concat(server("one"), server("x".repeat(300)), server(""), server("y".repeat(70_000)));
		for (int size : new int[] { 1, 2, 3, 7, 125, 1000, stream.length }) {
			this.messages.clear();
			for (int i = 0; i < stream.length; i += size) {
				byte[] part = Arrays.copyOfRange(stream, i, Math.min(i + size, stream.length));
				this.decoder.decode(part, 0, part.length, this);
			}
			assertThat(this.messages).containsExactly("one", "x".repeat(300), "", "y".repeat(70_000));
		}
	}

	@Test
	void whenMessageIsFragmentedThenItArrivesWhole() {
		byte[] first = server("Hel");
		first[0] = WebSocketFrames.TEXT;
		byte[] last = server("lo");
		last[0] = (byte) 0x80;
		byte[] ping = array(WebSocketFrames.server(WebSocketFrames.PING, new byte[0]));
		decode(Bytes.concat(first, ping, last));
		assertThat(this.messages).containsExactly("Hello");
		assertThat(this.controls).containsExactly(WebSocketFrames.PING);
	}

	@Test
	void whenFrameIsMaskedThenContentIsUnmasked() {
		byte[] frame = { (byte) 0x81, (byte) 0x85, 0x37, (byte) 0xfa, 0x21, 0x3d, 0x7f, (byte) 0x9f, 0x4d, 0x51, 0x58 };
		decode(frame);
		assertThat(this.messages).containsExactly("Hello");
	}

	@Test
	void whenClientSendsThenServerDecodesIt() {
		decode(array(WebSocketFrames.client(WebSocketFrames.TEXT, Bytes.of("Hello"))));
		assertThat(this.messages).containsExactly("Hello");
	}

	@Test
	void whenFramesOfTwoMessagesAreMixedThenTheyAreRefused() {
		byte[] first = server("a");
		first[0] = WebSocketFrames.TEXT;
		decode(first);
		assertThatIllegalStateException().isThrownBy(() -> decode(server("b"))).withMessageContaining("mixed");
	}

	@Test
	void whenReservedBitIsSetThenFrameIsRefused() {
		byte[] frame = server("a");
		frame[0] |= 0x40;
		assertThatIllegalStateException().isThrownBy(() -> decode(frame)).withMessageContaining("reserved");
	}

	@Test
	void whenKeyIsTheOneOfTheStandardThenSoIsItsAnswer() {
		assertThat(WebSocketFrames.accept("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
	}

	private void decode(byte[] bytes) {
		this.decoder.decode(bytes, 0, bytes.length, this);
	}

	private static byte[] server(String text) {
		return array(WebSocketFrames.server(WebSocketFrames.TEXT, Bytes.of(text)));
	}

	private static byte[] array(ByteBuffer frame) {
		byte[] bytes = new byte[frame.remaining()];
		frame.get(bytes);
		return bytes;
	}

	@Override
	public void message(byte[] bytes, int offset, int length) {
		this.messages.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
	}

	@Override
	public void control(int opcode, byte[] bytes, int offset, int length) {
		this.controls.add(opcode);
	}

}
