package io.github.realtimespring;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RealtimeTemplateTests {

	private final RealtimeTemplate template = new RealtimeTemplate(new Publisher() {

		@Override
		public CompletableFuture<StreamPosition> publish(String channel, Publication publication,
				PublishOptions options) {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletableFuture<History> history(String channel, HistoryQuery query) {
			return CompletableFuture.completedFuture(null);
		}

	}, (object) -> new byte[0]);

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

}
