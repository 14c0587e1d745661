package io.github.realtimespring.internal.relay.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.relay.redis.link.PublishLink;
import io.github.realtimespring.internal.relay.redis.seal.TestSeals;
import io.github.realtimespring.relay.RelayListener;
import io.github.realtimespring.test.CapturedLog;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CommandsInForce}.
 */
class CommandsInForceTests {

	private static final byte[] COMMAND = { 1, 2, 3 };

	private final List<byte[]> delivered = new ArrayList<>();

	private RuntimeException failure;

	private List<Object> answer = List.of();

	private final PublishLink link = Mockito.mock(PublishLink.class,
			Mockito.withSettings().stubOnly().defaultAnswer((call) -> {
				Function<List<Object>, Object> result = call.getArgument(3);
				return CompletableFuture.completedFuture(result.apply(this.answer));
			}));

	private final CommandsInForce commands = new CommandsInForce(new RedisKeyspace("rt", 0, "n"), "n", TestSeals.none(),
			new RelayListener() {

				@Override
				public boolean onPublication(String channel, Publication publication) {
					return false;
				}

				@Override
				public boolean onPrefixPublication(String channel, Publication publication) {
					return false;
				}

				@Override
				public int onControl(byte[] command) {
					CommandsInForceTests.this.delivered.add(command);
					if (CommandsInForceTests.this.failure != null) {
						throw CommandsInForceTests.this.failure;
					}
					return 1;
				}

			});

	@Test
	void whenThisVersionCannotReadACommandThenThatIsLoggedOnceAndItIsNotTriedAgain() {
		this.failure = new IllegalArgumentException("Unknown type of a command: 9");
		try (CapturedLog log = CapturedLog.of(RedisRelay.class.getName())) {
			catchUp(COMMAND, "99999999999999");
			assertThat(isDifferent(1)).isFalse();
			catchUp(COMMAND, "99999999999999");
			assertThat(log.messages()).containsExactly(
					"Skipped a command in force that this version can't read: Unknown type of a command: 9");
		}
		assertThat(this.delivered).hasSize(1);
	}

	@Test
	void whenACommandFailsThenItIsTriedAgain() {
		this.failure = new IllegalStateException("full");
		catchUp(COMMAND, "99999999999999");
		assertThat(isDifferent(1)).isTrue();
		this.failure = null;
		catchUp(COMMAND, "99999999999999");
		assertThat(this.delivered).hasSize(2);
		assertThat(isDifferent(1)).isFalse();
	}

	@Test
	void aTimeThatIsNoNumberDoesNotKeepTheNodeFromCatchingUp() {
		catchUp(COMMAND, "inf");
		assertThat(this.delivered).hasSize(1);
		assertThat(isDifferent(1)).isFalse();
	}

	@Test
	void commandsThatHaveEndedAreForgotten() {
		catchUp(COMMAND, "1");
		assertThat(isDifferent(0)).isFalse();
	}

	private void catchUp(byte[] command, String until) {
		this.answer = List.of(command.clone(), until.getBytes(StandardCharsets.US_ASCII));
		this.commands.catchUp(this.link).join();
	}

	private boolean isDifferent(long inRedis) {
		this.answer = List.of(inRedis);
		return this.commands.announce(this.link).join();
	}

}
