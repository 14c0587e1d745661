package io.github.realtimespring.internal.hub.dispatch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.RecordingSocketWriter;
import io.github.realtimespring.test.TestProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class ChannelIndexTests {

	private static final long LINGER = TimeUnit.MINUTES.toNanos(10);

	private final Set<String> atRelay = new LinkedHashSet<>();

	private final ChannelIndex index = new ChannelIndex(this::subscribe, this::unsubscribe, LINGER, 4);

	private final Session session = new Hub(new LocalRelay(), HubOptions.defaults(), Runnable::run, Runnable::run,
			RealtimeMetrics.NONE)
		.open("a", "test", new TestProtocol(), ClientIdentity.ANONYMOUS, new RecordingSocketWriter());

	@Test
	void ofChannelsThatAreLeftOnlyTheLatestLinger() {
		Subscription kept = add("kept");
		for (int i = 0; i < 1000; i++) {
			this.index.remove(add("n" + i));
		}
		assertThat(this.atRelay).containsExactly("kept", "n996", "n997", "n998", "n999");
		this.index.remove(kept);
		assertThat(this.atRelay).containsExactly("kept", "n997", "n998", "n999");
	}

	@Test
	void aChannelThatIsTakenAgainDoesNotLinger() {
		this.index.remove(add("a"));
		Subscription again = add("a");
		for (int i = 0; i < 10; i++) {
			this.index.remove(add("n" + i));
		}
		assertThat(this.atRelay).contains("a");
		assertThat(this.index.subscribers("a")).containsExactly(again);
		this.index.sweep(System.nanoTime() + 2 * LINGER);
		assertThat(this.atRelay).containsExactly("a");
	}

	@Test
	void theOldestAreGivenUpFirst() {
		List<Subscription> all = new ArrayList<>(List.of(add("a"), add("b"), add("c")));
		this.index.remove(all.get(1));
		this.index.remove(all.get(0));
		assertThat(this.index.giveUpOldest()).isTrue();
		assertThat(this.atRelay).containsExactly("a", "c");
		this.index.sweep(System.nanoTime());
		assertThat(this.atRelay).containsExactly("a", "c");
		assertThat(this.index.giveUpOldest()).isTrue();
		assertThat(this.index.giveUpOldest()).isFalse();
		assertThat(this.atRelay).containsExactly("c");
	}

	private Subscription add(String channel) {
		Subscription subscription = Subscription.toChannel(this.session, channel, channel,
				mock(PublicationEncoder.class));
		assertThat(this.index.add(subscription)).isCompleted();
		return subscription;
	}

	private CompletableFuture<Void> subscribe(String channel) {
		this.atRelay.add(channel);
		return CompletableFuture.completedFuture(null);
	}

	private CompletableFuture<Void> unsubscribe(String channel) {
		this.atRelay.remove(channel);
		return CompletableFuture.completedFuture(null);
	}

}
