package io.github.realtimespring.internal.protocol.stomp.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.BufferingStompDecoder;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.internal.protocol.stomp.session.StompFrameDecoder;
import io.github.realtimespring.internal.protocol.stomp.session.StompSession;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.RecordingSocketWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Frames that come in several messages.
 */
class UnfinishedFrameTests {

	private static final int LIMIT = 2000;

	private final Hub hub = new Hub(new LocalRelay(), HubOptions.defaults(), Runnable::run, Runnable::run,
			RealtimeMetrics.NONE);

	private final Session session = this.hub.open("s", "test", new StompProtocol(), ClientIdentity.ANONYMOUS,
			new RecordingSocketWriter());

	private final StompSession stomp = new StompSession(this.session, false, 1000, OutboundLimits.defaults());

	private final BufferingStompDecoder decoder = new BufferingStompDecoder(new StompFrameDecoder(LIMIT, false),
			Integer.MAX_VALUE);

	@BeforeEach
	void beginReading() {
		StompFrameDecoder.setReading(this.stomp);
	}

	@AfterEach
	void endReading() {
		StompFrameDecoder.setReading(null);
	}

	private List<String> decode(byte[]... pieces) {
		List<String> decoded = new ArrayList<>();
		for (byte[] piece : pieces) {
			for (Message<byte[]> message : this.decoder.decode(ByteBuffer.wrap(piece))) {
				StompHeaderAccessor accessor = StompHeaderAccessor.wrap(message);
				if (accessor.getCommand() != null) {
					decoded.add(accessor.getCommand() + " " + accessor.toNativeHeaderMap() + " "
							+ accessor.getHeader(StompFrameDecoder.MALFORMED) + " "
							+ new String(message.getPayload(), StandardCharsets.UTF_8));
				}
			}
		}
		return decoded;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private long kept() {
		return this.hub.statistics().pendingInboundBytes();
	}

	@ParameterizedTest
	@ValueSource(strings = { "SEND\ndestination:/a\n\ngrün €\0", "SEND\ncontent-length:3\n\na\0b\0",
			"SEND\ncontent-length:0\n\n\0", "SEND\ncontent-length:-5\n\nab\0", "SEND\ncontent-length:x\n\nab\0",
			"CONNECT\n\n\0", "SEND\n\n\n\n\0\nSUBSCRIBE\nid:1\n\n\0\n", "SEND\nx:a\0b\n\n\0",
			"SEND\ncontent-length:2\ncontent-length:5\n\nab\0SEND\n\nc\0",
			"SEND\r\nx:a\r\n\r\nhi\0\r\n\r\nSUBSCRIBE\r\nid:1\r\n\r\n\0" })
	void aFrameIsTheSameWhereverItsMessagesEnd(String frames) {
		byte[] whole = bytes(frames);
		List<String> expected = decode(whole);
		assertThat(expected).isNotEmpty().noneMatch((frame) -> !frame.contains(" null "));
		for (int first = 1; first < whole.length; first++) {
			for (int second = first; second < whole.length; second++) {
				assertThat(decode(Arrays.copyOf(whole, first), Arrays.copyOfRange(whole, first, second),
						Arrays.copyOfRange(whole, second, whole.length)))
					.as("ends after %s and %s", first, second)
					.isEqualTo(expected);
			}
		}
		for (byte single : whole) {
			expected.removeAll(decode(new byte[] { single }));
		}
		assertThat(expected).isEmpty();
		assertThat(this.stomp.unfinishedFrame()).isNull();
		assertThat(kept()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "SEND\r\nkey:value\r\n\r\nhello\0", "SEND\ncontent-length:2\r\n\r\n\r\n\0" })
	void linesMayEndWithCarriageReturns(String frame) {
		byte[] whole = bytes(frame);
		List<String> expected = decode(whole);
		for (int end = whole.length - 3; end > 0 && whole[end - 1] != '\r'; end--) {
			assertThat(decode(Arrays.copyOf(whole, end), Arrays.copyOfRange(whole, end, whole.length)))
				.isEqualTo(expected);
		}
		assertThat(decode(bytes("S"))).isEmpty();
		for (int i = 1; i < whole.length - 1; i++) {
			assertThat(decode(new byte[] { whole[i] })).isEmpty();
		}
		assertThat(decode(new byte[] { whole[whole.length - 1] })).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "SEND\nx:", "SEND\n\nx", "SEND\ncontent-length:900\n\n" })
	void aFrameInManyMessagesIsOneBufferThatIsNotDecodedAgain(String beginning) {
		decode(bytes(beginning));
		UnfinishedFrame unfinished = this.stomp.unfinishedFrame();
		byte[] piece = { 'a' };
		for (int length = beginning.length() + 1; length < 900; length++) {
			decode(piece);
			assertThat(this.stomp.unfinishedFrame()).isSameAs(unfinished);
			assertThat(unfinished.length()).isEqualTo(length);
			assertThat(kept()).isEqualTo(unfinished.capacity()).isBetween((long) length, (long) LIMIT);
		}
		assertThat(this.decoder.getBufferSize()).isZero();
	}

	@Test
	void nulsWhereNoFrameEndsAreNotDecodedEither() {
		decode(bytes("SEND\n"));
		UnfinishedFrame unfinished = this.stomp.unfinishedFrame();
		for (int i = 0; i < 100; i++) {
			assertThat(decode(new byte[] { 0 })).isEmpty();
			assertThat(this.stomp.unfinishedFrame()).isSameAs(unfinished);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "SEND\nx:", "SEND\n\nx" })
	void aFrameThatIsTooLargeIsNotWaitedFor(String beginning) {
		assertThat(decode(bytes(beginning), bytes("x".repeat(LIMIT)))).singleElement().asString().contains("too large");
		assertThat(this.stomp.unfinishedFrame()).isNull();
		assertThat(kept()).isZero();
	}

	@Test
	void aLengthThatIsTooLargeIsRefusedOnceItIsKnown() {
		assertThat(decode(bytes("SEND\ncontent-leng"))).isEmpty();
		assertThat(decode(bytes("th:2001\n"))).isEmpty();
		assertThat(decode(bytes("\n"))).singleElement().asString().contains("too large");
		assertThat(kept()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "x:", "x%d:" })
	void aFrameWithTooManyHeadersIsRefused(String header) {
		StringBuilder most = new StringBuilder();
		for (int i = 0; i < StompFrameDecoder.MAX_HEADERS; i++) {
			most.append(header.formatted(i)).append('\n');
		}
		assertThat(decode(bytes("SEND\n" + most + "\n\0"))).singleElement().asString().contains(" null ");
		assertThat(decode(bytes("SEND\n\n\0SEND\n" + most), bytes("y:\n\n\0"))).hasSize(2)
			.last()
			.asString()
			.isEqualTo("ERROR {} The frame has more than 128 headers ");
		assertThat(decode(bytes("CONNECT\n" + most + "y:\n\n\0"))).singleElement()
			.asString()
			.startsWith("CONNECT {} The");
	}

	@Test
	void aFaultInTheHeadersIsFoundWhenTheyAreComplete() {
		assertThat(decode(bytes("SEND\nno-"), bytes("colon\n"), bytes("x:y\n"))).isEmpty();
		assertThat(decode(bytes("\n"))).singleElement().asString().contains("Malformed");
		assertThat(kept()).isZero();
	}

}
