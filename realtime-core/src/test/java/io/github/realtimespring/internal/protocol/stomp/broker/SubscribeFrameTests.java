package io.github.realtimespring.internal.protocol.stomp.broker;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;

import io.github.realtimespring.internal.protocol.stomp.frame.AckMode;
import io.github.realtimespring.internal.protocol.stomp.frame.BadHeaderException;
import io.github.realtimespring.internal.resume.SavedSubscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is kept of a subscription beyond its connection.
 */
class SubscribeFrameTests {

	private static SubscribeFrame frame(@Nullable String ack, @Nullable String prefetchCount) {
		StompHeaderAccessor accessor = StompHeaderAccessor.create(StompCommand.SUBSCRIBE);
		accessor.setSubscriptionId("a");
		if (ack != null) {
			accessor.setNativeHeader("ack", ack);
		}
		if (prefetchCount != null) {
			accessor.setNativeHeader("prefetch-count", prefetchCount);
		}
		return SubscribeFrame.of("/topic/a", accessor.getMessageHeaders(), null);
	}

	private static SavedSubscription saved(Map<String, String> options) {
		return new SavedSubscription("/topic/a", options, null);
	}

	@ParameterizedTest
	@CsvSource({ "client, 10, 10", "client-individual, 010, 10", "client, 65535, 65535" })
	void theModeAndTheNumberAreKept(String ack, String sent, String kept) {
		SavedSubscription saved = frame(ack, sent).saved(null);
		assertThat(saved.options()).isEqualTo(Map.of("ack", ack, "prefetch-count", kept));
		assertThat(frame(ack, sent).asksAgainFor(saved, false)).isTrue();
		assertThat(frame(ack, "9").asksAgainFor(saved, false)).isFalse();
		SubscribeFrame again = SubscribeFrame.of("a", saved, null);
		assertThat(again.ackMode(false)).isEqualTo(AckMode.of(ack));
		assertThat(again.prefetchCount()).isEqualTo(Integer.parseInt(kept));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0", "000" })
	void noNumberIsKeptIfThereIsNoLimit(String count) {
		assertThat(frame("client", count.isEmpty() ? null : count).saved(null))
			.isEqualTo(saved(Map.of("ack", "client")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "bogus", "Client", "" })
	void whatMeansNothingIsNotKept(String ack) {
		assertThat(frame(ack, "9".repeat(1000)).saved(null)).isEqualTo(saved(Map.of()));
		assertThat(frame(ack + "x".repeat(10_000), "x").saved(null)).isEqualTo(saved(Map.of()));
		assertThat(frame(ack, "x").asksAgainFor(saved(Map.of()), true)).isTrue();
	}

	@Test
	void aModeThatIsNotKnownIsRefusedEvenIfItAsksForWhatThereIs() {
		assertThatExceptionOfType(BadHeaderException.class)
			.isThrownBy(() -> frame("bogus", null).asksAgainFor(saved(Map.of()), false));
	}

}
