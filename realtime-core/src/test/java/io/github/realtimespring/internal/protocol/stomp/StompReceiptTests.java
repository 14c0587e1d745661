package io.github.realtimespring.internal.protocol.stomp;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.stereotype.Controller;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A receipt says that the frame was processed, and nothing else does.
 */
class StompReceiptTests {

	private static StompServer server;

	@BeforeAll
	static void startServer() throws Exception {
		server = StompServer.start(Methods.class);
	}

	@AfterAll
	static void stopServer() throws Exception {
		server.close();
	}

	private static void assertFailed(StompClient client, String receipt) throws Exception {
		StompFrame error = client.next();
		assertThat(error.command()).isEqualTo("ERROR");
		assertThat(error.header("receipt-id")).isEqualTo(receipt);
		assertThat(client.closeCode()).isEqualTo(1002);
	}

	@ParameterizedTest
	@ValueSource(strings = { "throw", "error", "throw-later", "unconvertible", "unconvertible-later", "nobody" })
	void whenAMethodFailsThenItsFrameGetsAnError(String method) throws Exception {
		try (StompClient client = server.connect()) {
			client.send("SEND\ndestination:/app/" + method + "\nreceipt:r\n\nx");
			assertFailed(client, "r");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "throw", "error", "throw-later", "unconvertible", "unconvertible-later" })
	void whenNoReceiptIsAskedForThenAFailureEndsNothing(String method) throws Exception {
		try (StompClient client = server.connect()) {
			client.send("SEND\ndestination:/app/" + method + "\n\nx");
			client.assertNothingElse();
		}
	}

	@Test
	void whenTheApplicationHandlesAFailureThenTheFrameIsDone() throws Exception {
		try (StompClient client = server.connect()) {
			client.send("SEND\ndestination:/app/handled\nreceipt:r\n\nx");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("r"));
		}
	}

	@Test
	void whenAResultComesLaterThenSoDoesTheReceipt() throws Exception {
		try (StompClient client = server.connect().subscribe("a", "/topic/later")) {
			client.send("SEND\ndestination:/app/later\nreceipt:slow\n\nfirst");
			// Meanwhile the client's other frames are processed
			client.assertNothingElse();
			server.bean(Methods.class).futures.get("first").complete("done");
			StompFrame message = client.next();
			StompFrame receipt = client.next();
			assertThat(new StompFrame[] { message, receipt }).extracting(StompFrame::command)
				.containsExactlyInAnyOrder("MESSAGE", "RECEIPT");
		}
	}

	@Test
	void whenAnAnswerToASubscriptionFailsThenTheFrameGetsAnError() throws Exception {
		try (StompClient client = server.connect()) {
			client.send("SUBSCRIBE\nid:a\ndestination:/app/throw-on-subscribe\nreceipt:r\n\n");
			assertFailed(client, "r");
		}
	}

	@Test
	void whenAFrameOfATransactionIsForbiddenThenCommitGetsTheError() throws Exception {
		try (StompClient client = server.connect()) {
			client.send("BEGIN\ntransaction:t\n\n");
			client.send("SEND\ntransaction:t\ndestination:/topic/forbidden\nreceipt:kept\n\nx");
			assertThat(client.next()).isEqualTo(StompFrame.receipt("kept"));
			client.send("COMMIT\ntransaction:t\nreceipt:c\n\n");
			assertFailed(client, "c");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "throw", "throw-later", "nobody" })
	void whenAMethodFailsInATransactionThenCommitGetsTheError(String method) throws Exception {
		try (StompClient client = server.connect()) {
			client.send("BEGIN\ntransaction:t\n\n");
			client.send("SEND\ntransaction:t\ndestination:/app/" + method + "\n\nx");
			client.send("SEND\ntransaction:t\ndestination:/app/handled\n\nx");
			client.send("COMMIT\ntransaction:t\nreceipt:c\n\n");
			assertFailed(client, "c");
		}
	}

	@Test
	void whenATransactionIsProcessedThenCommitGetsItsReceipt() throws Exception {
		try (StompClient client = server.connect().subscribe("a", "/topic/later")) {
			client.send("BEGIN\ntransaction:t\n\n");
			client.send("SEND\ntransaction:t\ndestination:/app/later\n\nsecond");
			client.send("COMMIT\ntransaction:t\nreceipt:c\n\n");
			client.assertNothingElse();
			server.bean(Methods.class).futures.get("second").complete("in transaction");
			assertThat(new StompFrame[] { client.next(), client.next() }).extracting(StompFrame::command)
				.containsExactlyInAnyOrder("MESSAGE", "RECEIPT");
		}
	}

	@Controller
	static class Methods {

		private final ConcurrentMap<String, CompletableFuture<String>> futures = new ConcurrentHashMap<>();

		private final SimpMessagingTemplate template;

		Methods(SimpMessagingTemplate template) {
			this.template = template;
		}

		@MessageMapping("throw")
		void fail() {
			throw new IllegalStateException("expected by the test");
		}

		@MessageMapping("error")
		void failBadly() {
			throw new AssertionError("expected by the test");
		}

		@MessageMapping("throw-later")
		CompletableFuture<String> failLater() {
			return CompletableFuture.supplyAsync(() -> {
				throw new IllegalStateException("expected by the test");
			});
		}

		@MessageMapping("unconvertible")
		@SendTo("/topic/unconvertible")
		Unreadable unconvertible() {
			return new Unreadable();
		}

		@MessageMapping("unconvertible-later")
		@SendTo("/topic/unconvertible")
		CompletableFuture<Unreadable> unconvertibleLater() {
			return CompletableFuture.supplyAsync(Unreadable::new);
		}

		@MessageMapping("nobody")
		void sendToNobody() {
			this.template.convertAndSend("/user/bob", "no destination");
		}

		@MessageMapping("later")
		@SendTo("/topic/later")
		CompletableFuture<String> later(String name) {
			return this.futures.computeIfAbsent(name, (key) -> new CompletableFuture<>());
		}

		@MessageMapping("handled")
		void handled() {
			throw new UnsupportedOperationException("expected by the test");
		}

		@SubscribeMapping("throw-on-subscribe")
		String failOnSubscribe() {
			throw new IllegalStateException("expected by the test");
		}

		@MessageExceptionHandler
		void handle(UnsupportedOperationException ex) {
		}

	}

	static class Unreadable {

		public String getValue() {
			throw new IllegalStateException("expected by the test");
		}

	}

}
