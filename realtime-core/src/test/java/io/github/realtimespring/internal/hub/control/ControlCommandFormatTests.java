package io.github.realtimespring.internal.hub.control;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.test.GoldenBytes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The commands of the released version.
 */
class ControlCommandFormatTests {

	private static final Map<String, ControlCommand> COMMANDS = Map.of("command.disconnect",
			new ControlCommand.Disconnect(ClientSelector.session("s1"), new CloseCode(4000, "bye")), "command.revoke",
			new ControlCommand.Revoke(ClientSelector.user("ann"), Instant.ofEpochMilli(1_700_000_000_000L),
					Instant.ofEpochMilli(1_700_000_600_000L)),
			"command.unsubscribe", new ControlCommand.Unsubscribe(ClientSelector.token("t1"), "chat:1"));

	static Stream<String> names() {
		return COMMANDS.keySet().stream();
	}

	@ParameterizedTest
	@MethodSource("names")
	void aCommand(String name) {
		GoldenBytes.assertWritten(name, COMMANDS.get(name).encode());
		assertThat(ControlCommand.decode(GoldenBytes.of(name))).isEqualTo(COMMANDS.get(name));
	}

}
