package io.github.realtimespring.internal.hub;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.Publication;
import io.github.realtimespring.PublisherInfo;
import io.github.realtimespring.internal.hub.inbound.ReadBatch;
import io.github.realtimespring.internal.hub.session.ChannelFilter.Decision;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.DeliveryWindow;
import io.github.realtimespring.internal.hub.session.PatternSubscription;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.FrameBatch;
import io.github.realtimespring.internal.outbound.OutboundLimits;
import io.github.realtimespring.internal.outbound.OutboundQueue.OfferResult;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.internal.outbound.SocketWriter;
import io.github.realtimespring.internal.outbound.UnencodableException;
import io.github.realtimespring.internal.protocol.stomp.StompProtocol;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.relay.RelayException;
import io.github.realtimespring.relay.RelayStatus;
import io.github.realtimespring.test.DelegatingRelay;
import io.github.realtimespring.test.TestProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

class HubTests {

	private static final SessionProtocol PROTOCOL = new TestProtocol();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final RelaySpy relay = new RelaySpy();

	private final Encoder encoder = new Encoder();

	private Hub hub = hub(HubOptions.defaults());

	@BeforeEach
	void start() {
		this.hub.start();
	}

	@AfterEach
	void stop() {
		this.hub.stop();
		this.executor.shutdownNow();
	}

	@Test
	void aPublicationReachesEverySubscriberOfItsChannelAndNobodyElse() {
		Socket a = subscribed("a", "news");
		Socket b = subscribed("b", "news");
		Socket c = subscribed("c", "other");
		publish("news", "hello");
		publish("other", "bye");
		await().untilAsserted(() -> {
			assertThat(a.received).containsExactly("news=hello");
			assertThat(b.received).containsExactly("news=hello");
			assertThat(c.received).containsExactly("other=bye");
		});
	}

	@Test
	void subscribersOfOneEncoderShareOneEncodedFrame() {
		Socket a = subscribed("a", "news");
		Socket b = subscribed("b", "news");
		publish("news", "hello");
		await().until(() -> a.frames.size() == 1 && b.frames.size() == 1);
		assertThat(a.frames.get(0)).isSameAs(b.frames.get(0));
		assertThat(this.encoder.encoded).hasValue(1);
	}

	@Test
	void nothingIsEncodedForASessionThatIsClosed() {
		Socket closed = subscribed("a", "news");
		Encoder other = new Encoder();
		Socket open = open("b");
		this.hub.subscribe(Subscription.toChannel(open.session, "s", "news", other)).join();
		open.session.subscription("s").activate(null);
		closed.session.abort(CloseReason.SLOW);
		assertThat(this.hub.session("a")).isNotNull();
		publish("news", "hello");
		await().until(() -> open.frames.size() == 1);
		publish("news", "again");
		await().until(() -> open.frames.size() == 2);
		assertThat(other.encoded).hasValue(2);
		assertThat(this.encoder.encoded).hasValue(0);
	}

	@Test
	void framesThatAreLargerThanTheirPublicationsDoNotCloseWhoKeepsUp() {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch queued = new CountDownLatch(1);
		PublicationEncoder large = (channel, publication) -> {
			begun.countDown();
			awaitUninterruptibly(queued);
			return Frame.text(new byte[100 * 1024]);
		};
		Socket socket = open("a");
		Subscription subscription = Subscription.toChannel(socket.session, "s", "news", large);
		this.hub.subscribe(subscription).join();
		subscription.activate(null);
		publish("news", "1");
		awaitUninterruptibly(begun);
		for (int i = 0; i < 30; i++) {
			publish("news", "1");
		}
		queued.countDown();
		await().until(() -> socket.frames.size() == 31 || !socket.session.isOpen());
		assertThat(socket.session.isOpen()).isTrue();
	}

	@Test
	void theReplyPrecedesPublicationsThatArrivedBeforeIt() throws Exception {
		Socket socket = open("a");
		Subscription subscription = Subscription.toChannel(socket.session, "s", "news", this.encoder);
		this.hub.subscribe(subscription).get(30, TimeUnit.SECONDS);
		publish("news", "early");
		await().until(() -> this.encoder.encoded.get() == 1);
		assertThat(socket.received).isEmpty();
		subscription.activate(Frame.text("reply".getBytes(StandardCharsets.UTF_8)));
		publish("news", "late");
		await().untilAsserted(() -> assertThat(socket.received).containsExactly("reply", "news=early", "news=late"));
	}

	@Test
	void whatWasReadTogetherWithTheEndIsCarriedOut() {
		Socket publisher = open("a");
		Socket reader = subscribed("b", "news");
		try (ReadBatch batch = ReadBatch.begin()) {
			publisher.session.inbound().executeQuickly(() -> {
				if (publisher.session.isOpen()) {
					publish("news", "last words");
				}
			});
			this.hub.remove(publisher.session, new CloseCode(1000, ""));
		}
		await().untilAsserted(() -> assertThat(reader.received).containsExactly("news=last words"));
	}

	@Test
	void anIdIsTakenOnceAndTheSecondConnectionLeavesNothingBehind() {
		SessionProtocol protocol = new StompProtocol();
		Session first = this.hub.open("a", "test", protocol, ClientIdentity.ANONYMOUS, new Socket());
		assertThatIllegalStateException()
			.isThrownBy(() -> this.hub.open("a", "test", protocol, ClientIdentity.ANONYMOUS, new Socket()));
		assertThat(this.hub.session("a")).isSameAs(first);
		assertThat(this.hub.unauthenticated().count()).isOne();
		this.hub.remove(first, new CloseCode(1000, ""));
		assertThat(this.hub.sessions()).isEmpty();
		assertThat(this.hub.unauthenticated().count()).isZero();
	}

	@Test
	void afterARestartTheRelayIsAskedAgain() {
		Socket a = subscribed("a", "news");
		assertThat(this.hub.subscribe(pattern(a, "x"))).succeedsWithin(Duration.ofSeconds(30));
		a.session.subscriptions().forEach(this.hub::unsubscribe);
		this.hub.stop();
		this.hub.start();
		Socket b = subscribed("b", "news");
		Subscription pattern = pattern(b, "x");
		assertThat(this.hub.subscribe(pattern)).succeedsWithin(Duration.ofSeconds(30));
		pattern.activate(null);
		assertThat(this.relay.subscribed).containsExactly("news", "x*", "news", "x*");
		publish("news", "hello");
		publish("xyz", "hello");
		await().untilAsserted(() -> assertThat(b.received).containsExactlyInAnyOrder("news=hello", "xyz=hello"));
	}

	@Test
	void sessionsThatAreLeftEndWithTheHub() {
		Socket a = subscribed("a", "news");
		this.hub.stop();
		assertThat(this.hub.sessions()).isEmpty();
		assertThat(this.hub.statistics().subscriptionCount()).isZero();
		await().untilAsserted(() -> assertThat(a.closedWith).isEqualTo(PROTOCOL.closeCode(CloseReason.SHUTDOWN)));
	}

	@Test
	void aSubscriptionThatWasRemovedBeforeItsReplyStaysRemoved() {
		Socket socket = open("a");
		Subscription subscription = Subscription.toChannel(socket.session, "s", "news", this.encoder);
		this.hub.subscribe(subscription);
		this.hub.unsubscribe(subscription);
		subscription.activate(Frame.text("reply".getBytes(StandardCharsets.UTF_8)));
		assertThat(subscription.offer(Frame.text(new byte[1]), null)).isEqualTo(OfferResult.REFUSED);
		assertThat(socket.received).containsExactly("reply");
	}

	@Test
	void whatIsHeldBeforeTheReplyIsBoundedByBytes() {
		Socket socket = open("a");
		Subscription subscription = Subscription.toChannel(socket.session, "s", "news", this.encoder);
		this.hub.subscribe(subscription);
		Frame half = Frame.binary(new byte[(int) this.hub.options().outbound().maxBytes() / 2]);
		subscription.offer(half, null);
		subscription.offer(half, null);
		assertThat(socket.session.isOpen()).isTrue();
		subscription.offer(half, null);
		assertThat(socket.session.closeCode()).isEqualTo(PROTOCOL.closeCode(CloseReason.SLOW));
	}

	@Test
	void nothingArrivesAfterUnsubscribe() {
		Socket a = subscribed("a", "news");
		Socket b = subscribed("b", "news");
		this.hub.unsubscribe(a.session.subscriptions().iterator().next());
		publish("news", "hello");
		await().until(() -> b.received.size() == 1);
		assertThat(a.received).isEmpty();
		assertThat(this.hub.statistics().subscriptionCount()).isOne();
	}

	@Test
	void aPublicationForOneSessionReachesOnlyThatOne() {
		Socket a = subscribed("a", "news");
		Socket b = subscribed("b", "news");
		this.hub.publish("news", publication("secret").mutate().targetSession("a").build());
		publish("news", "public");
		await().until(() -> b.received.size() == 1);
		assertThat(b.received).containsExactly("news=public");
		await().untilAsserted(() -> assertThat(a.received).containsExactly("news=secret", "news=public"));
	}

	@Test
	void aNodeHasNoMorePatternsThanItMay() {
		this.hub.stop();
		this.hub = hub(HubOptions.builder().patterns(new PatternOptions(2, 3, Duration.ofSeconds(30))).build());
		List<Subscription> held = new ArrayList<>();
		Socket a = open("a");
		Socket b = open("b");
		for (Socket socket : List.of(a, a, b)) {
			held.add(pattern(socket, String.valueOf(held.size())));
			assertThat(this.hub.subscribe(held.get(held.size() - 1))).succeedsWithin(Duration.ofSeconds(30));
		}
		assertThat(refusal(pattern(a, "x"))).isEqualTo(SubscriptionRefusedException.Cause.SESSION_PATTERNS);
		DeliveryWindow window = mock();
		assertThat(refusal(pattern(b, "x").through(window)))
			.isEqualTo(SubscriptionRefusedException.Cause.NODE_PATTERNS);
		then(window).should().close();
		assertThat(this.hub.statistics().patternCount()).isEqualTo(3);
		this.hub.unsubscribe(held.get(0));
		// Its prefix lingers at the relay, and makes room for another one
		assertThat(this.hub.subscribe(pattern(b, "x"))).succeedsWithin(Duration.ofSeconds(30));
		assertThat(this.relay.prefixes).containsExactlyInAnyOrder("1", "2", "x");
		this.hub.remove(a.session, new CloseCode(1000, ""));
		this.hub.remove(b.session, new CloseCode(1000, ""));
		assertThat(this.hub.statistics().patternCount()).isZero();
	}

	@Test
	void patternsThatAClientLeavesTakeNoRoomFromOthers() {
		this.hub.stop();
		this.hub = hub(HubOptions.builder().patterns(new PatternOptions(16, 32, Duration.ofSeconds(30))).build());
		Socket a = open("a");
		for (int i = 0; i < 1000; i++) {
			Subscription subscription = pattern(a, "a" + i);
			assertThat(this.hub.subscribe(subscription)).succeedsWithin(Duration.ofSeconds(30));
			this.hub.unsubscribe(subscription);
			assertThat(this.relay.prefixes).hasSizeLessThanOrEqualTo(3);
		}
		for (int i = 0; i < 32; i++) {
			Socket socket = open("b" + i);
			assertThat(this.hub.subscribe(pattern(socket, "b" + i))).succeedsWithin(Duration.ofSeconds(30));
		}
		assertThat(this.relay.prefixes).hasSize(32).allMatch((prefix) -> prefix.startsWith("b"));
	}

	private Subscription pattern(Socket socket, String prefix) {
		return PatternSubscription.toPrefix(socket.session, "p" + prefix, prefix, (channel) -> Decision.ACCEPT,
				this.encoder);
	}

	private SubscriptionRefusedException.Cause refusal(Subscription subscription) {
		return catchThrowableOfType(SubscriptionRefusedException.class, () -> this.hub.subscribe(subscription))
			.reason();
	}

	@Test
	void patternsThatTakeLongDelayNobodyElse() {
		CountDownLatch busy = new CountDownLatch(1);
		Socket pattern = open("pattern");
		Subscription slow = PatternSubscription.toPrefix(pattern.session, "p", "n", (channel) -> {
			try {
				busy.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return Decision.ACCEPT;
		}, this.encoder);
		this.hub.subscribe(slow).join();
		slow.activate(null);
		Socket other = subscribed("other", "news");
		publish("news", "1");
		await().untilAsserted(() -> assertThat(other.received).containsExactly("news=1"));
		assertThat(pattern.received).isEmpty();
		busy.countDown();
		await().untilAsserted(() -> assertThat(pattern.received).containsExactly("news=1"));
	}

	@Test
	void aPrefixSubscriptionSeesTheChannelsThatItsFilterTakes() throws Exception {
		Socket socket = open("a");
		Subscription subscription = PatternSubscription.toPrefix(socket.session, "s", "price.",
				(channel) -> channel.endsWith(".us") ? Decision.ACCEPT : Decision.REJECT, this.encoder);
		this.hub.subscribe(subscription).get(30, TimeUnit.SECONDS);
		subscription.activate(null);
		publish("price.x.eu", "1");
		publish("cost.x.us", "2");
		publish("price.x.us", "3");
		await().untilAsserted(() -> assertThat(socket.received).containsExactly("price.x.us=3"));
	}

	@Test
	void theRelayIsAskedOncePerChannelAndReleasedAfterTheLastSubscriberHasLongLeft() {
		this.hub.stop();
		HubOptions defaults = HubOptions.defaults();
		this.hub = hub(HubOptions.builder()
			.outbound(defaults.outbound())
			.inbound(10, Duration.ofSeconds(1))
			.maxSubscriptions(10)
			.lanes(1, 100)
			.interestLinger(Duration.ofMillis(1))
			.build());
		this.hub.start();
		Socket a = subscribed("a", "news");
		Socket b = subscribed("b", "news");
		assertThat(this.relay.subscribed).containsExactly("news");
		this.hub.unsubscribe(a.session.subscriptions().iterator().next());
		this.hub.unsubscribe(b.session.subscriptions().iterator().next());
		await().until(() -> this.relay.unsubscribed.contains("news"));
		assertThat(this.hub.statistics().channelCount()).isZero();
		Socket c = subscribed("c", "news");
		publish("news", "again");
		await().until(() -> c.received.contains("news=again"));
		assertThat(this.relay.subscribed).containsExactly("news", "news");
	}

	@Test
	void whenTheRelayCanNotSubscribeThenTheSubscriptionIsGoneAndMayBeTriedAgain() {
		this.relay.refuse = true;
		Socket socket = open("a");
		Subscription refused = Subscription.toChannel(socket.session, "s", "news", this.encoder);
		assertThat(this.hub.subscribe(refused)).isCompletedExceptionally();
		assertThat(socket.session.subscriptions()).isEmpty();
		assertThat(this.hub.statistics().subscriptionCount()).isZero();
		this.relay.refuse = false;
		assertThat(this.hub.subscribe(Subscription.toChannel(socket.session, "s", "news", this.encoder)))
			.succeedsWithin(Duration.ofSeconds(30));
	}

	@Test
	void aSecondSubscriptionWithTheSameIdIsRefusedAndSoIsOneTooMany() {
		Socket socket = subscribed("a", "news");
		Subscription twin = Subscription.toChannel(socket.session, "news", "news", this.encoder);
		assertThatExceptionOfType(SubscriptionRefusedException.class).isThrownBy(() -> this.hub.subscribe(twin))
			.extracting(SubscriptionRefusedException::reason)
			.isEqualTo(SubscriptionRefusedException.Cause.DUPLICATE);
		for (int i = 1; i < this.hub.options().maxSubscriptions(); i++) {
			this.hub.subscribe(Subscription.toChannel(socket.session, "s" + i, "c" + i, this.encoder));
		}
		Subscription last = Subscription.toChannel(socket.session, "last", "last", this.encoder);
		assertThatExceptionOfType(SubscriptionRefusedException.class).isThrownBy(() -> this.hub.subscribe(last))
			.extracting(SubscriptionRefusedException::reason)
			.isEqualTo(SubscriptionRefusedException.Cause.LIMIT);
	}

	@Test
	void whenASessionEndsThenNothingOfItIsLeft() {
		Socket socket = subscribed("a", "news");
		this.hub.remove(socket.session, new CloseCode(1000, ""));
		assertThat(this.hub.sessions()).isEmpty();
		assertThat(this.hub.statistics().subscriptionCount()).isZero();
		Subscription late = Subscription.toChannel(socket.session, "s", "news", this.encoder);
		assertThatExceptionOfType(SubscriptionRefusedException.class).isThrownBy(() -> this.hub.subscribe(late));
		assertThat(this.hub.statistics().subscriptionCount()).isZero();
	}

	@Test
	void whenClientStopsReadingThenItIsClosedAndOthersAreNotDelayed() {
		this.hub.stop();
		OutboundLimits tight = new OutboundLimits(1024, 10, Duration.ofMinutes(1));
		this.hub = hub(HubOptions.builder()
			.outbound(tight)
			.inbound(10, Duration.ofSeconds(1))
			.maxSubscriptions(10)
			.lanes(1, 1000)
			.interestLinger(Duration.ofSeconds(1))
			.build());
		this.hub.start();
		Socket stopped = subscribed("stopped", "news");
		stopped.stalled = true;
		Socket healthy = subscribed("healthy", "news");
		for (int i = 0; i < 50; i++) {
			publish("news", "m" + i);
			int expected = i + 1;
			await().until(() -> healthy.received.size() == expected);
		}
		await().until(() -> stopped.closedWith != null);
		assertThat(stopped.closedWith).isEqualTo(PROTOCOL.closeCode(CloseReason.SLOW));
		assertThat(healthy.closedWith).isNull();
	}

	@Test
	void publicationsOfADelayedChannelLeaveInOneWrite() {
		this.hub.stop();
		long delay = Duration.ofMillis(500).toNanos();
		this.hub = hub(HubOptions.builder().flushDelay((channel) -> channel.equals("busy") ? delay : 0).build());
		this.hub.start();
		Socket busy = subscribed("a", "busy");
		Socket prompt = subscribed("b", "prompt");
		int writes = busy.writes.get();
		for (int i = 0; i < 5; i++) {
			publish("busy", "m" + i);
		}
		publish("prompt", "now");
		await().until(() -> !prompt.received.isEmpty());
		assertThat(busy.received).isEmpty();
		await().untilAsserted(
				() -> assertThat(busy.received).containsExactly("busy=m0", "busy=m1", "busy=m2", "busy=m3", "busy=m4"));
		assertThat(busy.writes.get() - writes).isOne();
	}

	@Test
	void aPromptChannelDoesNotWaitForADelayedOneOfTheSameSession() throws Exception {
		this.hub.stop();
		long delay = Duration.ofMinutes(1).toNanos();
		this.hub = hub(HubOptions.builder().flushDelay((channel) -> channel.equals("busy") ? delay : 0).build());
		this.hub.start();
		Socket socket = subscribed("a", "busy");
		Subscription prompt = Subscription.toChannel(socket.session, "other", "prompt", this.encoder);
		this.hub.subscribe(prompt).get(30, TimeUnit.SECONDS);
		prompt.activate(null);
		publish("busy", "first");
		await().until(() -> socket.session.outbound().pendingFrames() == 1);
		publish("prompt", "now");
		await().untilAsserted(() -> assertThat(socket.received).containsExactly("busy=first", "prompt=now"));
	}

	@Test
	void whatIsDelayedLeavesBeforeWhatComesLater() {
		this.hub.stop();
		long delay = Duration.ofMinutes(1).toNanos();
		this.hub = hub(HubOptions.builder().flushDelay((channel) -> delay).build());
		this.hub.start();
		Socket socket = subscribed("a", "busy");
		publish("busy", "first");
		await().until(() -> socket.session.outbound().pendingFrames() == 1);
		assertThat(socket.received).isEmpty();
		socket.session.send(Frame.text("reply".getBytes(StandardCharsets.UTF_8)));
		assertThat(socket.received).containsExactly("busy=first", "reply");
	}

	@Test
	void aSweepThatFailsIsNotTheLast() {
		startWithWriteTimeout();
		this.relay.failingUnsubscribes.set(1);
		this.hub.remove(subscribed("a", "news").session, new CloseCode(1000, ""));
		await().until(() -> this.relay.failingUnsubscribes.get() == 0);
		Socket socket = subscribed("b", "weather");
		socket.stalled = true;
		publish("weather", "only one");
		await().until(() -> socket.closedWith != null);
	}

	@Test
	void aStuckSocketIsFoundWithoutAnotherMessage() {
		startWithWriteTimeout();
		Socket socket = subscribed("a", "news");
		socket.stalled = true;
		publish("news", "only one");
		await().until(() -> socket.closedWith != null);
		assertThat(socket.closedWith).isEqualTo(PROTOCOL.closeCode(CloseReason.WRITE_FAILED));
	}

	private void startWithWriteTimeout() {
		this.hub.stop();
		OutboundLimits limits = new OutboundLimits(1024, 10, Duration.ofMillis(50));
		this.hub = hub(HubOptions.builder()
			.outbound(limits)
			.inbound(10, Duration.ofSeconds(1))
			.maxSubscriptions(10)
			.lanes(1, 1000)
			.interestLinger(Duration.ofSeconds(1))
			.build());
		this.hub.start();
	}

	@Test
	void aPublicationThatAReceiverCanNotBeToldClosesThatReceiverOnly() {
		Socket healthy = subscribed("healthy", "news");
		Socket picky = open("picky");
		Subscription subscription = Subscription.toChannel(picky.session, "s", "news", (channel, publication) -> {
			throw new UnencodableException("expected by the test");
		});
		this.hub.subscribe(subscription);
		subscription.activate(null);
		publish("news", "hello");
		await().until(() -> picky.closedWith != null && healthy.received.size() == 1);
		assertThat(picky.closedWith).isEqualTo(PROTOCOL.closeCode(CloseReason.UNENCODABLE));
	}

	@Test
	void aClientCanNotCloseOthersWithAPublicationThatTheyCanNotBeTold() {
		Socket picky = open("picky");
		Subscription subscription = Subscription.toChannel(picky.session, "s", "news", (channel, publication) -> {
			if (publication.info() != null) {
				throw new UnencodableException("expected by the test");
			}
			return this.encoder.encode(channel, publication);
		});
		this.hub.subscribe(subscription);
		subscription.activate(null);
		this.hub.publish("news", publication("binary").mutate().info(new PublisherInfo("mallory", "m")).build());
		publish("news", "text");
		await().untilAsserted(() -> assertThat(picky.received).containsExactly("news=text"));
		assertThat(picky.closedWith).isNull();
	}

	@Test
	void aReceiverWhoseEncoderFailsDoesNotKeepOthersFromTheirs() {
		for (int i = 0; i < 5; i++) {
			Subscription broken = Subscription.toChannel(open("broken" + i).session, "s", "news",
					(channel, publication) -> {
						throw new IllegalStateException("expected by the test");
					});
			this.hub.subscribe(broken);
			broken.activate(null);
		}
		Socket healthy = subscribed("healthy", "news");
		publish("news", "hello");
		await().untilAsserted(() -> assertThat(healthy.received).containsExactly("news=hello"));
	}

	@Test
	void aHubThatWasStoppedCanStartAgain() {
		this.hub.stop();
		this.hub.start();
		Socket socket = subscribed("a", "news");
		publish("news", "hello");
		await().untilAsserted(() -> assertThat(socket.received).containsExactly("news=hello"));
	}

	@Test
	void orderOfOnePublisherIsKept() {
		Socket socket = subscribed("a", "news");
		for (int i = 0; i < 10_000; i++) {
			assertThat(this.hub.publish("news", publication(Integer.toString(i)))).isCompleted();
		}
		await().until(() -> socket.received.size() == 10_000);
		for (int i = 0; i < 10_000; i++) {
			assertThat(socket.received.get(i)).isEqualTo("news=" + i);
		}
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Hub hub(HubOptions options) {
		return new Hub(this.relay, options, this.executor, this.executor, RealtimeMetrics.NONE);
	}

	private Socket open(String id) {
		Socket socket = new Socket();
		socket.session = this.hub.open(id, "test", PROTOCOL, ClientIdentity.ANONYMOUS, socket);
		return socket;
	}

	private Socket subscribed(String id, String channel) {
		Socket socket = open(id);
		Subscription subscription = Subscription.toChannel(socket.session, channel, channel, this.encoder);
		assertThat(this.hub.subscribe(subscription)).succeedsWithin(Duration.ofSeconds(30));
		subscription.activate(null);
		return socket;
	}

	private void publish(String channel, String content) {
		this.hub.publish(channel, publication(content));
	}

	private static Publication publication(String content) {
		return new Publication(content.getBytes(StandardCharsets.UTF_8), "text/plain");
	}

	private static final class Encoder implements PublicationEncoder {

		private final AtomicInteger encoded = new AtomicInteger();

		@Override
		public Frame encode(String channel, Publication publication) {
			this.encoded.incrementAndGet();
			String content = channel + "=" + new String(publication.data(), StandardCharsets.UTF_8);
			return Frame.text(content.getBytes(StandardCharsets.UTF_8));
		}

	}

	private static final class Socket implements SocketWriter {

		private final List<String> received = new CopyOnWriteArrayList<>();

		private final List<Frame> frames = new CopyOnWriteArrayList<>();

		private final AtomicInteger writes = new AtomicInteger();

		private volatile boolean stalled;

		private volatile @Nullable CloseCode closedWith;

		@SuppressWarnings("NullAway.Init")
		private Session session;

		@Override
		public boolean write(FrameBatch batch, Completion completion) {
			if (this.stalled) {
				return false;
			}
			this.writes.incrementAndGet();
			this.frames.addAll(batch.messages());
			this.received.addAll(batch.messages().stream().map(Frame::string).toList());
			return true;
		}

		@Override
		public void close(int code, String reason) {
			this.closedWith = new CloseCode(code, reason);
		}

	}

	/**
	 * The local relay, with a record of what it was asked for.
	 */
	private static final class RelaySpy extends DelegatingRelay {

		private final List<String> subscribed = new CopyOnWriteArrayList<>();

		private final List<String> unsubscribed = new CopyOnWriteArrayList<>();

		private final Set<String> prefixes = ConcurrentHashMap.newKeySet();

		private final AtomicInteger failingUnsubscribes = new AtomicInteger();

		private volatile boolean refuse;

		@Override
		public CompletableFuture<Void> subscribe(String channel) {
			if (this.refuse) {
				return CompletableFuture.failedFuture(new RelayException("refused by the test"));
			}
			this.subscribed.add(channel);
			return super.subscribe(channel);
		}

		@Override
		public CompletableFuture<Void> unsubscribe(String channel) {
			if (this.failingUnsubscribes.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
				throw new AssertionError("expected by the test");
			}
			this.unsubscribed.add(channel);
			return super.unsubscribe(channel);
		}

		@Override
		public CompletableFuture<Void> subscribePrefix(String prefix) {
			this.subscribed.add(prefix + "*");
			this.prefixes.add(prefix);
			return super.subscribePrefix(prefix);
		}

		@Override
		public CompletableFuture<Void> unsubscribePrefix(String prefix) {
			this.prefixes.remove(prefix);
			return super.unsubscribePrefix(prefix);
		}

		@Override
		public RelayStatus status() {
			return new RelayStatus("spy", true, Map.of());
		}

	}

}
