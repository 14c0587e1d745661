package io.github.realtimespring.checker.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.realtimespring.checker.cluster.Edge;
import io.github.realtimespring.checker.cluster.Node;

/**
 * A user with a STOMP connection to each node, who is going to be revoked.
 */
public final class RevokedUser {

	private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

	private static final Pattern NUMBER = Pattern.compile("\\nn(\\d+)\\.");

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

	private final String name;

	private final String token;

	private final List<Connection> connections = new ArrayList<>();

	private RevokedUser(String name, String token) {
		this.name = name;
		this.token = token;
	}

	/**
	 * Connect to all nodes and subscribe.
	 */
	public static RevokedUser connect(Edge edge, String name, String token, String channel) {
		RevokedUser user = new RevokedUser(name, token);
		for (Node node : edge.nodes()) {
			user.connections.add(Connection.open(node.port(), token, channel));
		}
		return user;
	}

	public String name() {
		return this.name;
	}

	public String token() {
		return this.token;
	}

	/**
	 * Wait until every connection has received something.
	 */
	public void awaitDelivery() throws IOException, InterruptedException {
		await("No delivery", () -> this.connections.stream().allMatch((each) -> !each.numbers.isEmpty()));
	}

	/**
	 * Wait until every connection has ended.
	 */
	public void awaitEnd() throws IOException, InterruptedException {
		await("A revoked user stays connected", () -> open() == 0);
	}

	private static void await(String failure, BooleanSupplier condition) throws IOException, InterruptedException {
		long deadline = System.nanoTime() + PATIENCE_NANOS;
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > deadline) {
				throw new IOException(failure);
			}
			TimeUnit.MILLISECONDS.sleep(5);
		}
	}

	/**
	 * Revoke the user.
	 * @param begun the number of the last publication that was begun
	 */
	public Revocation revoke(Node node, AtomicLong begun) throws IOException, InterruptedException {
		long calledAt = System.nanoTime();
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/api/chaos/revoke?user=" + this.name))
			.timeout(Duration.ofSeconds(30))
			.POST(HttpRequest.BodyPublishers.noBody())
			.build();
		HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
		long nanos = System.nanoTime() - calledAt;
		if (response.statusCode() != 200) {
			throw new IOException("Revoking was answered with " + response.statusCode());
		}
		return new Revocation(calledAt, nanos, Integer.parseInt(response.body().split(" ")[2]), begun.get());
	}

	/**
	 * The number of deliveries of publications that were begun later than a number.
	 */
	public long deliveriesAfter(long number) {
		return this.connections.stream().mapToLong((each) -> each.numbers.tailSet(number, false).size()).sum();
	}

	/**
	 * The number of connections that are open.
	 */
	public long open() {
		return this.connections.stream().filter((each) -> !each.closed).count();
	}

	/**
	 * The time of the last delivery, as {@link System#nanoTime()}.
	 */
	public long lastDelivery() {
		return this.connections.stream().mapToLong((each) -> each.lastDelivery).max().orElse(0);
	}

	/**
	 * A revocation.
	 *
	 * @param calledAt when it was called
	 * @param nanos how long it took until it was acknowledged
	 * @param unconfirmed how many nodes had not confirmed it then
	 * @param begun the number of the last publication that had been begun then
	 */
	public record Revocation(long calledAt, long nanos, int unconfirmed, long begun) {

	}

	private static final class Connection implements WebSocket.Listener {

		private final StringBuilder text = new StringBuilder();

		private final ConcurrentSkipListSet<Long> numbers = new ConcurrentSkipListSet<>();

		private volatile long lastDelivery;

		private volatile boolean closed;

		public static Connection open(int port, String token, String channel) {
			Connection connection = new Connection();
			try {
				WebSocket socket = HTTP.newWebSocketBuilder()
					.subprotocols("v12.stomp")
					.buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), connection)
					.join();
				socket.sendText("CONNECT\naccept-version:1.2\nAuthorization:Bearer " + token + "\n\n\0", true).join();
				socket.sendText("SUBSCRIBE\nid:1\ndestination:/topic/" + channel + "\n\n\0", true).join();
			}
			catch (CompletionException ex) {
				// Closed already, or refused
				connection.closed = true;
			}
			return connection;
		}

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.text.append(data);
			if (last) {
				Matcher matcher = NUMBER.matcher(this.text);
				if (this.text.indexOf("MESSAGE") == 0 && matcher.find()) {
					this.lastDelivery = System.nanoTime();
					this.numbers.add(Long.valueOf(matcher.group(1)));
				}
				this.text.setLength(0);
			}
			socket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
			this.closed = true;
			return null;
		}

		@Override
		public void onError(WebSocket socket, Throwable error) {
			this.closed = true;
		}

	}

}
