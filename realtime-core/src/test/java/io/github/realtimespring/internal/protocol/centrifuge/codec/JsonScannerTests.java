package io.github.realtimespring.internal.protocol.centrifuge.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import static org.assertj.core.api.Assertions.assertThat;

class JsonScannerTests {

	private static final JsonFactory JACKSON = new JsonFactory();

	private static final List<String> SEEDS = List.of("{\"a\":[1,-2.5e+10,true,false,null,\"x\\u00e9\\n\"],\"b\":{}}",
			"[[],[[]],{\"\":\"\"},0,-0.0,1E5,\"\\\\\\\"\\/\\b\\f\\r\\t\"]", " {\"\u00e9\u20ac\":\"\ud83d\ude00\"}\r\n",
			"\"text\"", "12345678901234567890.12345678901234567890e-400", "true", "{\"a\" : \t[ 1 ,\n2 ] }");

	private static final String ALPHABET = "{}[]\",:.\\/u0123456789aeEflnrstbx+- \n\r\t\u0001\u00e9\u20ac";

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "0", "-0", "1.5", "1e5", "1E+5", "1e-5", "\"\"", "\"\\u12aF\"", "null", " 1 ",
			"[1,2]", "{\"a\":1,\"a\":2}", "\"\\ud800\"", "\"\u007f\"" })
	void whenPayloadIsJsonThenItIsRecognised(String json) {
		assertThat(scan(json)).isNotNegative();
		assertThat(isJsonForJackson(bytes(json))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "{", "}", "[", "[1", "[1,", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
			"{a:1}", "{'a':1}", "01", "-", "-a", "+1", ".5", "1.", "1.e5", "1e", "1e+", "0x10", "NaN", "Infinity",
			"tru", "truee", "nul", "True", "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\n\"", "\"\t\"",
			"1 2", "{} {}", "[1 2]", "{\"a\" 1}", "// comment\n1", "1 // comment", "hello", "[\"a\":1]" })
	void whenPayloadIsNotJsonThenItIsRecognised(String text) {
		assertThat(scan(text)).isEqualTo(-1);
		assertThat(isJsonForJackson(bytes(text))).isFalse();
	}

	@Test
	void whenPayloadsAreMutatedThenScannerAndJacksonAgree() {
		Random random = new Random(42);
		int valid = 0;
		for (int i = 0; i < 40_000; i++) {
			StringBuilder text = new StringBuilder(SEEDS.get(i % SEEDS.size()));
			for (int mutations = 1 + random.nextInt(2); mutations > 0; mutations--) {
				mutate(text, random);
			}
			byte[] payload = bytes(text.toString());
			boolean expected = isJsonForJackson(payload);
			assertThat(JsonScanner.scan(payload) >= 0).as(text.toString()).isEqualTo(expected);
			valid += expected ? 1 : 0;
		}
		assertThat(valid).isBetween(1_000, 39_000);
	}

	@Test
	void whenPayloadIsCutAnywhereThenNothingIsReadBehindItsEnd() {
		for (String seed : SEEDS) {
			byte[] whole = bytes(seed.strip());
			for (int length = 0; length < whole.length; length++) {
				byte[] cut = Arrays.copyOf(whole, length);
				assertThat(JsonScanner.scan(cut) >= 0).isEqualTo(isJsonForJackson(cut));
			}
		}
	}

	@Test
	void whenStringIsNotWellFormedUtf8ThenPayloadIsNotJson() {
		int[][] malformed = { { 0x80 }, { 0xC0, 0x80 }, { 0xC1, 0xBF }, { 0xC3 }, { 0xE0, 0x80, 0x80 }, { 0xE2, 0x82 },
				{ 0xED, 0xA0, 0x80 }, { 0xF0, 0x80, 0x80, 0x80 }, { 0xF4, 0x90, 0x80, 0x80 },
				{ 0xF5, 0x80, 0x80, 0x80 }, { 0xFF } };
		for (int[] sequence : malformed) {
			byte[] payload = new byte[sequence.length + 2];
			payload[0] = '"';
			for (int i = 0; i < sequence.length; i++) {
				payload[i + 1] = (byte) sequence[i];
			}
			payload[payload.length - 1] = '"';
			assertThat(JsonScanner.scan(payload)).isEqualTo(-1);
			assertThat(Utf8.isWellFormed(payload)).isFalse();
		}
	}

	@Test
	void everyCodePointIsWellFormed() {
		StringBuilder text = new StringBuilder();
		for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
			if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
				text.appendCodePoint(codePoint);
			}
		}
		assertThat(Utf8.isWellFormed(bytes(text.toString()))).isTrue();
	}

	@Test
	void depthIsBounded() {
		int depth = JsonScanner.MAX_DEPTH;
		assertThat(scan("[".repeat(depth) + "]".repeat(depth))).isZero();
		assertThat(scan("[".repeat(depth + 1) + "]".repeat(depth + 1))).isEqualTo(-1);
		assertThat(scan("{\"a\":".repeat(depth + 1) + "1" + "}".repeat(depth + 1))).isEqualTo(-1);
		assertThat(scan("[".repeat(1_000_000))).isEqualTo(-1);
		assertThat(scan("[" + "[],{},".repeat(depth) + "1]")).isZero();
	}

	@Test
	void lineBreaksBetweenTokensAreCounted() {
		assertThat(scan("\n{\"a\\n\":\r\n[1,\n2]}\n")).isEqualTo(5);
	}

	private static int scan(String text) {
		return JsonScanner.scan(bytes(text));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static void mutate(StringBuilder text, Random random) {
		int position = random.nextInt(text.length());
		char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
		switch (random.nextInt(3)) {
			case 0 -> text.insert(position, other);
			case 1 -> text.setCharAt(position, other);
			default -> {
				if (text.length() > 1) {
					text.deleteCharAt(position);
				}
			}
		}
	}

	private static boolean isJsonForJackson(byte[] payload) {
		try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), payload)) {
			if (parser.nextToken() == null) {
				return false;
			}
			int depth = 0;
			do {
				JsonToken token = parser.currentToken();
				if (token == JsonToken.VALUE_STRING || token == JsonToken.PROPERTY_NAME) {
					parser.getString();
				}
				depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
				if (depth > 0) {
					parser.nextToken();
				}
			}
			while (depth > 0);
			return parser.nextToken() == null;
		}
		catch (JacksonException ex) {
			return false;
		}
	}

}
