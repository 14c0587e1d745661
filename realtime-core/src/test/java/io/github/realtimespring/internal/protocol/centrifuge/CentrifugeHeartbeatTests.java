package io.github.realtimespring.internal.protocol.centrifuge;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.github.realtimespring.internal.outbound.Frame;

import static org.assertj.core.api.Assertions.assertThat;

class CentrifugeHeartbeatTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	@Test
	void whenClientAnswersThenItIsPingedAgainAndAgain() {
		try (Node node = Node.builder().options(options(Duration.ofMillis(400), Duration.ofMillis(350))).start()) {
			Client client = node.connect().answerPings();
			for (int i = 0; i < 4; i++) {
				assertThat(client.next()).isEqualTo("{}");
			}
			assertThat(client.session().isOpen()).isTrue();
		}
	}

	@Test
	void whenClientDoesNotAnswerThenConnectionIsClosed() {
		try (Node node = Node.builder().options(options(Duration.ofMillis(400), Duration.ofMillis(200))).start()) {
			Client client = node.connect();
			assertThat(client.next()).isEqualTo("{}");
			assertThat(client.closed()).hasToString("CloseCode[code=3012, reason=no pong]");
		}
	}

	@Test
	void whenClientAnswersTwiceThenConnectionIsClosed() {
		try (Node node = Node.builder().options(options(Duration.ofMillis(400), Duration.ofMillis(350))).start()) {
			Client client = node.connect();
			client.writer().onMessage((message) -> client.send("{}\n{}"));
			assertThat(client.next()).isEqualTo("{}");
			assertThat(client.closed()).hasToString("CloseCode[code=3501, reason=bad request]");
		}
	}

	@Test
	void whenClientAnswersWithoutBeingAskedThenConnectionIsClosed() {
		try (Node node = Node.start()) {
			assertThat(node.connect().send("{}").closed()).hasToString("CloseCode[code=3501, reason=bad request]");
		}
	}

	@Test
	void whenMessageWaitsForTheApplicationThenThePongBehindItMayBeLate() {
		CountDownLatch release = new CountDownLatch(1);
		try (Node node = Node.builder()
			.options(options(Duration.ofMillis(400), Duration.ofMillis(350)))
			.inbound(1, LONG)
			.rpc((session, method, data) -> {
				await(release);
				return CompletableFuture.completedFuture(data);
			})
			.start()) {
			Client client = node.connect();
			CompletableFuture<Void> reader = CompletableFuture
				.runAsync(() -> client.send("{\"id\":2,\"rpc\":{}}\n".repeat(3) + "{}"));
			assertThat(client.next()).isEqualTo("{}");
			Client witness = node.connect();
			assertThat(witness.next()).isEqualTo("{}");
			assertThat(witness.closed()).hasToString("CloseCode[code=3012, reason=no pong]");
			assertThat(client.session().isOpen()).isTrue();
			release.countDown();
			reader.join();
		}
	}

	@Test
	void whenThePongHadToWaitThenItMayComeAMomentLater() {
		CountDownLatch release = new CountDownLatch(1);
		AtomicInteger pings = new AtomicInteger();
		try (Node node = Node.builder()
			.options(options(Duration.ofMillis(600), Duration.ofMillis(500)))
			.inbound(1, LONG)
			.rpc((session, method, data) -> {
				await(release);
				return CompletableFuture.completedFuture(data);
			})
			.start()) {
			Client client = node.connect();
			client.writer().onMessage((message) -> {
				if (message.equals("{}") && pings.incrementAndGet() == 1) {
					// Looked at after 500 ms, while it waits, and every 500 ms from then
					// on
					node.hub().timer().schedule(Duration.ofMillis(750), release::countDown);
					node.hub().timer().schedule(Duration.ofMillis(1250), () -> client.send("{}"));
				}
			});
			CompletableFuture<Void> reader = CompletableFuture
				.runAsync(() -> client.send("{\"id\":2,\"rpc\":{}}\n".repeat(3)));
			Awaitility.await().until(() -> pings.get() == 2 || !client.session().isOpen());
			assertThat(client.session().isOpen()).isTrue();
			reader.join();
		}
	}

	@Test
	void whenClientReadsSlowlyThenThePongBehindItsBacklogMayBeLate() {
		ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor();
		try (Node node = Node.builder().options(options(Duration.ofMillis(400), Duration.ofMillis(350))).start()) {
			Client client = node.connect();
			client.writer().hold();
			for (int i = 0; i < 8000; i++) {
				client.session().send(Frame.text(new byte[] { 'x' }));
			}
			reader.scheduleWithFixedDelay(client.writer()::step, 0, 50, TimeUnit.MILLISECONDS);
			Client witness = node.connect();
			assertThat(witness.next()).isEqualTo("{}");
			assertThat(witness.closed()).hasToString("CloseCode[code=3012, reason=no pong]");
			assertThat(client.session().isOpen()).isTrue();
		}
		finally {
			reader.shutdownNow();
		}
	}

	@Test
	void whenApplicationIsSlowThenPongIsNotedAllTheSame() {
		CountDownLatch release = new CountDownLatch(1);
		try (Node node = Node.builder()
			.options(options(Duration.ofMillis(400), Duration.ofMillis(350)))
			.rpc((session, method, data) -> {
				await(release);
				return CompletableFuture.completedFuture(data);
			})
			.start()) {
			Client client = node.connect().answerPings().send("{\"id\":2,\"rpc\":{}}");
			for (int i = 0; i < 3; i++) {
				assertThat(client.next()).isEqualTo("{}");
			}
			assertThat(client.session().isOpen()).isTrue();
			release.countDown();
		}
	}

	@Test
	void whenPingsAreOffThenNoneIsSent() {
		try (Node node = Node.builder().options(options(Duration.ZERO, LONG)).start()) {
			assertThat(node.connect().send("{}").closed()).hasToString("CloseCode[code=3501, reason=bad request]");
		}
	}

	private static CentrifugeOptions options(Duration pingInterval, Duration pongTimeout) {
		return CentrifugeOptions.builder().ping(pingInterval, pongTimeout).connectTimeout(LONG).build();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
