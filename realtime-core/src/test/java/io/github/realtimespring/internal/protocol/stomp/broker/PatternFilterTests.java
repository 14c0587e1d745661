package io.github.realtimespring.internal.protocol.stomp.broker;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.Publication;
import io.github.realtimespring.channel.Namespace;
import io.github.realtimespring.channel.Namespaces;
import io.github.realtimespring.internal.guard.ChannelPermissions;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.session.PatternSubscription;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.internal.protocol.stomp.BrokerOwnership;
import io.github.realtimespring.internal.relay.local.LocalRelay;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.security.ChannelAuthorizer;
import io.github.realtimespring.test.RecordingSocketWriter;
import io.github.realtimespring.test.TestProtocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application's authorizer says about the channels of a pattern, off the delivery
 * path.
 */
class PatternFilterTests {

	private static final PublicationEncoder SHAPE = (channel, publication) -> Frame
		.text((channel + "=" + new String(publication.data(), UTF_8)).getBytes(UTF_8));

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final Hub hub = new Hub(new LocalRelay(), HubOptions.defaults(), this.executor, this.executor,
			RealtimeMetrics.NONE);

	private final Set<String> forbidden = ConcurrentHashMap.newKeySet();

	private final Set<Thread> askedBy = ConcurrentHashMap.newKeySet();

	private final List<String> asked = new CopyOnWriteArrayList<>();

	private CountDownLatch answers = new CountDownLatch(0);

	@BeforeEach
	void start() {
		this.hub.start();
	}

	@AfterEach
	void stop() {
		this.answers.countDown();
		this.hub.stop();
		this.executor.shutdownNow();
	}

	@Test
	void theAuthorizerIsAskedOffTheDeliveryPathAndOnceForEachChannel() {
		RecordingSocketWriter writer = subscribe("a", Duration.ofMinutes(5));
		this.forbidden.add("c:2");
		for (int i = 0; i < 5; i++) {
			publish("c:1", "one" + i);
			publish("c:2", "two" + i);
		}
		await().untilAsserted(() -> assertThat(writer.messages()).containsExactly("c:1=one0", "c:1=one1", "c:1=one2",
				"c:1=one3", "c:1=one4"));
		assertThat(this.asked).containsExactlyInAnyOrder("c:1", "c:2");
		assertThat(this.askedBy).noneMatch((thread) -> thread.getName().startsWith("realtime-lane"));
	}

	@Test
	void whileTheAuthorizerIsAskedOthersReceiveAndTheOrderIsKept() {
		this.answers = new CountDownLatch(1);
		RecordingSocketWriter slow = subscribe("slow", Duration.ofMinutes(5));
		Session other = open("other", new RecordingSocketWriter());
		RecordingSocketWriter others = new RecordingSocketWriter();
		Session exact = open("exact", others);
		this.hub.subscribe(Subscription.toChannel(exact, "1", "c:1", SHAPE)).join();
		exact.subscriptions().forEach((subscription) -> subscription.activate(null));
		for (int i = 0; i < 20; i++) {
			publish("c:" + i % 3, String.valueOf(i));
		}
		await().until(() -> others.messages().size() == 7);
		assertThat(slow.messages()).isEmpty();
		assertThat(other.isOpen()).isTrue();
		this.answers.countDown();
		await().until(() -> slow.messages().size() == 20);
		for (int i = 0; i < 20; i++) {
			assertThat(slow.messages().get(i)).isEqualTo("c:" + i % 3 + "=" + i);
		}
	}

	@Test
	void whenAMembershipIsLostThenItsMessagesEndWithinTheInterval() {
		RecordingSocketWriter writer = subscribe("a", Duration.ofMillis(20));
		publish("c:1", "seen");
		await().until(() -> writer.messages().contains("c:1=seen"));
		this.forbidden.add("c:1");
		await().until(() -> {
			int before = writer.messages().size();
			int askedBefore = this.asked.size();
			publish("c:1", "still");
			await().until(() -> writer.messages().size() > before || this.asked.size() > askedBefore);
			return this.asked.size() > askedBefore;
		});
		publish("c:1", "never");
		publish("c:2", "behind it");
		await().until(() -> writer.messages().contains("c:2=behind it"));
		this.forbidden.clear();
		await().until(() -> {
			publish("c:1", "again");
			return writer.messages().contains("c:1=again");
		});
		assertThat(writer.messages()).doesNotContain("c:1=never");
	}

	@Test
	void whenTheIdentityChangesThenTheAuthorizerIsAskedAgain() {
		RecordingSocketWriter writer = subscribe("a", Duration.ofMinutes(5));
		publish("c:1", "1");
		await().until(() -> writer.messages().size() == 1);
		this.hub.session("a").setIdentity(new ClientIdentity(() -> "bob", null));
		publish("c:1", "2");
		await().until(() -> writer.messages().size() == 2);
		assertThat(this.asked).containsExactly("c:1", "c:1");
	}

	@Test
	void whenTheAuthorizerNeverAnswersThenTheSessionIsClosedAsTooSlow() {
		this.answers = new CountDownLatch(1);
		RecordingSocketWriter writer = subscribe("a", Duration.ofMinutes(5));
		await().until(() -> {
			publish("c:1", "x".repeat(100_000));
			return !this.hub.session("a").isOpen();
		});
		assertThat(writer.messages()).isEmpty();
	}

	private RecordingSocketWriter subscribe(String id, Duration maxAge) {
		ChannelAuthorizer authorizer = (action, channel, namespace, identity) -> {
			this.asked.add(channel);
			this.askedBy.add(Thread.currentThread());
			boolean allowed = !this.forbidden.contains(channel);
			try {
				this.answers.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return allowed;
		};
		ChannelPermissions permissions = new ChannelPermissions(
				new Namespaces(List.of(Namespace.withDefaults("c").withPatterns(true)), false), authorizer);
		RecordingSocketWriter writer = new RecordingSocketWriter();
		Session session = open(id, writer);
		PatternFilter filter = new PatternFilter((channel) -> true,
				new StompPermissions(permissions, new BrokerOwnership()), session, maxAge);
		Subscription subscription = PatternSubscription.toPrefix(session, "p", "c:", filter, SHAPE);
		this.hub.subscribe(subscription).join();
		subscription.activate(null);
		return writer;
	}

	private Session open(String id, RecordingSocketWriter writer) {
		return this.hub.open(id, "test", new TestProtocol(), ClientIdentity.ANONYMOUS, writer);
	}

	private void publish(String channel, String text) {
		this.hub.publish(channel, new Publication(text.getBytes(UTF_8), null)).orTimeout(30, TimeUnit.SECONDS).join();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(60, TimeUnit.SECONDS).pollInterval(5, TimeUnit.MILLISECONDS);
	}

}
