package io.github.realtimespring.internal.protocol.centrifuge.codec;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import io.github.realtimespring.Publication;
import io.github.realtimespring.PublisherInfo;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.UnencodableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReplyWriterTests {

	@Test
	void repliesAreAsTheProtocolWritesThem() {
		assertThat(ReplyWriter.connected(1, "6f0e", "1.0.0", 0, 25, null)).satisfies(writes(
				"{\"id\":1,\"connect\":{\"client\":\"6f0e\",\"version\":\"1.0.0\",\"ping\":25," + "\"pong\":true}}"));
		assertThat(ReplyWriter.connected(1, "6f0e", "", 60, 0, null))
			.satisfies(writes("{\"id\":1,\"connect\":{\"client\":\"6f0e\",\"expires\":true,\"ttl\":60}}"));
		assertThat(ReplyWriter.refreshed(4294967295L, "6f0e", "1.0.0", 60))
			.satisfies(writes("{\"id\":4294967295,\"refresh\":{\"client\":\"6f0e\",\"version\":\"1.0.0\","
					+ "\"expires\":true,\"ttl\":60}}"));
		assertThat(ReplyWriter.done(2, "subscribe")).satisfies(writes("{\"id\":2,\"subscribe\":{}}"));
		assertThat(ReplyWriter.called(5, new byte[0])).satisfies(writes("{\"id\":5,\"rpc\":{}}"));
		assertThat(ReplyWriter.called(5, bytes("{\"a\":\r\n1}")))
			.satisfies(writes("{\"id\":5,\"rpc\":{\"data\":{\"a\":1}}}"));
		assertThat(ReplyWriter.PING).satisfies(writes("{}"));
	}

	@Test
	void errorsAreAsTheProtocolWritesThem() {
		assertThat(ReplyWriter.error(3, 103, "permission denied", false))
			.satisfies(writes("{\"id\":3,\"error\":{\"code\":103,\"message\":\"permission denied\"}}"));
		assertThat(ReplyWriter.error(3, 100, "internal server error", true)).satisfies(
				writes("{\"id\":3,\"error\":{\"code\":100,\"message\":\"internal server error\",\"temporary\":true}}"));
		assertThat(ReplyWriter.error(3, 400, "say \"no\"\n", false))
			.satisfies(writes("{\"id\":3,\"error\":{\"code\":400,\"message\":\"say \\\"no\\\"\\n\"}}"));
	}

	@Test
	void pushesAreAsTheProtocolWritesThem() {
		Publication publication = new Publication(bytes("{\"t\":\"hi\"}"), "application/json");
		assertThat(ReplyWriter.published("chat:1", publication))
			.satisfies(writes("{\"push\":{\"channel\":\"chat:1\",\"pub\":{\"data\":{\"t\":\"hi\"}}}}"));
		assertThat(ReplyWriter.published("chat:1", publication.withPosition(new StreamPosition(5, "e"))))
			.satisfies(writes("{\"push\":{\"channel\":\"chat:1\",\"pub\":{\"data\":{\"t\":\"hi\"},\"offset\":5}}}"));
		assertThat(ReplyWriter.published("chat:1",
				publication.mutate().info(new PublisherInfo("ann", "s1")).build().withTags(Map.of("k", "v\""))))
			.satisfies(writes("{\"push\":{\"channel\":\"chat:1\",\"pub\":{\"data\":{\"t\":\"hi\"},"
					+ "\"info\":{\"user\":\"ann\",\"client\":\"s1\"},\"tags\":{\"k\":\"v\\\"\"}}}}"));
		assertThat(ReplyWriter.published("a\"b\nc", publication.mutate().info(new PublisherInfo("", "s1")).build()))
			.satisfies(writes("{\"push\":{\"channel\":\"a\\\"b\\nc\",\"pub\":{\"data\":{\"t\":\"hi\"},"
					+ "\"info\":{\"client\":\"s1\"}}}}"));
		assertThat(ReplyWriter.published("chat:1", publication.mutate().info(PublisherInfo.UNNAMED).build()))
			.satisfies(writes("{\"push\":{\"channel\":\"chat:1\",\"pub\":{\"data\":{\"t\":\"hi\"}}}}"));
		assertThat(ReplyWriter.unsubscribed("chat:1", 2500, "insufficient state"))
			.satisfies(writes("{\"push\":{\"channel\":\"chat:1\",\"unsubscribe\":{\"code\":2500,"
					+ "\"reason\":\"insufficient state\"}}}"));
	}

	@Test
	void whenPayloadIsJsonThenItIsEmbeddedWithItsDigits() {
		assertThat(embedded("{ \"n\": 12345678901234567890.010 }", null))
			.isEqualTo("{ \"n\": 12345678901234567890.010 }");
	}

	@Test
	void whenJsonHasLineBreaksThenTheyAreTakenOut() {
		assertThat(embedded("{\r\n\t\"a\":\n\"x\\ny\"\n}\n", "application/json")).isEqualTo("{\t\"a\":\"x\\ny\"}");
	}

	@Test
	void whenPayloadIsTextThenItBecomesAString() {
		assertThat(embedded("hello \"world\"\\\n\u0001\u20ac\ud83d\ude00", null))
			.isEqualTo("\"hello \\\"world\\\"\\\\\\n\\u0001\u20ac\ud83d\ude00\"");
		assertThat(embedded("", null)).isEqualTo("\"\"");
		assertThat(embedded("{broken", "application/json")).isEqualTo("\"{broken\"");
	}

	@Test
	void whenPayloadIsDeclaredAsTextThenJsonInItIsTextToo() {
		assertThat(embedded("123", "text/plain;charset=UTF-8")).isEqualTo("\"123\"");
		assertThat(embedded("{}", "TEXT/html")).isEqualTo("\"{}\"");
		assertThat(embedded("123", "application/octet-stream")).isEqualTo("123");
	}

	@Test
	void everyCharacterSurvivesEscaping() {
		StringBuilder text = new StringBuilder("x");
		for (char c = 0; c < 0x180; c++) {
			text.append(c);
		}
		JsonMapper mapper = JsonMapper.shared();
		assertThat(mapper.readValue(embedded(text.toString(), "text/plain"), String.class)).isEqualTo(text.toString());
		assertThat(mapper.readValue(embedded("\u0000".repeat(1000), null), String.class))
			.isEqualTo("\u0000".repeat(1000));
	}

	@Test
	void whenPayloadIsBinaryThenItCannotBeSent() {
		for (String type : new String[] { null, "text/plain", "application/json", "application/octet-stream" }) {
			Publication publication = new Publication(new byte[] { 'a', (byte) 0xFF }, type);
			assertThatExceptionOfType(UnencodableException.class)
				.isThrownBy(() -> ReplyWriter.published("a", publication));
		}
	}

	@Test
	void encodersAreEqualWhenClientsKnowTheChannelByTheSameName() {
		assertThat(new PublicationPushEncoder("a")).isEqualTo(new PublicationPushEncoder("a"))
			.hasSameHashCodeAs(new PublicationPushEncoder("a"))
			.isNotEqualTo(new PublicationPushEncoder("b"));
		assertThat(new PublicationPushEncoder("/user/queue/x").encode("/user/ann/queue/x",
				new Publication(bytes("1"), "application/json")))
			.satisfies(writes("{\"push\":{\"channel\":\"/user/queue/x\",\"pub\":{\"data\":1}}}"));
	}

	private static String embedded(String payload, String contentType) {
		String line = ReplyWriter.published("a", new Publication(bytes(payload), contentType)).string();
		String start = "{\"push\":{\"channel\":\"a\",\"pub\":{\"data\":";
		assertThat(line).startsWith(start).endsWith("}}}").doesNotContain("\n", "\r");
		JsonMapper.shared().readTree(line);
		return line.substring(start.length(), line.length() - 3);
	}

	private static ThrowingConsumer<Frame> writes(String line) {
		return (frame) -> {
			assertThat(frame.string()).isEqualTo(line);
			assertThat(frame.isJoinable()).isTrue();
			JsonMapper.shared().readTree(line);
		};
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
