package io.github.realtimespring.benchmarks.hostile.script;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.realtimespring.benchmarks.load.frame.WebSocketDecoder;

import static org.assertj.core.api.Assertions.assertThat;

class ScriptsTests {

	private static final int MAX_CHANNEL = 255;

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void whenConnectionSendsSomethingThenItIsNamed(Attack attack) {
		Scripts scripts = new Scripts(attack, true);
		for (int number = 0; number < attack.connections(); number += 20) {
			Script script = scripts.script(number);
			for (Requests requests : List.of(script.opening(), script.next().get())) {
				assertThat(messages(requests)).allMatch(names(number)::containedIn);
			}
		}
	}

	@Test
	void whenAttackHasPatternsThenThereAreSoManyDifferentOnesAndNoneIsTooLong() {
		assertThat(patterns(Attack.PATTERNS)).hasSize(2560).doesNotHaveDuplicates();
		assertThat(patterns(Attack.NESTED)).hasSize(239).doesNotHaveDuplicates();
		assertThat(patterns(Attack.PATTERNS)).allMatch((pattern) -> pattern.length() <= MAX_CHANNEL);
		assertThat(patterns(Attack.NESTED)).allMatch((pattern) -> pattern.length() <= MAX_CHANNEL);
	}

	@Test
	void whenClientNamesChannelsThenNoNameComesAgain() {
		Script script = new Scripts(Attack.NAMES, true).script(0);
		List<String> channels = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			Requests requests = script.next().get();
			for (String message : messages(requests)) {
				List<String> commands = message.lines().toList();
				channels.add(commands.get(commands.size() - 1));
			}
			assertThat(requests.count()).isEqualTo(40);
		}
		assertThat(channels).hasSize(48).doesNotHaveDuplicates();
	}

	@Test
	void whenClientNeedNotConnectThenItOnlyDoesWithToken() {
		assertThat(new Scripts(Attack.PING, false).script(0).connects()).isFalse();
		assertThat(new Scripts(Attack.PING, true).script(0).connects()).isTrue();
		assertThat(new Scripts(Attack.SLOW, false).script(0).connects()).isTrue();
	}

	private static List<String> patterns(Attack attack) {
		Scripts scripts = new Scripts(attack, true);
		return IntStream.range(1, attack.connections())
			.mapToObj((number) -> messages(scripts.script(number).opening()))
			.flatMap(List::stream)
			.map((frame) -> frame.substring(frame.indexOf("/topic/") + "/topic/".length(), frame.indexOf("\n\n")))
			.toList();
	}

	private static Names names(int number) {
		return new Names(Scripts.name(number), "\"id\":" + (1000 + number));
	}

	private static List<String> messages(Requests requests) {
		List<String> messages = new ArrayList<>();
		new WebSocketDecoder().decode(requests.bytes().clone(), 0, requests.bytes().length,
				new WebSocketDecoder.Sink() {

					@Override
					public void message(byte[] bytes, int offset, int length) {
						messages.add(new String(bytes, offset, length, StandardCharsets.US_ASCII));
					}

					@Override
					public void control(int opcode, byte[] bytes, int offset, int length) {
						message(bytes, offset, length);
					}

				});
		return messages;
	}

	private record Names(String name, String id) {

		private boolean containedIn(String message) {
			return message.contains(this.name) || message.contains(this.id);
		}

	}

}
