package io.github.realtimespring.internal.protocol.stomp.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.BufferingStompDecoder;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.internal.protocol.stomp.frame.Transactions;
import io.github.realtimespring.internal.protocol.stomp.frame.UnfinishedFrame;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.RecordingSocketWriter;
import io.github.realtimespring.test.fuzz.Fuzzing;
import io.github.realtimespring.test.fuzz.PlantedBugs;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a client sends as STOMP frames, in one message or split into several. Nothing
 * is thrown, frames are the same however they were split, none has more headers than
 * allowed or more bytes than were sent, and the unfinished rest has a limit.
 */
public class StompFrameFuzzTests {

	private static final int LIMIT = 1000;

	private static final Session session = new Hub(new LocalRelay(), HubOptions.defaults(), Runnable::run,
			Runnable::run, RealtimeMetrics.NONE)
		.open("s", "test", new StompProtocol(), ClientIdentity.ANONYMOUS, new RecordingSocketWriter());

	/** Errors that this project words. */
	private static final Pattern OURS = Pattern.compile("headers|bytes|large");

	private static final List<String> VALID = List.of(
			"\u0007CONNECT\naccept-version:1.2\nhost:a\nAuthorization:Bearer t\n\n\0",
			"\u0009STOMP\r\nhost:a\r\n\r\n\0",
			"\u0014SEND\ndestination:/topic/a\ncontent-length:5\n\na\0b\0c\0\nSEND\ndestination:/a\n\nbody\0",
			"\u0005SUBSCRIBE\nid:1\ndestination:/topic/a\\cb\\n\\r\\\\\n\n\0\n\n\r\nDISCONNECT\nreceipt:1\n\n\0",
			"\u0003SEND\n" + headers(128) + "\n\0", "\u0030SEND\ndestination:/a\ncontent-length:0\n\n\0",
			"\u0001SEND\ndestination:/a\n\n" + "x".repeat(900) + "\0",
			"\u0040SEND\ndestination:/a\ncontent-length:900\n\n" + "\u20ac".repeat(300) + "\0",
			"\u0041SEND\n\n" + "x".repeat(LIMIT - 7) + "\0", "\u0001SEND\n\n" + "x".repeat(LIMIT - 7) + "\0");

	private static final List<String> INVALID = List.of("\u0003SEND\n" + headers(129) + "\n\0",
			"\u0003CONNECT\n" + headers(129) + "\n\0", "\u0001SEND\ncontent-length:2147483647\n\nab\0",
			"\u0001SEND\na:\\x\n\n\0", "\u0001FOO\n\n\0", "\u0001\0", "\u0001SEND\n:\n\n\0",
			"\u0002SEND\n\n" + "x".repeat(1000), "\u0001SEND\ncontent-length:2\n\nabc\0", "\u0001CONNECT\n:\n\n\0",
			"\u0001SEND\ndestination:/a\n\n" + "x".repeat(1000), "\u0041SEND\n\n" + "x".repeat(1000) + "\0",
			"\u0041CONNECT\n\n" + "x".repeat(1000) + "\0", "\u0041SEND\na\n\n\0");

	/** Exactly as large as a frame may be, but for its end. */
	private static final List<String> UNFINISHED = List.of("\u0002SEND\n\n" + "x".repeat(LIMIT - 6),
			"\u0001SEND\ncontent-length:1000\n\nab");

	/** Spring ignores such lengths, and the size of a message has another limit. */
	private static final List<String> LENIENT = List.of("\u0001SEND\ncontent-length:x\n\n",
			"\u0001SEND\ncontent-length:-1\n\nab\0", "\u0005SEND\ncontent-length:99999999999\n\nab\0",
			"\u0007SEND\n\n" + "x".repeat(1100) + "\0");

	private static final Fuzzing fuzzing = Fuzzing.of("stomp",
			Stream.of(VALID, INVALID, LENIENT, UNFINISHED).flatMap(List::stream).toArray(String[]::new));

	private static String headers(int count) {
		StringBuilder headers = new StringBuilder();
		for (int i = 0; i < count; i++) {
			headers.append((char) ('a' + i % 26)).append(i).append(":\n");
		}
		return headers.toString();
	}

	/**
	 * Check one input: the first byte says where the rest is split, and with one bit that
	 * errors contain Spring's texts.
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		if (input.length == 0) {
			return;
		}
		byte[] frames = Arrays.copyOfRange(input, 1, input.length);
		int piece = Math.max(1, input[0] & 0xFF);
		boolean texts = (input[0] & 0x40) != 0;
		StompSession whole = new StompSession(session, false, LIMIT, OutboundLimits.defaults());
		StompSession split = new StompSession(session, false, LIMIT, OutboundLimits.defaults());
		List<Message<byte[]>> atOnce = decode(frames, frames.length, whole, texts);
		List<Message<byte[]>> inPieces = decode(frames, piece, split, texts);
		check(atOnce, frames.length);
		check(inPieces, frames.length);
		String text = new String(input, StandardCharsets.UTF_8);
		if (VALID.contains(text)) {
			assertThat(atOnce).as("valid").isNotEmpty().noneMatch(StompFrameFuzzTests::isMalformed);
			assertThat(whole.unfinishedFrame()).isNull();
		}
		if (UNFINISHED.contains(text)) {
			assertThat(atOnce).as("unfinished").noneMatch(StompFrameFuzzTests::isMalformed);
			assertThat(whole.unfinishedFrame()).isNotNull();
		}
		for (Message<byte[]> message : atOnce) {
			if (isMalformed(message)) {
				String cause = message.getHeaders().get(StompFrameDecoder.MALFORMED, String.class);
				assertThat(cause.equals("Malformed frame")).as("Spring's text")
					.isNotEqualTo(texts || OURS.matcher(cause).find());
			}
		}
		if (INVALID.contains(text)) {
			assertThat(atOnce.stream().anyMatch(StompFrameFuzzTests::isMalformed) || whole.unfinishedFrame() != null)
				.as("invalid")
				.isTrue();
		}
		if (frames.length <= LIMIT && atOnce.stream().noneMatch(StompFrameFuzzTests::isMalformed)) {
			assertThat(inPieces.stream().filter(StompFrameFuzzTests::isFrame).map(StompFrameFuzzTests::describe))
				.as("split into " + piece)
				.containsExactlyElementsOf(atOnce.stream()
					.filter(StompFrameFuzzTests::isFrame)
					.map(StompFrameFuzzTests::describe)
					.toList());
			assertThat(unfinished(split)).as("rest").isEqualTo(unfinished(whole));
		}
		checkConnect(frames, atOnce);
		if (texts && frames.length > LIMIT) {
			assertThat(atOnce).as("too large")
				.singleElement()
				.extracting((message) -> message.getHeaders().get(StompFrameDecoder.MALFORMED))
				.asString()
				.contains(" " + LIMIT + " bytes");
		}
	}

	private static void checkConnect(byte[] frames, List<Message<byte[]>> messages) {
		String text = new String(frames, StandardCharsets.ISO_8859_1);
		if (messages.size() == 1 && isMalformed(messages.get(0))) {
			boolean connect = StompHeaderAccessor.wrap(messages.get(0)).getCommand().name().equals("CONNECT");
			String first = text.replaceFirst("^[\r\n]*", "");
			if (text.indexOf('\0') == text.length() - 1 && first.length() == text.length()) {
				assertThat(connect).as("connect").isEqualTo(first.startsWith("CONNECT") || first.startsWith("STOMP"));
			}
		}
	}

	private static List<Message<byte[]>> decode(byte[] frames, int piece, StompSession stomp, boolean texts) {
		BufferingStompDecoder decoder = new BufferingStompDecoder(new StompFrameDecoder(LIMIT, texts),
				Integer.MAX_VALUE);
		List<Message<byte[]>> messages = new ArrayList<>();
		StompFrameDecoder.setReading(stomp);
		try {
			for (int i = 0; i < frames.length; i += piece) {
				int end = Math.min(frames.length, i + piece);
				messages.addAll(decoder.decode(ByteBuffer.wrap(Arrays.copyOfRange(frames, i, end))));
				UnfinishedFrame unfinished = stomp.unfinishedFrame();
				if (unfinished != null) {
					assertThat(unfinished.capacity()).as("memory").isLessThanOrEqualTo(Math.max(LIMIT, 2 * end));
					assertThat(unfinished.length()).as("rest").isLessThanOrEqualTo(LIMIT);
				}
			}
		}
		finally {
			StompFrameDecoder.setReading(null);
		}
		return messages;
	}

	private static void check(List<Message<byte[]>> messages, int length) {
		int size = 0;
		for (Message<byte[]> message : messages) {
			size += message.getPayload().length;
			if (!isMalformed(message)) {
				assertThat(Transactions.headers(message.getHeaders()))
					.isLessThanOrEqualTo(StompFrameDecoder.MAX_HEADERS);
				assertThat(StompHeaderAccessor.getCommand(message.getHeaders()) != null || !isFrame(message)).isTrue();
			}
		}
		assertThat(size).as("bytes").isLessThanOrEqualTo(length);
		assertThat(messages).as("messages").hasSizeLessThanOrEqualTo(length + 1);
	}

	private static boolean isMalformed(Message<?> message) {
		return message.getHeaders().containsKey(StompFrameDecoder.MALFORMED);
	}

	private static boolean isFrame(Message<?> message) {
		return StompHeaderAccessor.getCommand(message.getHeaders()) != null;
	}

	private static String unfinished(StompSession stomp) {
		UnfinishedFrame unfinished = stomp.unfinishedFrame();
		return (unfinished != null)
				? new String(unfinished.content().array(), 0, unfinished.length(), StandardCharsets.ISO_8859_1).strip()
				: "";
	}

	private static String describe(Message<byte[]> message) {
		Object headers = message.getHeaders().get(NativeMessageHeaderAccessor.NATIVE_HEADERS, Map.class);
		return StompHeaderAccessor.getCommand(message.getHeaders()) + " " + headers + " "
				+ new String(message.getPayload(), StandardCharsets.ISO_8859_1);
	}

	@Test
	void theInvariantsHold() {
		fuzzing.check(5_000, StompFrameFuzzTests::fuzzerTestOneInput);
	}

	@Test
	void theWorkIsProportionalToTheFrames() {
		bugs().checkWork(fuzzing, 1_000, 60);
	}

	@Test
	void plantedBugsAreFound() {
		PlantedBugs.Result result = bugs().find(fuzzing, 300);
		assertThat(result.found()).as(result.toString()).isGreaterThanOrEqualTo(75);
	}

	private static PlantedBugs bugs() {
		return PlantedBugs.in(StompFrameFuzzTests.class, StompFrameDecoder.class, UnfinishedFrame.class);
	}

}
