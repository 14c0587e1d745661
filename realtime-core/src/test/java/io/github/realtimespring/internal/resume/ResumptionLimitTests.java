package io.github.realtimespring.internal.resume;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.internal.resume.Resumption.Resumed;
import io.github.realtimespring.observability.RealtimeMetrics;

import static org.assertj.core.api.Assertions.assertThat;

class ResumptionLimitTests {

	private final SessionStore store = new LocalRelay().sessions();

	private final AtomicInteger evicted = new AtomicInteger();

	private final Resumption resumption = new Resumption(this.store,
			new ResumeOptions(true, Duration.ofMinutes(5), Duration.ofDays(1), 100_000), (session) -> false,
			Runnable::run, new RealtimeMetrics() {
				@Override
				public void resumableEvicted(int count) {
					ResumptionLimitTests.this.evicted.addAndGet(count);
				}
			});

	@Test
	void whatIsKeptOfClientsThatAreGoneIsBounded() {
		Resumed mine = begin("mine", "ann");
		this.resumption.end("mine");
		for (int i = 0; i < 300; i++) {
			Resumed resumed = begin("hostile-" + i, "eve");
			for (int n = 0; n < 10; n++) {
				String channel = "kept:" + "x".repeat(200) + n;
				resumed.session().update(channel, () -> new SavedSubscription(channel, Map.of(), null));
			}
			this.resumption.end("hostile-" + i);
		}
		assertThat(this.evicted.get()).isBetween(250, 299);
		assertThat(this.store.read("hostile-0").join()).isEmpty();
		assertThat(this.store.read("hostile-299").join()).isPresent();
		assertThat(this.store.read("mine").join()).isPresent();
		assertThat(this.resumption.begin(new ResumableClient("stomp", "again", "ann", "ann"), mine.token())
			.join()
			.subscriptions()).isNotNull();
	}

	@Test
	void aSessionThatIsForgottenByItsClientTakesNothing() {
		for (int i = 0; i < 1000; i++) {
			begin("s" + i, "ann").session().forget();
			this.resumption.end("s" + i);
		}
		assertThat(this.evicted).hasValue(0);
	}

	@Test
	void whatIsKeptOfAnonymousClientsCountsByAddress() {
		Resumed mine = begin("mine", "", "address 1.1.1.1");
		this.resumption.end("mine");
		for (int i = 0; i < 1000; i++) {
			begin("hostile-" + i, "", "address 2.2.2.2");
			this.resumption.end("hostile-" + i);
		}
		assertThat(this.evicted.get()).isPositive();
		assertThat(this.resumption.begin(new ResumableClient("stomp", "again", "", "address 3.3.3.3"), mine.token())
			.join()
			.subscriptions()).isNotNull();
	}

	private Resumed begin(String session, String user, String limitKey) {
		return this.resumption.begin(new ResumableClient("stomp", session, user, limitKey), "").join();
	}

	private Resumed begin(String session, String user) {
		return begin(session, user, user);
	}

}
