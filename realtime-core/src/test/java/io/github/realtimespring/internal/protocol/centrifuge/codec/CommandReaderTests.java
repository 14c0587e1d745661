package io.github.realtimespring.internal.protocol.centrifuge.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.realtimespring.StreamPosition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CommandReaderTests {

	@Test
	void whenMessageHoldsSeveralCommandsThenTheyAreReadInOrder() {
		assertThat(read("{\"id\":1,\"connect\":{\"token\":\"t\",\"name\":\"js\"}}\n"
				+ "{\"id\":2,\"subscribe\":{\"channel\":\"chat:1\",\"flag\":1}}"))
			.containsExactly(new Command.Connect(1, "t", null, Map.of(), Map.of()),
					new Command.Subscribe(2, "chat:1", "", 0, false, false, Command.Recovery.NONE));
	}

	@Test
	void everyCommandIsRead() {
		assertThat(read("""
				{"id":1,"connect":{}}
				{"id":2,"subscribe":{"channel":"a","delta":"fossil","type":1,"tf":{"op":"and"},"recover":true}}
				{"id":3,"unsubscribe":{"channel":"a"}}
				{"id":4,"presence":{"channel":"a"}}
				{"id":5,"presence_stats":{"channel":"a"}}
				{"id":6,"history":{"channel":"a","limit":-1,"since":{"offset":1,"epoch":"x"}}}
				{"id":7,"refresh":{"token":"t"}}
				{"id":8,"sub_refresh":{"channel":"a","token":"t"}}
				{"id":9,"ping":{}}
				{"id":10}
				{}
				{"id":0,"publish":{"channel":"a"}}
				{"id":4294967295,"unsubscribe":{}}
				""")).containsExactly(new Command.Connect(1, "", null, Map.of(), Map.of()),
				new Command.Subscribe(2, "a", "fossil", 1, true, false,
						new Command.Recovery(new StreamPosition(0, ""), false)),
				new Command.Unsubscribe(3, "a"), new Command.Presence(4, "a"), new Command.PresenceStats(5, "a"),
				new Command.History(6, "a", -1, new StreamPosition(1, "x"), false), new Command.Refresh(7, "t"),
				new Command.SubRefresh(8, "a"), new Command.Unknown(9), new Command.Unknown(10), new Command.Pong(),
				new Command.Pong(), new Command.Unsubscribe(4294967295L, ""));
	}

	@Test
	void dataIsKeptByteForByte() {
		String data = "{ \"n\":12345678901234567890.0100e+2,\t\"s\":\"\\u00e9\u20ac\\/\", \"a\":[ ] }";
		String message = "{\"id\":1,\"publish\":{\"channel\":\"a\",\"data\":" + data + " }}\n{\"id\":2,\"rpc\":"
				+ "{\"method\":\"m\",\"data\":" + data + "}}\n{\"send\":{\"data\":" + data + "}}\n";
		List<Command> commands = read(message);
		assertThat(((Command.Publish) commands.get(0)).data()).asString(StandardCharsets.UTF_8).isEqualTo(data);
		assertThat(((Command.Rpc) commands.get(1)).data()).asString(StandardCharsets.UTF_8).isEqualTo(data);
		assertThat(((Command.Send) commands.get(2)).data()).asString(StandardCharsets.UTF_8).isEqualTo(data);
	}

	@Test
	void whenDataIsAScalarThenItIsKeptToo() {
		for (String data : List.of("1", "-0.10", "\"a\\nb\"", "true", "null", "[]")) {
			Command command = read("{\"id\":1,\"publish\":{\"data\":" + data + ",\"channel\":\"a\"}}").get(0);
			assertThat(((Command.Publish) command).data()).asString(StandardCharsets.UTF_8).isEqualTo(data);
		}
	}

	@Test
	void whenDataIsAbsentThenThatIsKnown() {
		assertThat(((Command.Publish) read("{\"id\":1,\"publish\":{\"channel\":\"a\"}}").get(0)).data()).isNull();
		assertThat(((Command.Rpc) read("{\"id\":1,\"rpc\":{}}").get(0)).data()).isEmpty();
		assertThat(((Command.Send) read("{\"send\":{}}").get(0)).data()).isEmpty();
	}

	@Test
	void whenSeveralRequestsAreInOneCommandThenTheFirstOfTheProtocolsOrderCounts() {
		assertThat(read("{\"rpc\":{},\"unsubscribe\":{\"channel\":\"b\"},\"subscribe\":null,\"id\":1}"))
			.containsExactly(new Command.Unsubscribe(1, "b"));
	}

	@Test
	void whenMembersAreUnknownThenTheyAreSkipped() {
		assertThat(read("{\"x\":[{\"id\":9}],\"id\":1,\"unsubscribe\":{\"y\":{\"channel\":1},\"channel\":\"a\"}}"))
			.containsExactly(new Command.Unsubscribe(1, "a"));
	}

	@Test
	void whenStringsAreEscapedThenTheyAreDecoded() {
		assertThat(read("{\"\\u0069d\":1,\"unsubscribe\":{\"channel\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\ud83d\\ude00\"}}"))
			.containsExactly(new Command.Unsubscribe(1, "\"\\/\b\f\n\r\t\ud83d\ude00"));
	}

	@Test
	void whenStringHoldsHalfASurrogatePairThenItIsReplaced() {
		assertThat(read("{\"id\":1,\"unsubscribe\":{\"channel\":\"a\\ud83dx\\ude00\"}}"))
			.containsExactly(new Command.Unsubscribe(1, "a\ufffdx\ufffd"));
	}

	@Test
	void whenAMemberIsRepeatedThenTheLastCounts() {
		assertThat(read("{\"id\":1,\"unsubscribe\":{\"channel\":\"a\",\"channel\":\"b\"},\"id\":2}"))
			.containsExactly(new Command.Unsubscribe(2, "b"));
	}

	@Test
	void whenMessageEndsWithALineFeedThenItIsTolerated() {
		assertThat(read("{}\r\n")).containsExactly(new Command.Pong());
	}

	@Test
	void whenACommandIsMalformedThenTheOnesBeforeAreRead() {
		CommandReader reader = new CommandReader("{\"id\":1,\"connect\":{}}\n{\"id\":".getBytes());
		assertThat(reader.next()).isEqualTo(new Command.Connect(1, "", null, Map.of(), Map.of()));
		assertThatExceptionOfType(MalformedCommandException.class).isThrownBy(reader::next);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\n", "[]", "1", "\"x\"", "null", "hello", "{", "{\"id\"}", "{\"id\":1",
			"{\"id\":\"1\"}", "{\"id\":-1}", "{\"id\":1.5}", "{\"id\":1e2}", "{\"id\":4294967296}",
			"{\"id\":99999999999999999999}", "{\"id\":true}", "{\"id\":1,\"connect\":[]}", "{\"id\":1,\"connect\":1}",
			"{\"id\":1,\"connect\":{\"token\":1}}", "{\"id\":1,\"subscribe\":{\"channel\":[]}}",
			"{\"id\":1,\"subscribe\":{\"channel\":\"a\",\"type\":\"1\"}}",
			"{\"id\":1,\"publish\":{\"channel\":\"a\",\"data\":{]}}", "{\"id\":1,\"publish\":{\"data\":01}}",
			"{\"id\":1,\"rpc\":{\"method\":\"\\x\"}}", "{\"send\":1}", "{}{}", "{},{}", "\ufeff{}", "{\"id\":1}}" })
	void whenMessageIsMalformedThenItIsRefused(String message) {
		assertThatExceptionOfType(MalformedCommandException.class).isThrownBy(() -> read(message));
	}

	@Test
	void whenMessageIsHostileThenItIsRefusedWithoutHarm() {
		for (String message : List.of("{\"a\":".repeat(30_000), "[".repeat(60_000), "\"".repeat(60_000),
				"{\"id\":" + "9".repeat(60_000) + "}", "\u0000\u0000\u0000{",
				"{\"id\":1,\"rpc\":{\"data\":\"\u0000\"}}")) {
			assertThatExceptionOfType(MalformedCommandException.class).isThrownBy(() -> read(message));
		}
	}

	@Test
	void whenTokensAreReadThenTheyAreNotPrinted() {
		assertThat(new Command.Connect(1, "secret", null, Map.of(), Map.of()).toString()).doesNotContain("secret");
		assertThat(new Command.Refresh(1, "secret").toString()).doesNotContain("secret");
	}

	private static List<Command> read(String message) {
		CommandReader reader = new CommandReader(message.getBytes(StandardCharsets.UTF_8));
		List<Command> commands = new ArrayList<>();
		Command command = reader.next();
		while (command != null) {
			commands.add(command);
			command = reader.next();
		}
		return commands;
	}

}
