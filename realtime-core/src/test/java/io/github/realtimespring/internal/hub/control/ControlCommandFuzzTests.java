package io.github.realtimespring.internal.hub.control;

import java.time.Instant;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.internal.hub.control.ControlCommand.UnreadableCommandException;
import io.github.realtimespring.test.fuzz.Fuzzing;
import io.github.realtimespring.test.fuzz.PlantedBugs;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever comes from another node instead of a command. Nothing but
 * {@link UnreadableCommandException} is thrown, and a command that was read is the same
 * when it is encoded and read again.
 */
public class ControlCommandFuzzTests {

	private static final Fuzzing fuzzing = Fuzzing.of("control",
			new ControlCommand.Disconnect(ClientSelector.user("ann"), new CloseCode(3000, "bye")).encode(),
			new ControlCommand.Revoke(ClientSelector.token("\u20ac"), Instant.ofEpochMilli(1),
					Instant.ofEpochMilli(2_000_000_000_000L))
				.encode(),
			new ControlCommand.Unsubscribe(ClientSelector.session("s"), "chat:1").encode(),
			new ControlCommand.Unsubscribe(ClientSelector.user("x".repeat(1024)), "").encode(),
			new ControlCommand.Refresh(ClientSelector.user("a"), null).encode(),
			new ControlCommand.Refresh(ClientSelector.user("a"), Instant.ofEpochMilli(5)).encode(),
			new ControlCommand.Subscribe(ClientSelector.session("s"), "chat:2").encode(), new byte[] { 1, 9 },
			new byte[] { 1, 4, 0, 4, 'U', 'S', 'E', 'R', 0, 1, 'a', 0, 0 },
			new ControlCommand.Disconnect(ClientSelector.user("ann").inTenant("acme"), new CloseCode(3000, "bye"))
				.encode(),
			new ControlCommand.Revoke(ClientSelector.tenant("acme"), Instant.ofEpochMilli(1), Instant.ofEpochMilli(2))
				.encode(),
			new ControlCommand.Unsubscribe(ClientSelector.session("s").inTenant(""), "chat:1").encode());

	/**
	 * Check one input.
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		try {
			ControlCommand command = ControlCommand.decode(input);
			assertThat(command.clients().value().length()).isBetween(1, ClientSelector.MAX_LENGTH);
			byte[] again = command.encode();
			assertThat(ControlCommand.decode(again)).isEqualTo(command);
			assertThat(again.length).as("size").isLessThanOrEqualTo(2 * input.length);
			assertThat(again[0]).as("version")
				.isEqualTo(input[0])
				.isEqualTo((byte) ((command.clients().tenant() != null) ? 2 : 1));
			assertThat(again[1]).as("type").isEqualTo(input[1]);
		}
		catch (UnreadableCommandException ex) {
			assertThat(ex.getMessage()).hasSizeLessThan(64);
			assertThat(isWritten(input)).as("written by us, but unreadable").isFalse();
		}
	}

	/**
	 * Whether the input is one of the seeds that we encoded.
	 */
	private static boolean isWritten(byte[] input) {
		return fuzzing.inputs().subList(1, 8).stream().anyMatch((seed) -> Arrays.equals(seed, input));
	}

	@Test
	void theInvariantsHold() {
		fuzzing.check(50_000, ControlCommandFuzzTests::fuzzerTestOneInput);
	}

	@Test
	void plantedBugsAreFound() {
		PlantedBugs.Result result = PlantedBugs.in(ControlCommandFuzzTests.class, ControlCommand.Codec.class)
			.find(fuzzing, 5_000);
		assertThat(result.found()).as(result.toString()).isGreaterThanOrEqualTo(100);
	}

}
