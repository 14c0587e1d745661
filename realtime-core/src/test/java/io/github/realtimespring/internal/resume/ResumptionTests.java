package io.github.realtimespring.internal.resume;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.observability.RealtimeMetrics;

import static org.assertj.core.api.Assertions.assertThat;

class ResumptionTests {

	private final Store store = new Store();

	@Test
	void whatFollowsNeverRunsOnTheStoresThread() {
		ExecutorService executor = Executors.newSingleThreadExecutor((task) -> new Thread(task, "may-block"));
		try {
			Resumption resumption = new Resumption(this.store, ResumeOptions.defaults(), (session) -> false, executor,
					RealtimeMetrics.NONE);
			CompletableFuture<String> thread = resumption.begin(client("stomp", "s"), "")
				.thenApply((resumed) -> Thread.currentThread().getName());
			this.store.secret.complete(new byte[32]);
			assertThat(thread.join()).isEqualTo("may-block");
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void aSessionHasWhatTheEarlierOneHadBeforeItsTokenIsKnown() {
		Resumption resumption = new Resumption(this.store, ResumeOptions.defaults(), (session) -> false, Runnable::run,
				RealtimeMetrics.NONE);
		this.store.secret.complete(new byte[32]);
		String token = resumption.begin(client("stomp", "first"), "").join().token();
		SavedSubscription saved = new SavedSubscription("/topic/a", Map.of(), new StreamPosition(1, "e"));
		this.store.kept = Optional.of(Map.of("1", saved));
		resumption.begin(client("stomp", "second"), token).join();
		assertThat(this.store.written).isEqualTo(Map.of("1", Optional.of(saved)));
	}

	@Test
	void aSessionDoesNotGoOnInAnotherProtocol() {
		Resumption resumption = new Resumption(this.store, ResumeOptions.defaults(), (session) -> false, Runnable::run,
				RealtimeMetrics.NONE);
		this.store.secret.complete(new byte[32]);
		this.store.kept = Optional.of(Map.of());
		String token = resumption.begin(client("stomp", "first"), "").join().token();
		assertThat(resumption.begin(client("centrifuge", "second"), token).join().subscriptions()).isNull();
		assertThat(resumption.begin(client("stomp", "third"), token).join().subscriptions()).isEmpty();
	}

	@Test
	void aSessionThatIsRevokedAlsoWhileItIsReadDoesNotGoOn() {
		Set<String> revoked = new HashSet<>();
		Resumption resumption = new Resumption(this.store, ResumeOptions.defaults(),
				(session) -> revoked.contains(session.value()), Runnable::run, RealtimeMetrics.NONE);
		this.store.secret.complete(new byte[32]);
		this.store.kept = Optional.of(Map.of());
		String token = resumption.begin(client("stomp", "first"), "").join().token();
		assertThat(resumption.begin(client("stomp", "second"), token).join().subscriptions()).isEmpty();
		this.store.whenRead = () -> revoked.add("first");
		assertThat(resumption.begin(client("stomp", "third"), token).join().subscriptions()).isNull();
		this.store.whenRead = () -> revoked.add("read");
		assertThat(resumption.begin(client("stomp", "fourth"), token).join().subscriptions()).isNull();
		assertThat(revoked).containsExactly("first");
	}

	private static final class Store implements SessionStore {

		private final CompletableFuture<byte[]> secret = new CompletableFuture<>();

		private Optional<Map<String, SavedSubscription>> kept = Optional.empty();

		private Map<String, Optional<SavedSubscription>> written = Map.of();

		private Runnable whenRead = () -> {
		};

		@Override
		public CompletableFuture<Void> write(String session, Map<String, Optional<SavedSubscription>> changes,
				Duration life) {
			this.written = changes;
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletableFuture<Optional<Map<String, SavedSubscription>>> read(String session) {
			this.whenRead.run();
			return CompletableFuture.completedFuture(this.kept);
		}

		@Override
		public CompletableFuture<Void> remove(String session) {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public CompletableFuture<List<byte[]>> secrets() {
			return this.secret.thenApply(List::of);
		}

	}

	private static ResumableClient client(String protocol, String session) {
		return new ResumableClient(protocol, session, "user", "user");
	}

}
