package io.github.realtimespring.internal.transport.websocket.sockjs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.mock.web.MockHttpServletRequest;

import io.github.realtimespring.test.fuzz.Fuzzing;
import io.github.realtimespring.test.fuzz.PlantedBugs;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a client sends to a SockJS session over HTTP. A body beyond the limits can't
 * be read to its end, whatever its texts contain, and any other body is left as it is.
 */
public class SockJsSendFuzzTests {

	private static final SockJsSendLimits LIMITS = new SockJsSendLimits(64, 4);

	private static final Fuzzing fuzzing = Fuzzing.of("sockjs", "\u0001[\"a\",\"b\",\"c\",\"d\"]",
			"\u0003[\"a\",\"b\",\"c\",\"d\",\"e\"]", "\u0002[\",,,,\\\",,,,\\\\\",\"\\u002c\"]",
			"\u0010[\"" + "x".repeat(60) + "\"]", "\u0010[\"" + "x".repeat(61) + "\"]", "\u0005[1,2,3,4,5]",
			"\u0001[[[,", "\u0007\\\",,,,\"");

	private static final JsonMapper json = JsonMapper.shared();

	/**
	 * Check one input: the first byte says how many bytes are read at a time.
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		if (input.length == 0) {
			return;
		}
		byte[] body = Arrays.copyOfRange(input, 1, input.length);
		MockHttpServletRequest request = new MockHttpServletRequest("POST", "/ws/0/a/xhr_send");
		request.setContent(body);
		ByteArrayOutputStream read = new ByteArrayOutputStream();
		try (InputStream in = new LimitedSendRequest(request, LIMITS).getInputStream()) {
			read(in, input[0] & 0x1F, read);
			assertThat(body.length).isLessThanOrEqualTo(64);
			assertThat(messages(body)).as("messages").isLessThanOrEqualTo(4);
			assertThat(read.toByteArray()).isEqualTo(body);
		}
		catch (IOException ex) {
			boolean fits = body.length <= 64 && messages(body) >= 0 && messages(body) <= 4;
			assertThat(fits).as("within the limits").isFalse();
		}
	}

	private static void read(InputStream in, int size, ByteArrayOutputStream target) throws IOException {
		if (size == 0) {
			for (int next = in.read(); next >= 0; next = in.read()) {
				target.write(next);
			}
			return;
		}
		byte[] part = new byte[size + 2];
		for (int length = in.read(part, 1, size); length >= 0; length = in.read(part, 1, size)) {
			target.write(part, 1, length);
		}
	}

	/**
	 * The number of messages, negative if it is not an array of texts.
	 */
	private static int messages(byte[] body) {
		try {
			JsonNode tree = json.readTree(body);
			if (!tree.isArray()) {
				return -1;
			}
			for (JsonNode message : tree) {
				if (!message.isString()) {
					return -1;
				}
			}
			return tree.size();
		}
		catch (JacksonException ex) {
			return -1;
		}
	}

	@Test
	void theInvariantsHold() {
		fuzzing.check(20_000, SockJsSendFuzzTests::fuzzerTestOneInput);
	}

	@Test
	void plantedBugsAreFound() throws ClassNotFoundException {
		PlantedBugs.Result result = PlantedBugs
			.in(SockJsSendFuzzTests.class, LimitedSendRequest.class,
					Class.forName(LimitedSendRequest.class.getName() + "$LimitedInputStream"))
			.find(fuzzing, 1_000);
		assertThat(result.found()).as(result.toString()).isGreaterThanOrEqualTo(90);
	}

}
