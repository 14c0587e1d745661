package io.github.realtimespring.internal.resume;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.StreamPosition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What every store of sessions does alike.
 */
public abstract class SessionStoreContract {

	private static final Duration LIFE = Duration.ofMinutes(5);

	private static final SavedSubscription ONE = new SavedSubscription("/topic/ü:1", Map.of("ack", "client"),
			new StreamPosition(Long.MAX_VALUE, "epoch"));

	private static final SavedSubscription TWO = new SavedSubscription("", Map.of(), null);

	private final String session = UUID.randomUUID().toString();

	protected abstract SessionStore store();

	@Test
	void aSessionThatWasNotWrittenIsUnknown() {
		assertThat(store().read(this.session).join()).isEmpty();
	}

	@Test
	void whatIsReadIsWhatWasWritten() {
		write(Map.of());
		assertThat(store().read(this.session).join()).contains(Map.of());
		write(Map.of("sub-0", Optional.of(TWO), "", Optional.of(TWO)));
		write(Map.of("sub-0", Optional.of(ONE), "gone", Optional.empty()));
		assertThat(store().read(this.session).join()).contains(Map.of("sub-0", ONE, "", TWO));
		write(Map.of("sub-0", Optional.empty()));
		assertThat(store().read(this.session).join()).contains(Map.of("", TWO));
	}

	@Test
	void aSessionThatIsRemovedIsUnknown() {
		write(Map.of("a", Optional.of(ONE)));
		store().remove(this.session).join();
		assertThat(store().read(this.session).join()).isEmpty();
	}

	@Test
	void aSessionEndsUnlessItIsWrittenAgain() {
		store().write(this.session, Map.of("a", Optional.of(ONE)), Duration.ofMillis(1)).join();
		await().until(() -> store().read(this.session).join().isEmpty());
		store().write(this.session, Map.of("a", Optional.of(ONE)), Duration.ofMillis(10)).join();
		write(Map.of());
	}

	@Test
	void thereIsOneSecret() {
		byte[] secret = store().secrets().join().get(0);
		assertThat(secret).hasSizeGreaterThanOrEqualTo(32).isEqualTo(store().secrets().join().get(0));
	}

	private void write(Map<String, Optional<SavedSubscription>> changes) {
		store().write(this.session, changes, LIFE).join();
	}

}
