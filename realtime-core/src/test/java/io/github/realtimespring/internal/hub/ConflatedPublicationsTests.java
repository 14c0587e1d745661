package io.github.realtimespring.internal.hub;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.HistoryQuery;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublishOptions;
import io.github.realtimespring.StreamPosition;
import io.github.realtimespring.channel.HistoryOptions;
import io.github.realtimespring.internal.publish.RealtimeTemplate;
import io.github.realtimespring.internal.tenant.Tenants;
import io.github.realtimespring.observability.DropReason;
import io.github.realtimespring.relay.RelayStatus;
import io.github.realtimespring.test.CountedMessages;
import io.github.realtimespring.test.DelegatingRelay;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for publications to conflated channels through a {@link Hub}.
 */
class ConflatedPublicationsTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private static final HistoryOptions HISTORY = new HistoryOptions(10, HOUR, HOUR);

	private final CountedMessages messages = new CountedMessages();

	private final OrderedRelay relay = new OrderedRelay();

	private Hub hub = start(HubOptions.builder());

	@AfterEach
	void stop() {
		this.hub.stop();
	}

	@Test
	void aStreamHasThePublishedOnesOnlyAndNoGap() {
		StreamPosition first = publish("kept:1", "1").getNow(StreamPosition.NONE);
		CompletableFuture<StreamPosition> replaced = publish("kept:1", "2");
		CompletableFuture<StreamPosition> last = publish("kept:1", "3");
		assertThat(replaced).isCompletedWithValue(StreamPosition.NONE);
		StreamPosition keyed = publish("kept:1", "4", PublishOptions.builder().idempotencyKey("k").build())
			.getNow(StreamPosition.NONE);
		assertThat(first.offset()).isOne();
		assertThat(last.getNow(StreamPosition.NONE).offset()).isEqualTo(2);
		assertThat(keyed.offset()).isEqualTo(3);
		assertThat(this.hub.streams().read("kept:1", HistoryQuery.newest(10)).join().publications())
			.extracting((publication) -> new String(publication.data(), StandardCharsets.UTF_8))
			.containsExactlyInAnyOrder("1", "3", "4");
	}

	@Test
	void aRepeatedIdempotencyKeyDoesNotDisplaceAPublication() {
		PublishOptions options = PublishOptions.builder().idempotencyKey("k").build();
		StreamPosition first = publish("kept:1", "1", options).getNow(StreamPosition.NONE);
		CompletableFuture<StreamPosition> newer = publish("kept:1", "2");
		assertThat(publish("kept:1", "1", options).getNow(StreamPosition.NONE)).isEqualTo(first);
		assertThat(newer.getNow(StreamPosition.NONE).offset()).isEqualTo(2);
	}

	@Test
	void whatWaitsReachesTheRelayBeforeItStops() {
		publish("a", "1");
		publish("a", "2");
		CompletableFuture<StreamPosition> last = publish("a", "3");
		this.hub.stop();
		assertThat(this.relay.calls).containsExactly("a=1", "a=3", "stop");
		assertThat(last).isCompletedWithValue(StreamPosition.NONE);
		assertThat(this.messages.dropped(DropReason.CONFLATED)).isOne();
	}

	@Test
	void aHubThatIsStartedAgainConflatesAgain() {
		publish("a", "1");
		this.hub.stop();
		this.hub.start();
		publish("a", "2");
		assertThat(publish("a", "3")).isNotDone();
		assertThat(this.relay.calls).containsExactly("a=1", "stop", "a=2");
	}

	@Test
	void tenantsDoNotReplaceEachOthersPublications() {
		this.hub.stop();
		this.relay.calls.clear();
		this.hub = start(HubOptions.builder().tenants(Tenants.of("org", null, true)));
		RealtimeTemplate template = new RealtimeTemplate(this.hub, (object) -> new byte[0]);
		for (String tenant : List.of("one", "two")) {
			template.forTenant(tenant).publish("a", "1");
			template.forTenant(tenant).publish("a", "2");
			template.forTenant(tenant).publish("free", "3");
			template.forTenant(tenant).publish("free", "4");
		}
		assertThat(this.relay.calls).containsExactly("one|a=1", "one|free=3", "one|free=4", "two|a=1", "two|free=3",
				"two|free=4");
		assertThat(this.messages.dropped(DropReason.CONFLATED)).isZero();
		this.hub.stop();
		assertThat(this.relay.calls).endsWith("stop").contains("one|a=2", "two|a=2");
	}

	private CompletableFuture<StreamPosition> publish(String channel, String text) {
		return publish(channel, text, PublishOptions.NONE);
	}

	private CompletableFuture<StreamPosition> publish(String channel, String text, PublishOptions options) {
		return this.hub.publish(channel, new Publication(text.getBytes(StandardCharsets.UTF_8), null), options);
	}

	private Hub start(HubOptions.Builder options) {
		Hub created = new Hub(this.relay,
				options.conflation((channel) -> channel.startsWith("free") ? 0 : HOUR.toNanos())
					.history((channel) -> channel.startsWith("kept:") ? HISTORY : HistoryOptions.NONE)
					.build(),
				Runnable::run, Runnable::run, this.messages);
		created.start();
		return created;
	}

	/**
	 * Remembers the order of publications and stops.
	 */
	private static final class OrderedRelay extends DelegatingRelay {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		@Override
		public CompletableFuture<StreamPosition> publish(String channel, Publication publication) {
			this.calls.add(channel + "=" + new String(publication.data(), StandardCharsets.UTF_8));
			return super.publish(channel, publication);
		}

		@Override
		public void stop() {
			this.calls.add("stop");
			super.stop();
		}

		@Override
		public RelayStatus status() {
			return new RelayStatus("ordered", true, Map.of());
		}

	}

}
