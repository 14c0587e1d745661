package io.github.realtimespring.internal.protocol.centrifuge.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.UnencodableException;
import io.github.realtimespring.test.fuzz.Fuzzing;
import io.github.realtimespring.test.fuzz.PlantedBugs;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a client sends as commands. Nothing but {@link MalformedCommandException} is
 * thrown, what is read has no more characters than the message has bytes, and JSON and
 * UTF-8 are what Jackson and the JDK say that they are.
 */
public class CommandFuzzTests {

	private static final Map<String, Integer> VALID = Map.ofEntries(
			Map.entry("{\"id\":1,\"connect\":{\"token\":\"t\",\"data\":{\"resume\":\"r\"},\"subs\":{\"a\":"
					+ "{\"recover\":true,\"offset\":7,\"epoch\":\"e\"},\"b\":{},\"c\":1},\"headers\":{\"a\":\"b\"}}}",
					1),
			Map.entry("{\"id\":1,\"connect\":{\"headers\":" + members(64) + ",\"data\":{\"resume\":\"\"},\"subs\":1}}",
					1),
			Map.entry(
					"{\"id\":2,\"subscribe\":{\"channel\":\"chat:1\",\"recover\":true,\"offset\":9223372036854775807,"
							+ "\"epoch\":\"x\",\"flag\":2,\"delta\":\"fossil\",\"tf\":{},\"type\":1,\"token\":\"t\"}}",
					1),
			Map.entry("{\"id\":2,\"subscribe\":{\"channel\":\"a\",\"recover\":false,\"tf\":null,\"offset\":10}}", 1),
			Map.entry(
					"{\"id\":3,\"publish\":{\"channel\":\"a\",\"data\":[1,-0.5e+10,true,false,null,\"\\u00e9\\ud83d\\ude00\"]}}"
							+ "\n{\"id\":4,\"rpc\":{\"method\":\"m\",\"data\":{}}}\n{\"send\":{\"data\":\"x\"}}\n{}",
					4),
			Map.entry("{\"id\":4294967295,\"history\":{\"channel\":\"h\",\"limit\":-2147483647,\"reverse\":true,"
					+ "\"since\":{\"offset\":0,\"epoch\":\"\"}}}", 1),
			Map.entry("{\"id\":90,\"history\":{\"limit\":2147483647}}", 1),
			Map.entry(
					"{\"id\":5,\"unsubscribe\":{\"channel\":\"\\ud800\"}}\r\n{\"id\":6,\"refresh\":{\"token\":\"a\"}}",
					2),
			Map.entry("{\"id\":7,\"presence\":{\"channel\":\"\u0080\u07ff\u0800\u0fff\u1000\ud7ff\ue000\uffff"
					+ "\ud800\udc00\ud8ff\udfff\udbff\udfff\"}}", 1),
			Map.entry("{\"id\":8,\"presence_stats\":{}}\n{\"id\":9,\"sub_refresh\":{\"channel\":\"\"}}\n"
					+ "{\"id\":10,\"ping\":{}}\n{\"id\":11,\"send\":{}}\n{\"id\":12,\"rpc\":{}}", 5),
			Map.entry("{ \"id\" : 1 , \"x\" : [ [ ] , { } , [ 1 , 2 ] ] , \"rpc\":{\"method\":"
					+ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\uFFFF\"} }", 1));

	private static final Fuzzing fuzzing = Fuzzing.of("command", seeds());

	private static byte[][] seeds() {
		List<byte[]> seeds = new ArrayList<>();
		Stream
			.concat(VALID.keySet().stream().sorted(),
					Stream.of(" [ { \"a\" : [ ] } ,\r\n -12.5E-3 , 0 , 10, 0.1e1 ] ", "[".repeat(520),
							"[".repeat(512) + "]".repeat(512), "{\"id\":\"1\"}", "\u0000\u001f\u007f\ufeff", "{}{}",
							"01", "{\"id\":4294967296}",
							"{\"id\":2,\"subscribe\":{\"recover\":true,\"offset\":9223372036854775808}}",
							"{\"id\":1,\"history\":{\"limit\":2147483648}}",
							"{\"id\":1,\"connect\":{\"headers\":" + members(65) + "}}", "\"\\u12\"", "\"\\",
							"\"\\u123G\"", "tru", "\"\\u12", "\"\\u1", "\"\\u", "[fals", "{\"a\":nul", "\"a b\"",
							"\"a\u0000b\"", "[".repeat(520) + "]".repeat(520), "[" + "[],".repeat(600) + "{}]",
							"{\"id\":5,\"unsubscribe\":{\"channel\":\"a\\ud800\"}}",
							"{\"id\":5,\"unsubscribe\":{\"channel\":\"\\udc00\\ud800b\\ud83d\\ude00\"}}",
							"{\"id\":1,\"connect\":{\"data\":{\"resume\":1},\"subs\":{\"a\":{\"recover\":true}}}}",
							"{\"id\":2,\"subscribe\":{\"channel\":\"a\",\"flag\":1}}",
							"{\"id\":1,\"subscribe\":{\"recover\":\"t\"}}", "{\"id\":12345678901234567890}",
							"{\"id\":1,\"refresh\":{\"token\":1}}"))
			.map((seed) -> seed.getBytes(StandardCharsets.UTF_8))
			.forEach(seeds::add);
		// Overlong forms, a surrogate, beyond U+10FFFF, cut off, and continuations that
		// are none
		for (String hex : List.of("22c1bf22", "22e09fbf22", "22eda08022", "22f08fbfbf22", "22f490808022", "c2", "e282",
				"f09f98", "c27f", "c2c0", "e0a07f", "e0a0c0", "e28220", "f0908020", "e17f80", "e1c080", "f18f807f",
				"f5808080", "ff", "80", "e18080", "ed8080", "f0bf8080", "f4808080", "f1808080", "f1bfbfbf")) {
			seeds.add(HexFormat.of().parseHex(hex));
		}
		return seeds.toArray(byte[][]::new);
	}

	private static String members(int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> "\"" + i + "\":\"\"")
			.collect(Collectors.joining(",", "{", "}"));
	}

	private static final JsonMapper json = mapper(JsonScanner.MAX_DEPTH);

	/** Replies have a few levels more. */
	private static final JsonMapper replies = mapper(JsonScanner.MAX_DEPTH + 2);

	private static JsonMapper mapper(int maxDepth) {
		return JsonMapper
			.builder(JsonFactory.builder()
				.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(maxDepth).build())
				.build())
			.build();
	}

	/**
	 * Check one input.
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		byte[] before = input.clone();
		String text = utf8(input);
		assertThat(Utf8.isWellFormed(input)).as("UTF-8").isEqualTo(text != null);
		Boolean isJson = isJson(text);
		if (isJson != null) {
			assertThat(JsonScanner.scan(input) >= 0).as("JSON").isEqualTo(isJson);
		}
		commands(input, text);
		payload(input, text, isJson);
		assertThat(input).isEqualTo(before);
	}

	private static void commands(byte[] input, @Nullable String text) {
		CommandReader reader = new CommandReader(input);
		int size = 0;
		int count = 0;
		try {
			Command command = reader.next();
			compare(command, text);
			while (command != null) {
				count++;
				size += Math.max(2, characters(command));
				command = reader.next();
			}
		}
		catch (MalformedCommandException ex) {
			// The declared exception
			assertThat(VALID).as("valid").doesNotContainKey(String.valueOf(text));
		}
		assertThat(count).as("commands").isEqualTo(VALID.getOrDefault(String.valueOf(text), count));
		assertThat(size).as("characters").isLessThanOrEqualTo(input.length);
	}

	private static int characters(Command command) {
		if (command instanceof Command.Connect connect) {
			return connect.token().length() + connect.positions().keySet().stream().mapToInt(String::length).sum()
					+ connect.headers().values().stream().mapToInt(String::length).sum();
		}
		if (command instanceof Command.Publish publish && publish.data() != null) {
			return publish.channel().length() + publish.data().length;
		}
		if (command instanceof Command.Rpc rpc) {
			return rpc.method().length() + rpc.data().length;
		}
		return (command instanceof Command.OnChannel channel) ? channel.channel().length() : 0;
	}

	/**
	 * Compare the first command with Jackson's view of it, if it is the only one.
	 */
	private static void compare(@Nullable Command command, @Nullable String text) {
		if (command == null || text == null || !Boolean.TRUE.equals(isJson(text))) {
			return;
		}
		JsonNode tree = json.readTree(text);
		assertThat(command.id()).as("id").isEqualTo(tree.path("id").asLong(0));
		if (command instanceof Command.OnChannel channel) {
			String expected = new String(
					tree.path(member(command)).path("channel").asString("").getBytes(StandardCharsets.UTF_8),
					StandardCharsets.UTF_8);
			assertThat(channel.channel().replace('\uFFFD', '?')).as("channel")
				.isEqualTo(expected.replace('\uFFFD', '?'));
		}
		if (command instanceof Command.Publish publish && publish.data() != null) {
			assertThat(json.readTree(publish.data())).as("data").isEqualTo(tree.path("publish").path("data"));
		}
		if (command instanceof Command.Subscribe subscribe) {
			JsonNode request = tree.path("subscribe");
			assertThat(subscribe.recovery().since() != null).as("recover")
				.isEqualTo(request.path("recover").asBoolean(false));
			if (subscribe.recovery().since() != null) {
				assertThat(subscribe.recovery().since().offset()).as("offset")
					.isEqualTo(request.path("offset").asLong(0));
			}
			assertThat(subscribe.recovery().orFail()).as("flag").isEqualTo((request.path("flag").asLong(0) & 2) != 0);
			assertThat(subscribe.type()).as("type").isEqualTo(request.path("type").asLong(0));
			assertThat(subscribe.withToken()).as("token").isEqualTo(!request.path("token").asString("").isEmpty());
			assertThat(subscribe.filtered()).as("filter").isEqualTo(request.hasNonNull("tf"));
		}
		if (command instanceof Command.History history) {
			assertThat(history.limit()).as("limit").isEqualTo(tree.path("history").path("limit").asLong(0));
		}
		if (command instanceof Command.Rpc rpc) {
			assertThat(rpc.method()).as("method").isEqualTo(tree.path("rpc").path("method").asString(""));
		}
		if (command instanceof Command.Connect connect) {
			assertThat(connect.headers().keySet()).as("headers")
				.isEqualTo(Set.copyOf(tree.path("connect").path("headers").propertyNames()))
				.hasSizeLessThanOrEqualTo(64);
		}
		if (command instanceof Command.Connect connect) {
			JsonNode resume = tree.path("connect").path("data").path("resume");
			assertThat(connect.resume()).as("resume").isEqualTo(resume.isString() ? resume.asString() : null);
		}
		if (command instanceof Command.Connect connect && connect.resume() != null) {
			JsonNode subs = tree.path("connect").path("subs");
			assertThat(connect.positions().keySet()).as("recovered")
				.isEqualTo(subs.propertyNames()
					.stream()
					.filter((channel) -> subs.path(channel).path("recover").asBoolean(false))
					.collect(Collectors.toSet()));
			assertThat(connect.positions()).as("positions")
				.allSatisfy((channel, position) -> assertThat(position.offset())
					.isEqualTo(tree.path("connect").path("subs").path(channel).path("offset").asLong(0)));
		}
	}

	private static String member(Command command) {
		return command.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase();
	}

	/**
	 * A payload reaches a client as one line of JSON that has the same value.
	 */
	private static void payload(byte[] input, @Nullable String text, @Nullable Boolean isJson) {
		try {
			Frame frame = ReplyWriter.called(1, input);
			String line = frame.string();
			assertThat(line).doesNotContain("\n", "\r");
			assertThat(frame.size()).as("size").isLessThanOrEqualTo(6 * input.length + 64);
			if (input.length > 0 && isJson != null) {
				JsonNode data = replies.readTree(line).path("rpc").path("data");
				assertThat(data).as("payload")
					.isEqualTo(isJson ? json.readTree(text) : json.getNodeFactory().stringNode(text));
			}
		}
		catch (UnencodableException ex) {
			assertThat(text).as("unencodable").isNull();
		}
	}

	private static @Nullable String utf8(byte[] input) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(input)).toString();
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	/**
	 * Whether Jackson takes a text for one JSON value.
	 * @return {@code null} if Jackson is known to judge otherwise
	 */
	private static @Nullable Boolean isJson(@Nullable String text) {
		if (text == null) {
			return false;
		}
		if (text.startsWith("\uFEFF")) {
			return null;
		}
		try (JsonParser parser = json.createParser(text)) {
			if (parser.nextToken() == null) {
				return false;
			}
			parser.skipChildren();
			return parser.nextToken() == null;
		}
		catch (JacksonException ex) {
			return false;
		}
	}

	@Test
	void theInvariantsHold() {
		fuzzing.check(10_000, CommandFuzzTests::fuzzerTestOneInput);
	}

	@Test
	void theWorkIsProportionalToTheMessage() {
		bugs().checkWork(fuzzing, 1_000, 60);
	}

	@Test
	void plantedBugsAreFound() {
		PlantedBugs.Result result = bugs().find(fuzzing, 500);
		assertThat(result.found()).as(result.toString()).isGreaterThanOrEqualTo(94);
	}

	private static PlantedBugs bugs() {
		return PlantedBugs.in(CommandFuzzTests.class, CommandReader.class, JsonObject.class, JsonScanner.class,
				Utf8.class);
	}

}
