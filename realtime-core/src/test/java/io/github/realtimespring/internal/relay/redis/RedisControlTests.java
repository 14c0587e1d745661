package io.github.realtimespring.internal.relay.redis;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.github.realtimespring.ClientIdentity;
import io.github.realtimespring.ClientSelector;
import io.github.realtimespring.CloseCode;
import io.github.realtimespring.ControlResult;
import io.github.realtimespring.Publication;
import io.github.realtimespring.internal.hub.Hub;
import io.github.realtimespring.internal.hub.HubOptions;
import io.github.realtimespring.internal.hub.control.ControlCommand;
import io.github.realtimespring.internal.hub.session.CloseReason;
import io.github.realtimespring.internal.hub.session.Session;
import io.github.realtimespring.internal.hub.session.SessionProtocol;
import io.github.realtimespring.internal.hub.session.Subscription;
import io.github.realtimespring.internal.outbound.Frame;
import io.github.realtimespring.internal.outbound.FrameBatch;
import io.github.realtimespring.internal.outbound.PublicationEncoder;
import io.github.realtimespring.internal.outbound.SocketWriter;
import io.github.realtimespring.observability.RealtimeMetrics;
import io.github.realtimespring.test.RecordingControl;
import io.github.realtimespring.test.RedisServer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ControlChannel} with hubs that only Redis connects.
 */
class RedisControlTests {

	private static final String CHANNEL = "room:1";

	private static final AtomicInteger COUNT = new AtomicInteger();

	private static final PublicationEncoder TEXT = (channel, publication) -> Frame.line(publication.data());

	private final List<Runnable> closers = new ArrayList<>();

	private RedisServer server;

	private Node north;

	private Node south;

	@BeforeEach
	void start() {
		this.server = RedisServer.start();
		this.north = new Node(this.server.port());
		this.south = new Node(this.server.port());
	}

	@AfterEach
	void stop() {
		this.closers.forEach(Runnable::run);
		this.server.close();
	}

	@Test
	void aRevokedUserIsClosedOnAllNodesAndGetsNothingThatIsPublishedAfterwards() {
		Client here = new Client(this.north, user("ann", Instant.now().minusSeconds(10)));
		Client there = new Client(this.south, user("ann", null));
		Client other = new Client(this.south, user("bob", null));
		ControlResult result = RelayNode.await(this.north.hub.control().send(revoke(ClientSelector.user("ann"))));
		assertThat(result.sessions()).isEqualTo(2);
		assertThat(result.confirmedNodes()).containsExactlyInAnyOrder(this.north.id, this.south.id);
		assertThat(result.isComplete()).isTrue();
		publish(this.north, "after");
		await().untilAsserted(() -> assertThat(other.received).containsExactly("after"));
		assertThat(here.received).isEmpty();
		assertThat(there.received).isEmpty();
		assertThat(here.closed).isEqualTo("REVOKED");
		assertThat(there.closed).isEqualTo("REVOKED");
	}

	@Test
	void tokensThatWereIssuedAfterARevocationAreGood() {
		RelayNode.await(this.north.hub.control().send(revoke(ClientSelector.user("ann"))));
		assertThat(new Client(this.south, user("ann", Instant.now().minusSeconds(60))).session.isOpen()).isFalse();
		assertThat(new Client(this.south, user("ann", null)).session.isOpen()).isFalse();
		assertThat(new Client(this.south, user("ann", Instant.now().plusSeconds(1))).session.isOpen()).isTrue();
	}

	@Test
	void aSessionIsClosedAlsoIfItsNodeIsAheadOfTheOneThatRevokes() {
		Instant behind = Instant.now().minusSeconds(30);
		Client client = new Client(this.south, user("ann", Instant.now()));
		ControlResult result = RelayNode
			.await(this.north.hub.control().send(revoke(ClientSelector.user("ann"), behind)));
		assertThat(result.sessions()).isOne();
		assertThat(client.closed).isEqualTo("REVOKED");
		assertThat(new Client(this.south, user("ann", Instant.now())).session.isOpen()).isTrue();
		assertThat(new Client(this.south, user("ann", behind.minusSeconds(1))).session.isOpen()).isFalse();
	}

	@Test
	void aRevocationThatArrivesAgainSparesWhoLoggedInSince() throws Exception {
		byte[] command = revoke(ClientSelector.user("ann")).encode();
		Instant until = Instant.now().plusSeconds(600);
		RelayNode.await(this.north.relay.control(command, until));
		Client client = new Client(this.south, user("ann", Instant.now().plusMillis(1)));
		await().until(() -> !Instant.now().isBefore(client.session.identity().issuedAt()));
		ControlResult result = RelayNode.await(this.north.relay.control(command, until));
		assertThat(result.confirmedNodes()).containsExactlyInAnyOrder(this.north.id, this.south.id);
		assertThat(client.session.isOpen()).isTrue();
	}

	@Test
	void aRepeatedRevocationOfATenantSparesAnonymousClientsThatCameSince() {
		ClientIdentity anonymous = ClientIdentity.ANONYMOUS.withTenant("acme");
		byte[] command = revoke(ClientSelector.tenant("acme")).encode();
		Instant until = Instant.now().plusSeconds(600);
		Client before = new Client(this.south, anonymous);
		RelayNode.await(this.north.relay.control(command, until));
		assertThat(before.closed).isEqualTo("REVOKED");
		Client since = new Client(this.south, anonymous);
		assertThat(RelayNode.await(this.north.relay.control(command, until)).confirmedNodes())
			.containsExactlyInAnyOrder(this.north.id, this.south.id);
		assertThat(since.session.isOpen()).isTrue();
		Instant ended = Instant.now().minusMillis(1);
		ControlCommand late = new ControlCommand.Revoke(ClientSelector.tenant("acme"), ended, ended);
		RelayNode.await(this.north.relay.control(late.encode(), ended));
		assertThat(since.session.isOpen()).isTrue();
	}

	@Test
	void aNodeThatMissedARevocationSparesWhoLoggedInSince() throws IOException {
		try (FaultyProxy proxy = new FaultyProxy(this.server.port())) {
			Node west = new Node(proxy.port());
			Client before = new Client(west, user("ann", Instant.now()));
			proxy.cut();
			await().until(() -> !west.hub.relayStatus().delivering());
			ControlResult result = RelayNode.await(this.north.hub.control().send(revoke(ClientSelector.user("ann"))));
			assertThat(result.unconfirmedNodes()).containsExactly(west.id);
			before.session.setIdentity(user("ann", Instant.now()));
			Client revoked = new Client(west, user("bob", null));
			RelayNode.await(this.north.hub.control().send(revoke(ClientSelector.user("bob"))));
			proxy.mend();
			await().until(() -> !revoked.session.isOpen());
			await().until(() -> west.hub.control().revocations().size() == 2);
			assertThat(before.session.isOpen()).isTrue();
		}
	}

	@Test
	void aRevokedTokenIsRejectedAlsoWhenASessionChangesItsIdentity() {
		ClientIdentity identity = new ClientIdentity(() -> "ann", null, "t-1", null);
		RelayNode.await(this.north.hub.control().send(revoke(ClientSelector.token("t-1"))));
		Client client = new Client(this.south, user("ann", null));
		assertThat(client.session.isOpen()).isTrue();
		client.session.setIdentity(identity);
		assertThat(client.session.isOpen()).isFalse();
	}

	@Test
	void aNodeThatIsCutOffIsListedAndCatchesUpBeforeItDelivers() throws IOException {
		try (FaultyProxy proxy = new FaultyProxy(this.server.port())) {
			Node west = new Node(proxy.port());
			Client revoked = new Client(west, user("ann", null));
			Client other = new Client(west, user("bob", null));
			proxy.cut();
			await().until(() -> !west.hub.relayStatus().delivering());
			ControlResult result = RelayNode.await(this.north.hub.control().send(revoke(ClientSelector.user("ann"))));
			assertThat(result.unconfirmedNodes()).containsExactly(west.id);
			assertThat(revoked.session.isOpen()).isTrue();
			publish(this.north, "while cut off");
			proxy.mend();
			await().until(() -> west.hub.relayStatus().delivering());
			publish(this.north, "after");
			await().untilAsserted(() -> assertThat(other.received).contains("after"));
			assertThat(revoked.received).isEmpty();
			assertThat(revoked.closed).isEqualTo("REVOKED");
		}
	}

	@Test
	void aNodeThatIsStoppedGetsTheCommandBeforeLaterPublications() throws IOException {
		try (FaultyProxy proxy = new FaultyProxy(this.server.port())) {
			Node west = new Node(proxy.port());
			Client revoked = new Client(west, user("ann", null));
			Client other = new Client(west, user("bob", null));
			proxy.hold();
			ControlResult result = RelayNode.await(this.north.hub.control().send(revoke(ClientSelector.user("ann"))));
			assertThat(result.unconfirmedNodes()).containsExactly(west.id);
			publish(this.north, "after");
			proxy.release();
			await().untilAsserted(() -> assertThat(other.received).contains("after"));
			assertThat(revoked.received).isEmpty();
			assertThat(revoked.closed).isEqualTo("REVOKED");
		}
	}

	@Test
	void aNodeThatStartsLaterKnowsWhatIsRevoked() {
		RelayNode.await(this.north.hub.control().send(revoke(ClientSelector.user("ann"))));
		Node west = new Node(this.server.port());
		assertThat(new Client(west, user("ann", null)).session.isOpen()).isFalse();
		assertThat(west.hub.control().revocations().isSessionRevoked("s-1")).isFalse();
		RelayNode.await(west.hub.control().send(revoke(ClientSelector.session("s-1"))));
		assertThat(this.north.hub.control().revocations().isSessionRevoked("s-1")).isTrue();
	}

	@Test
	void revocationsSurviveARedisThatComesBackEmpty() {
		RelayNode.await(this.north.hub.control().send(revoke(ClientSelector.user("ann"))));
		this.server.restart();
		await().until(() -> this.north.hub.relayStatus().delivering() && this.south.hub.relayStatus().delivering());
		await().until(() -> this.server.command("HLEN", "control:x:{control}:commands").contains("1"));
		Node west = new Node(this.server.port());
		assertThat(new Client(west, user("ann", null)).session.isOpen()).isFalse();
	}

	@Test
	void aCommandThatRedisLostIsGivenBackWhileAllConnectionsStand() {
		RelayNode.await(this.north.hub.control().send(revoke(ClientSelector.user("ann"))));
		this.server.command("FLUSHALL");
		await().until(() -> this.server.command("HLEN", "control:x:{control}:commands").contains("1"));
	}

	@Test
	void aCommandThatANodeMissedIsExecutedWhileAllConnectionsStand() {
		// As if the message had been lost on the way, as in a cluster
		RelayNode.await(this.north.hub.control().send(revoke(ClientSelector.user("bob"))));
		String script = "local c = redis.call('HKEYS', KEYS[1])[1] "
				+ "return redis.call('HSET', KEYS[1], string.gsub(c, 'bob', 'ann'), redis.call('HGET', KEYS[1], c))";
		assertThat(this.server.command("EVAL", '"' + script + '"', "1", "control:x:{control}:commands"))
			.isEqualTo(":1");
		Client client = new Client(this.south, user("ann", null));
		await().until(() -> !client.session.isOpen());
	}

	@Test
	void aRedisWithoutMemoryLeftDoesNotKeepANodeFromDelivering() {
		this.server.command("CONFIG", "SET", "maxmemory", "1");
		Node west = new Node(this.server.port());
		Client client = new Client(west, user("ann", null));
		await().until(() -> west.hub.relayStatus().delivering());
		publish(this.north, "still");
		await().untilAsserted(() -> assertThat(client.received).containsExactly("still"));
		Client revoked = new Client(this.south, user("bob", null));
		CompletableFuture<ControlResult> result = this.north.hub.control().send(revoke(ClientSelector.user("bob")));
		CompletableFuture<String> thread = result.handle((ok, failure) -> Thread.currentThread().getName());
		assertThat(RelayNode.await(thread)).as("what follows may block").doesNotContain("lettuce", "realtime-redis");
		assertThat(result).failsWithin(Duration.ofSeconds(RelayNode.PATIENCE_SECONDS))
			.withThrowableThat()
			.withMessageContaining("does not keep the command");
		await().until(() -> !revoked.session.isOpen());
	}

	@Test
	void aRevocationEnds() {
		RelayNode.await(this.north.hub.control()
			.send(new ControlCommand.Revoke(ClientSelector.user("ann"), Instant.now(), Instant.now().plusMillis(300))));
		await().until(() -> new Client(this.south, user("ann", null)).session.isOpen());
		await().until(() -> this.south.hub.control().revocations().size() == 0);
	}

	@Test
	void clientsAreDisconnectedWithTheGivenCodeAndMayReturn() {
		Client client = new Client(this.south, user("ann", null));
		ControlResult result = RelayNode.await(this.north.hub.control()
			.send(new ControlCommand.Disconnect(ClientSelector.session(client.session.publicId()),
					new CloseCode(4000, "bye"))));
		assertThat(result.sessions()).isEqualTo(1);
		await().untilAsserted(() -> assertThat(client.closed).isEqualTo("bye"));
		assertThat(new Client(this.south, user("ann", null)).session.isOpen()).isTrue();
	}

	@Test
	void aSubscriptionIsEnded() {
		Client ended = new Client(this.south, user("ann", null));
		Client other = new Client(this.south, user("bob", null));
		ControlResult result = RelayNode
			.await(this.north.hub.control().send(new ControlCommand.Unsubscribe(ClientSelector.user("ann"), CHANNEL)));
		assertThat(result.sessions()).isEqualTo(1);
		publish(this.north, "after");
		await().untilAsserted(() -> assertThat(other.received).containsExactly("after"));
		assertThat(ended.received).isEmpty();
		assertThat(ended.session.isOpen()).isTrue();
	}

	@Test
	void aNodeThatCannotExecuteACommandDoesNotConfirmIt() {
		ControlResult result = RelayNode.await(this.north.relay.control(new byte[] { 99 }, null));
		assertThat(result.confirmedNodes()).isEmpty();
		assertThat(result.unconfirmedNodes()).containsExactlyInAnyOrder(this.north.id, this.south.id);
	}

	@Test
	void aNodeThatHasLeftIsNotListed() {
		Node west = new Node(this.server.port());
		west.hub.stop();
		ControlResult result = RelayNode.await(this.north.hub.control().send(revoke(ClientSelector.user("ann"))));
		assertThat(result.confirmedNodes()).containsExactlyInAnyOrder(this.north.id, this.south.id);
		assertThat(result.isComplete()).isTrue();
	}

	private static ControlCommand revoke(ClientSelector clients) {
		return revoke(clients, Instant.now());
	}

	private static ControlCommand revoke(ClientSelector clients, Instant at) {
		return new ControlCommand.Revoke(clients, at, Instant.now().plusSeconds(600));
	}

	private static ClientIdentity user(String name, @Nullable Instant issuedAt) {
		return new ClientIdentity(() -> name, null, null, issuedAt);
	}

	private static void publish(Node node, String text) {
		RelayNode.await(node.hub.publish(CHANNEL, new Publication(text.getBytes(UTF_8), null)));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(RelayNode.PATIENCE_SECONDS, TimeUnit.SECONDS);
	}

	private final class Node {

		private final String id = "hub-" + COUNT.incrementAndGet();

		private final RedisRelay relay;

		private final Hub hub;

		private Node(int port) {
			LettuceConnectionFactory factory = new LettuceConnectionFactory(
					new RedisStandaloneConfiguration(RedisServer.HOST, port));
			factory.afterPropertiesSet();
			this.relay = new RedisRelay(factory, new RedisRelayOptions("control", this.id, Duration.ofSeconds(10),
					Duration.ofMillis(100), Duration.ofSeconds(3)), RealtimeMetrics.NONE);
			this.hub = new Hub(this.relay, HubOptions.defaults(), Runnable::run, Runnable::run, RealtimeMetrics.NONE);
			this.hub.start();
			RedisControlTests.this.closers.add(() -> {
				this.hub.stop();
				factory.destroy();
			});
		}

	}

	private static final class Client implements SocketWriter, SessionProtocol {

		private final List<String> received = new CopyOnWriteArrayList<>();

		private final Session session;

		private volatile @Nullable String closed;

		private Client(Node node, ClientIdentity identity) {
			this.session = node.hub.open("session-" + COUNT.incrementAndGet(), "test", this, identity, this);
			if (this.session.isOpen()) {
				this.session.setControl(new RecordingControl(node.hub::unsubscribe));
				Subscription subscription = Subscription.toChannel(this.session, "1", CHANNEL, TEXT);
				RelayNode.await(node.hub.subscribe(subscription));
				subscription.activate(null);
			}
		}

		@Override
		public boolean write(FrameBatch batch, Completion completion) {
			batch.messages().forEach((message) -> this.received.addAll(message.string().lines().toList()));
			return true;
		}

		@Override
		public void close(int code, String reason) {
			this.closed = reason;
		}

		@Override
		public String name() {
			return "test";
		}

		@Override
		public CloseCode closeCode(CloseReason reason) {
			return new CloseCode(1000, reason.name());
		}

	}

}
