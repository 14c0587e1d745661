package io.github.realtimespring.internal.protocol.centrifuge;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.realtimespring.rpc.RpcException;
import io.github.realtimespring.rpc.RpcHandler;
import io.github.realtimespring.test.CapturedLog;

import static org.assertj.core.api.Assertions.assertThat;

class CallTests {

	/**
	 * Calls by method name.
	 */
	private static final RpcHandler METHODS = (session, method, data) -> switch (method) {
		case "echo", "" -> CompletableFuture.completedFuture(data);
		case "later" -> CompletableFuture.supplyAsync(() -> data);
		case "text" -> CompletableFuture.completedFuture("plain".getBytes());
		case "binary" -> CompletableFuture.completedFuture(new byte[] { (byte) 0xFF });
		case "own" -> CompletableFuture.failedFuture(new RpcException(1000, "out of \"stock\""));
		case "wrapped" ->
			CompletableFuture.failedFuture(new CompletionException(new RpcException(107, "no such field")));
		case "temporary" -> CompletableFuture.failedFuture(new RpcException(111, "too many requests"));
		case "fails" -> CompletableFuture.failedFuture(new IllegalStateException("Secret"));
		case "throws" -> throw new IllegalStateException("Secret");
		default -> throw new RpcException(RpcException.METHOD_NOT_FOUND, "method not found");
	};

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"{\"method\":\"echo\",\"data\":{\"a\": 1.10}}|{\"id\":2,\"rpc\":{\"data\":{\"a\": 1.10}}}",
			"{\"method\":\"echo\"}|{\"id\":2,\"rpc\":{}}", "{\"data\":1}|{\"id\":2,\"rpc\":{\"data\":1}}",
			"{\"method\":\"later\",\"data\":null}|{\"id\":2,\"rpc\":{\"data\":null}}",
			"{\"method\":\"text\"}|{\"id\":2,\"rpc\":{\"data\":\"plain\"}}",
			"{\"method\":\"binary\"}|{\"id\":2,\"error\":{\"code\":100,\"message\":\"internal server error\",\"temporary\":true}}",
			"{\"method\":\"own\"}|{\"id\":2,\"error\":{\"code\":1000,\"message\":\"out of \\\"stock\\\"\"}}",
			"{\"method\":\"wrapped\"}|{\"id\":2,\"error\":{\"code\":107,\"message\":\"no such field\"}}",
			"{\"method\":\"temporary\"}|{\"id\":2,\"error\":{\"code\":111,\"message\":\"too many requests\",\"temporary\":true}}",
			"{\"method\":\"fails\"}|{\"id\":2,\"error\":{\"code\":100,\"message\":\"internal server error\",\"temporary\":true}}",
			"{\"method\":\"throws\"}|{\"id\":2,\"error\":{\"code\":100,\"message\":\"internal server error\",\"temporary\":true}}",
			"{\"method\":\"none\"}|{\"id\":2,\"error\":{\"code\":104,\"message\":\"method not found\"}}" })
	void callGetsTheRightAnswer(String request, String answer) {
		try (Node node = Node.builder().rpc(METHODS).start()) {
			Client client = node.connect().send("{\"id\":2,\"rpc\":" + request + "}");
			assertThat(client.next()).isEqualTo(answer);
			client.settle();
		}
	}

	@Test
	void whatAClientSentCannotForgeLinesThroughAMethodsException() {
		try (CapturedLog log = CapturedLog.of("io.github.realtimespring");
				Node node = Node.builder()
					.rpc((session, method, data) -> CompletableFuture.failedFuture(new IllegalStateException(method)))
					.start()) {
			Client client = node.connect().send("{\"id\":2,\"rpc\":{\"method\":\"x\\nERROR forged\"}}");
			assertThat(client.next()).contains("\"code\":100");
			assertThat(log.events()).filteredOn((event) -> event.getThrowableProxy() != null)
				.singleElement()
				.satisfies(
						(event) -> assertThat(event.getThrowableProxy().getMessage()).contains("x\\u000aERROR forged")
							.doesNotContain("\n"));
		}
	}

	@Test
	void whenThereIsNothingToCallThenCallsAreNotAvailable() {
		try (Node node = Node.start()) {
			Client client = node.connect().send("{\"id\":2,\"rpc\":{\"method\":\"echo\"}}");
			assertThat(client.next()).isEqualTo("{\"id\":2,\"error\":{\"code\":108,\"message\":\"not available\"}}");
		}
	}

	@Test
	void whenACallTakesItsTimeThenLaterCommandsOfTheSessionWaitAndNobodyElse() {
		CompletableFuture<byte[]> result = new CompletableFuture<>();
		try (Node node = Node.builder().rpc((session, method, data) -> result).start()) {
			Client client = node.connect();
			Client neighbour = node.connect();
			client.send("{\"id\":2,\"rpc\":{}}\n{\"id\":3,\"unsubscribe\":{\"channel\":\"a\"}}");
			Client.await(() -> client.session().inbound().pending() == 1);
			neighbour.settle();
			result.complete("1".getBytes());
			assertThat(client.next()).isEqualTo("{\"id\":2,\"rpc\":{\"data\":1}}");
			assertThat(client.next()).isEqualTo("{\"id\":3,\"unsubscribe\":{}}");
		}
	}

	@Test
	void whenClientHasTooMuchPendingThenConnectionIsClosed() {
		CountDownLatch release = new CountDownLatch(1);
		RpcHandler handler = (session, method, data) -> {
			await(release);
			return CompletableFuture.completedFuture(data);
		};
		try (Node node = Node.builder().rpc(handler).inbound(4, Duration.ofMillis(50)).start()) {
			Client client = node.connect().send("{\"id\":2,\"rpc\":{}}\n".repeat(10));
			assertThat(client.closed()).hasToString("CloseCode[code=3013, reason=too many requests]");
			assertThat(node.errors("too-many-requests")).isOne();
			release.countDown();
		}
	}

	@Test
	void whenClientSendsThenListenerReceivesIt() {
		List<String> received = new CopyOnWriteArrayList<>();
		try (Node node = Node.builder()
			.listener((session, data) -> received.add(session.id() + new String(data, StandardCharsets.UTF_8)))
			.start()) {
			Client client = node.connect().send("{\"send\":{\"data\":{\"a\": 1}}}\n{\"send\":{}}");
			client.settle();
			assertThat(received).containsExactly("session-1{\"a\": 1}", "session-1");
		}
	}

	@Test
	void whenListenerFailsThenConnectionLivesOn() {
		try (Node node = Node.builder().listener((session, data) -> {
			throw new IllegalStateException("Failed");
		}).start()) {
			node.connect().send("{\"send\":{\"data\":1}}").settle();
		}
	}

	@Test
	void whenNobodyListensThenConnectionOfSenderIsClosed() {
		try (Node node = Node.start()) {
			Client client = node.connect().send("{\"send\":{\"data\":1}}");
			assertThat(client.closed()).hasToString("CloseCode[code=3508, reason=not available]");
			assertThat(node.errors("not-available")).isOne();
		}
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
