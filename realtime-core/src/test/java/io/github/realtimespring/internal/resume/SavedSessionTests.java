package io.github.realtimespring.internal.resume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.relay.RelayException;

import static org.assertj.core.api.Assertions.assertThat;

class SavedSessionTests {

	private static final Duration LIFE = Duration.ofMinutes(5);

	private final Store store = new Store();

	private final SavedSession session = new SavedSession("s", "ann", this.store, LIFE, Map.of());

	@Test
	void whatChangesWhileAWriteIsUnderWayLeavesTogether() {
		this.session.update("1", () -> saved(1));
		this.session.update("2", () -> saved(2));
		this.session.update("2", () -> saved(3));
		this.session.remove("1");
		assertThat(this.store.writes).containsExactly(Map.of("1", Optional.of(saved(1))));
		this.store.answer(null);
		assertThat(this.store.writes).hasSize(2)
			.last()
			.isEqualTo(Map.of("1", Optional.empty(), "2", Optional.of(saved(3))));
		this.store.answer(null);
		assertThat(this.store.writes).hasSize(2);
	}

	@Test
	void whatIsKeptIsDecidedWhenItIsWritten() {
		long[] offset = { 1 };
		this.session.update("1", () -> saved(offset[0]));
		this.store.answer(null);
		offset[0] = 7;
		this.session.touch("1");
		this.session.touch("unknown");
		this.session.renew(System.nanoTime());
		assertThat(this.store.writes).last().isEqualTo(Map.of("1", Optional.of(saved(7))));
	}

	@Test
	void acknowledgementsAreWrittenAtOnceButOnlyOnceASecond() {
		long now = System.nanoTime();
		long second = TimeUnit.SECONDS.toNanos(1);
		this.session.update("1", () -> saved(1));
		this.store.answer(null);
		for (int i = 0; i < 10; i++) {
			this.session.acknowledge("1", now + i);
		}
		assertThat(this.store.writes).hasSize(2).last().isEqualTo(Map.of("1", Optional.of(saved(1))));
		this.store.answer(null);
		assertThat(this.store.writes).hasSize(2);
		this.session.acknowledge("1", now + second - 1);
		assertThat(this.store.writes).hasSize(2);
		this.session.renew(now + second - 1);
		assertThat(this.store.writes).hasSize(3);
		this.store.answer(null);
		this.session.acknowledge("1", now + 2 * second);
		assertThat(this.store.writes).hasSize(4);
	}

	@Test
	void acknowledgementsAreWrittenAtTheEnd() {
		long now = System.nanoTime();
		this.session.update("1", () -> saved(1));
		this.store.answer(null);
		this.session.acknowledge("1", now);
		this.store.answer(null);
		this.session.acknowledge("1", now);
		assertThat(this.store.writes).hasSize(2);
		this.session.end();
		assertThat(this.store.writes).hasSize(3).last().isEqualTo(Map.of("1", Optional.of(saved(1))));
		this.store.answer(null);
		this.session.acknowledge("1", now + TimeUnit.MINUTES.toNanos(1));
		assertThat(this.store.writes).hasSize(3);
	}

	@Test
	void whatCouldNotBeWrittenIsWrittenLater() {
		this.session.update("1", () -> saved(1));
		this.session.update("2", () -> saved(2));
		this.store.answer(new RelayException("expected by the test"));
		assertThat(this.store.writes).hasSize(1);
		this.session.renew(System.nanoTime());
		assertThat(this.store.writes).last().isEqualTo(Map.of("1", Optional.of(saved(1)), "2", Optional.of(saved(2))));
	}

	@Test
	void aQuietSessionIsRenewed() {
		this.session.write();
		this.store.answer(null);
		long now = System.nanoTime();
		this.session.renew(now);
		assertThat(this.store.writes).hasSize(1);
		this.session.renew(now + LIFE.toNanos() / 2);
		assertThat(this.store.writes).hasSize(2).last().isEqualTo(Map.of());
	}

	@Test
	void whatTheStoreMayHaveLostIsWrittenAgainWithTheRenewal() {
		this.session.update("1", () -> saved(1));
		this.store.answer(null);
		this.session.update("2", () -> saved(2));
		this.session.remove("2");
		this.store.answer(null);
		this.store.answer(null);
		this.session.renew(System.nanoTime() + LIFE.toNanos() / 2);
		assertThat(this.store.writes).last().isEqualTo(Map.of("1", Optional.of(saved(1))));
	}

	@Test
	void afterTheEndNothingIsWritten() {
		this.session.end();
		this.session.update("1", () -> saved(1));
		this.session.renew(System.nanoTime() + LIFE.toNanos());
		assertThat(this.store.writes).isEmpty();
	}

	@Test
	void whatChangedBeforeTheEndIsStillWritten() {
		this.session.update("1", () -> saved(1));
		this.session.update("2", () -> saved(2));
		this.session.end();
		this.store.answer(null);
		assertThat(this.store.writes).last().isEqualTo(Map.of("2", Optional.of(saved(2))));
		this.store.answer(null);
		assertThat(this.store.writes).hasSize(2);
	}

	@Test
	void aClientThatLeavesIsForgottenAfterWhatIsUnderWay() {
		this.session.update("1", () -> saved(1));
		this.session.forget();
		this.store.answer(null);
		assertThat(this.store.writes).hasSize(1);
		assertThat(this.store.removed).containsExactly("s");
	}

	private static SavedSubscription saved(long offset) {
		return new SavedSubscription("/topic/a", Map.of("ack", "client"), new StreamPosition(offset, "e"));
	}

	private static final class Store implements SessionStore {

		private final List<Map<String, Optional<SavedSubscription>>> writes = new ArrayList<>();

		private final List<String> removed = new ArrayList<>();

		private CompletableFuture<Void> pending = new CompletableFuture<>();

		@Override
		public CompletableFuture<Void> write(String session, Map<String, Optional<SavedSubscription>> changes,
				Duration life) {
			this.writes.add(new HashMap<>(changes));
			this.pending = new CompletableFuture<>();
			return this.pending;
		}

		private void answer(RelayException failure) {
			if (failure != null) {
				this.pending.completeExceptionally(failure);
			}
			else {
				this.pending.complete(null);
			}
		}

		@Override
		public CompletableFuture<Optional<Map<String, SavedSubscription>>> read(String session) {
			throw new UnsupportedOperationException();
		}

		@Override
		public CompletableFuture<Void> remove(String session) {
			this.removed.add(session);
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletableFuture<List<byte[]>> secrets() {
			throw new UnsupportedOperationException();
		}

	}

}
