package io.github.realtimespring.internal.publish;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.ControlResult;
import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.control.ControlCommand;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.Relay;
import io.github.realtimespring.test.DelegatingRelay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RealtimeTemplateTests {

	private final Hub hub = new Hub(new LocalRelay(), HubOptions.defaults(), Runnable::run, Runnable::run,
			RealtimeMetrics.NONE);

	private final RealtimeTemplate template = new RealtimeTemplate(this.hub, (object) -> new byte[0]);

	@BeforeEach
	void start() {
		this.hub.start();
	}

	@AfterEach
	void stop() {
		this.hub.stop();
	}

	@Test
	void aDestinationIsRefusedBecauseNobodyCouldSubscribeToAChannelOfThatName() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.publish("/topic/prices", "x"))
			.withMessage("'/topic/prices' is a STOMP destination, the name of its channel is 'prices'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.history("/topic/prices", HistoryQuery.newest(1)))
			.withMessageContaining("'prices'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "prices", "chat:1", "/queue/x", "/topic//x", "/topic/", "/user/ann/queue/x" })
	void channelsAreTaken(String channel) {
		assertThat(this.template.publish(channel, "x")).isCompleted();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 999, 1004, 1005, 1006, 1015, 2000, 5000 })
	void aCodeThatNoConnectionCanBeClosedWithIsRefused(int code) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.disconnect(ClientSelector.user("ann"), new CloseCode(code, "")))
			.withMessage("Connections can't be closed with the code " + code);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1003, 1007, 1014, 3000, 4999 })
	void otherCodesAreTaken(int code) {
		assertThat(this.template.disconnect(ClientSelector.user("ann"), new CloseCode(code, "")))
			.succeedsWithin(Duration.ofSeconds(30));
	}

	@Test
	void aRevocationBearsTheTimeOfTheRelay() {
		Instant relayTime = Instant.now().plusSeconds(60);
		assertThat(revokedAt(relayTime)).isEqualTo(Instant.ofEpochMilli(relayTime.toEpochMilli()));
	}

	@Test
	void aRevocationIsNotEarlierThanTheTimeOfTheNodeThatMakesIt() {
		Instant before = Instant.ofEpochMilli(Instant.now().toEpochMilli());
		assertThat(revokedAt(before.minusSeconds(60))).isBetween(before, Instant.now());
		assertThat(revokedAt(Instant.EPOCH)).isBetween(before, Instant.now());
	}

	private static Instant revokedAt(Instant relayTime) {
		List<ControlCommand> commands = new ArrayList<>();
		Relay relay = new DelegatingRelay() {

			@Override
			public CompletableFuture<Instant> time() {
				return CompletableFuture.completedFuture(relayTime);
			}

			@Override
			public CompletableFuture<ControlResult> control(byte[] command, @Nullable Instant inForceUntil) {
				commands.add(ControlCommand.decode(command));
				return super.control(command, inForceUntil);
			}

		};
		Hub other = new Hub(relay, HubOptions.defaults(), Runnable::run, Runnable::run, RealtimeMetrics.NONE);
		Instant until = Instant.now().plusSeconds(3600);
		other.start();
		try {
			new RealtimeTemplate(other, (object) -> new byte[0]).revoke(ClientSelector.user("ann"), until).join();
		}
		finally {
			other.stop();
		}
		Instant at = ((ControlCommand.Revoke) commands.get(0)).at();
		assertThat(commands).singleElement()
			.isEqualTo(new ControlCommand.Revoke(ClientSelector.user("ann"), at,
					Instant.ofEpochMilli(until.toEpochMilli())));
		return at;
	}

}
